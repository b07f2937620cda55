"""Page: accounts. Who may sign in; add, change, disable, reset, unlock."""

from html import escape

import streamlit as st

from domain.access import Actor
from domain.vocabulary import Light, Role
from services import accounts, catalogue
from services.accounts import AccountView
from ui import feedback, forms, tables
from ui.fragments import dialog
from ui.i18n import _, word
from ui.session import Slot
from ui.tables import Column

_PASSWORD = Slot[tuple]("accounts.password")
_COLUMN_WIDTHS = {
    "name": 230,
    "user": 120,
    "role": 100,
    "place": 130,
    "mail": 210,
    "phone": 120,
    "state": 120,
}


def render(actor: Actor) -> None:
    """The list of accounts; a name opens the person."""
    people = accounts.list_accounts(actor=actor)
    departments = catalogue.department_names(lang=actor.lang, actor=actor)
    active = [person for person in people if person.is_active]
    locked = [person for person in active if person.is_locked]
    closed = _("{n} locked, {m} disabled", n=len(locked), m=len(people) - len(active))
    with st.container(horizontal=True, vertical_alignment="center", key="accounts_head"):
        st.html(
            f'<p class="d-lead">{_("{n} people can sign in", n=f"<b>{len(active)}</b>")}</p>'
            f'<p class="d-sub">{escape(closed)}</p>',
            width="stretch",
        )
        added = st.button(_("Add an account"), type="primary", icon=":material/person_add:")
    if added:
        dialog(_("Add an account"), width="medium")(_add)(departments, actor)
    _show_new_password()
    tables.show(
        people,
        columns=_columns(departments),
        key="accounts_table",
        empty_text=_("No account yet"),
        on_open=lambda person: dialog(person.display_name, width="medium")(_edit)(person, departments, actor),
    )


def _columns(departments: dict[str, str]) -> tuple[Column, ...]:
    width = _COLUMN_WIDTHS
    return (
        Column(_("Name"), lambda p: p.display_name, "button", width["name"]),
        Column(_("User name"), lambda p: p.username, width=width["user"]),
        Column(_("Role"), lambda p: word(p.role), width=width["role"]),
        Column(_("Department or post"), lambda p: _place(p, departments), width=width["place"]),
        Column(_("Mail"), lambda p: p.email, width=width["mail"]),
        Column(_("Phone"), lambda p: p.phone, width=width["phone"]),
        Column(_("State"), _state, width=width["state"], tone=_tone),
    )


def _place(person: AccountView, departments: dict[str, str]) -> str:
    return departments.get(person.department_code or "", person.post or "")


def _state(person: AccountView) -> str:
    if not person.is_active:
        return _("Disabled")
    if person.is_locked:
        return _("Locked")
    return _("First password") if person.must_change_password else _("Active")


def _tone(person: AccountView) -> Light | None:
    if not person.is_active:
        return Light.GREY
    return Light.RED if person.is_locked else None


def _show_new_password() -> None:
    """A first password is shown once, to be handed over; it is stored nowhere."""
    given = _PASSWORD.take()
    if given:
        name, password = given
        st.info(_("Hand this first password to {name}. It is shown only now.", name=name))
        st.code(password, language=None)


def _add(departments: dict[str, str], actor: Actor) -> None:
    role = forms.choose_code(_("Role"), list(Role), key="new_role") or Role.AGENT
    with st.form(key="new_account", border=False):
        username = st.text_input(_("User name"), max_chars=32)
        values = _person_fields(None, role, departments, "new")
        if st.form_submit_button(_("Add an account"), type="primary"):
            password = accounts.fresh_password()
            with feedback.run(_("Account added.")) as outcome:
                accounts.create(username=username, role=role, password=password, actor=actor, **values)
            if outcome.ok:
                _PASSWORD.put((values["display_name"], password))
                st.rerun()


def _edit(person: AccountView, departments: dict[str, str], actor: Actor) -> None:
    st.caption(f"{person.username} · {_state(person)}")
    key = f"edit_{person.account_id}"
    role = forms.choose_code(_("Role"), list(Role), key=f"{key}_role", chosen=person.role) or person.role
    with st.form(key=key, border=False):
        values = _person_fields(person, role, departments, key)
        if st.form_submit_button(_("Save"), type="primary"):
            with feedback.run(_("Saved."), rerun=True):
                accounts.change_account(
                    account_id=person.account_id, role=role, version=person.version, actor=actor, **values
                )
    _actions(person, actor)


def _person_fields(person: AccountView | None, role: Role, departments: dict[str, str], key: str) -> dict:
    known = person.display_name if person else ""
    values: dict[str, object] = {
        "display_name": st.text_input(_("Name as shown"), known, max_chars=64),
        "department_code": None,
    }
    if role is Role.LIAISON:
        chosen = person.department_code if person else None
        values["department_code"] = forms.choose_named(
            _("Department"), departments, key=f"{key}_department", chosen=chosen
        )
    values["post"] = st.text_input(_("Post"), (person and person.post) or "", max_chars=64)
    values["email"] = st.text_input(_("Mail"), (person and person.email) or "", max_chars=120)
    values["phone"] = st.text_input(_("Phone"), (person and person.phone) or "", max_chars=40)
    return values


def _actions(person: AccountView, actor: Actor) -> None:
    with st.container(horizontal=True):
        if st.button(_("Reset password"), icon=":material/key:"):
            password = accounts.fresh_password()
            with feedback.run(_("A new first password was set.")) as outcome:
                accounts.reset_password(account_id=person.account_id, password=password, actor=actor)
            if outcome.ok:
                _PASSWORD.put((person.display_name, password))
                st.rerun()
        if person.is_locked and st.button(_("Unlock"), icon=":material/lock_open:"):
            with feedback.run(_("Unlocked."), rerun=True):
                accounts.unlock(account_id=person.account_id, actor=actor)
        label, icon = (_("Disable"), "person_off") if person.is_active else (_("Enable"), "person")
        if st.button(label, icon=f":material/{icon}:"):
            with feedback.run(_("Saved."), rerun=True):
                change = accounts.disable if person.is_active else accounts.enable
                change(account_id=person.account_id, actor=actor)
