"""The fields of a new project. No st.form: identifiers are checked and the package asks back while typing."""

from html import escape
from typing import Any

import streamlit as st

from domain import identifiers
from domain.access import Actor, Permission, can
from domain.identifiers import CREDIT_CODE, PROJECT_CODE
from domain.vocabulary import Role
from services import agency, clock, projects
from services.agency import AgencyChoices
from services.projects import IntakeDraft, PackageChoice, PeopleChoices
from ui import forms
from ui.agents_choices import with_loads
from ui.i18n import _, word
from ui.session import Slot

LOAD_REFUSED = Slot[str]("intake.load_refused")


def fields(actor: Actor) -> IntakeDraft:
    """Draw every field and return what they hold."""
    values: dict[str, Any] = {}
    with st.container(key="intake_enterprise"):
        _heading(_("Enterprise"))
        values |= _enterprise()
    with st.container(key="intake_project"):
        _heading(_("Project"))
        values |= _identity()
        _show_likely(values, actor)
        values |= _package(projects.package_choices(actor=actor))
        values |= _facts()
    with st.container(key="intake_people"):
        _heading(_("Who works on it"))
        values |= _people(actor)
    return IntakeDraft(**values)


def _heading(text: str) -> None:
    st.html(f'<h4 class="d-part">{escape(text)}</h4>')


def _text(label: str, name: str, **options: Any) -> str:
    options = {"max_chars": 120} | options
    return st.text_input(label, key=f"intake.{name}", **options) or ""


def _enterprise() -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        name = _text(_("Enterprise's name"), "enterprise")
    with right:
        code = _text(_("Credit code"), "uscc", max_chars=40, placeholder=_("18 characters; may follow later"))
        _show_check(CREDIT_CODE, code)
    one, two, three = st.columns(3)
    with one:
        contact = _text(_("Contact"), "contact", max_chars=60)
    with two:
        phone = _text(_("Phone"), "phone", max_chars=60)
    with three:
        email = _text(_("Mail"), "email")
    return {"enterprise_name": name, "uscc": code, "contact": contact, "phone": phone, "email": email}


def _identity() -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        name = _text(_("Project's name"), "name")
    with right:
        hint = _("Given at the filing; leave empty until then")
        code = _text(_("Project code"), "code", max_chars=40, placeholder=hint)
        _show_check(PROJECT_CODE, code)
    return {"project_name": name, "project_code": code}


def _show_check(kind: str, typed: str) -> None:
    """What is wrong or odd about an identifier, below its field, as soon as it is left."""
    if not typed.strip():
        return
    found = identifiers.check(kind, typed)
    if found.error:
        st.html(f'<p class="d-note d-red">◆ {escape(_(found.error))}</p>')
    for warning in found.warnings:
        st.html(f'<p class="d-note d-yellow">▲ {escape(_(warning))}</p>')
    if found.valid and not found.warnings:
        read = _("Read as {code}, check digit fits", code=found.normalised)
        st.html(f'<p class="d-note d-green">● {escape(read)}</p>')


def _show_likely(values: dict[str, Any], actor: Actor) -> None:
    """Projects that this may be already: said before anything is stored, never merged silently."""
    found = projects.likely_duplicates(
        project_name=values["project_name"],
        enterprise_name=values["enterprise_name"],
        uscc=values["uscc"],
        actor=actor,
    )
    if not found:
        return
    lines = [
        _(
            "{project} · {enterprise} · agent A {agent}",
            project=one.name,
            enterprise=one.enterprise,
            agent=one.agent or _("projects.nobody"),
        )
        for one in found
    ]
    said = "".join(f"<li>{escape(line)}</li>" for line in lines)
    asked = escape(_("Is it one of these that are in the pool already?"))
    st.html(f'<div class="d-hint">▲ {asked}<ul>{said}</ul></div>')


def _package(packages: tuple[PackageChoice, ...]) -> dict[str, Any]:
    by_code = {package.code: package for package in packages}
    chosen = forms.choose_named(
        _("Package"),
        {code: f"{package.name} · {_('{n} items', n=package.steps)}" for code, package in by_code.items()},
        key="intake.package",
        help=_("The roadmap is made from it; every step can be changed later."),
    )
    if chosen is None:
        return {"template_code": ""}
    package = by_code[str(chosen)]
    return {
        "template_code": package.code,
        "answers": _answers(package),
        "include": _included(package),
    }


def _answers(package: PackageChoice) -> dict[str, bool]:
    """The short questionnaire: yes puts the item on the roadmap, no drops it with the reason kept."""
    if not package.questions:
        return {}
    asked = _("What the project needs: a “no” keeps its reason; what is left open can be answered later.")
    st.html(f'<p class="d-note">{escape(asked)}</p>')
    names = {True: _("yes"), False: _("no")}
    given: dict[str, bool] = {}
    columns = st.columns(2)
    for number, (code, text) in enumerate(package.questions.items()):
        with columns[number % 2]:
            answer = st.segmented_control(
                text, list(names), format_func=names.__getitem__, key=f"intake.answer.{package.code}.{code}"
            )
        if answer is not None:
            given[code] = answer
    return given


def _included(package: PackageChoice) -> tuple[str, ...]:
    """Optional items that no question decides."""
    if not package.optional:
        return ()
    asked = _("Which of these does the project need? The others can be added later.")
    st.html(f'<p class="d-note">{escape(asked)}</p>')
    columns = st.columns(3)
    return tuple(
        code
        for number, (code, name) in enumerate(package.optional.items())
        if columns[number % 3].checkbox(name, key=f"intake.include.{package.code}.{code}")
    )


def _facts() -> dict[str, Any]:
    one, two, three = st.columns(3)
    with one:
        investment = _number(_("Investment (10k yuan)"), "investment")
        signed_on = forms.choose_day(_("Signed on"), key="intake.signed", latest=clock.today())
    with two:
        land = _number(_("Land (mu)"), "land")
        start = _text(_("Planned start"), "start", max_chars=12, placeholder="2026-09")
    with three:
        park = _text(_("Park"), "park")
        production = _text(_("Planned production"), "production", max_chars=12, placeholder="2027-10")
    left, right = st.columns(2)
    with left:
        industry = _text(_("Industry"), "industry")
    with right:
        site = _text(_("Site"), "site")
    return {
        "investment_wan": investment,
        "land_mu": land,
        "park": park,
        "signed_on": signed_on,
        "planned_start": start,
        "planned_production": production,
        "industry_name": industry,
        "site": site,
    }


def _number(label: str, name: str) -> float | None:
    return st.number_input(
        label, value=None, min_value=0.0, max_value=1e8, format="%.6g", key=f"intake.{name}"
    )


def _people(actor: Actor) -> dict[str, Any]:
    offered: PeopleChoices | AgencyChoices
    if can(actor, Permission.ASSIGN):
        offered = agency.agency_choices(actor=actor)
        agents = with_loads(offered)
    else:
        offered = projects.people_choices(actor=actor)
        agents = offered.agents
    one, two = st.columns(2)
    with one:
        primary = _agent_a(actor, agents)
    others = {code: name for code, name in agents.items() if code != primary}
    with two:
        label = _("Agent B (may follow later)")
        backup = forms.choose_named(label, others, key="intake.backup")
    reason = ""
    if refused := LOAD_REFUSED.get():
        st.warning(refused, icon=":material/person_alert:")
        reason = _text(_("Reason for a further enterprise of this agent"), "reason", max_chars=200)
    with one:
        coordinator = forms.choose_named(
            word(Role.COORDINATOR),
            dict(offered.coordinators),
            key="intake.coordinator",
            chosen=actor.account_id if actor.role is Role.COORDINATOR else None,
        )
    with two:
        leader = forms.choose_named(_("Responsible leader"), dict(offered.leaders), key="intake.leader")
    return {
        "primary_agent_id": primary,
        "backup_agent_id": backup,
        "override_reason": reason,
        "coordinator_id": coordinator,
        "leader_id": leader,
    }


def _agent_a(actor: Actor, agents: dict[int, str]) -> Any:
    """An agent can only be A oneself or leave it open; a coordinator chooses."""
    mine: dict[int, str] = {actor.account_id: agents.get(actor.account_id, actor.name)}
    label = _("Agent A (empty: waits for assignment)")
    if actor.role is Role.AGENT:
        return forms.choose_named(label, mine, key="intake.primary", chosen=actor.account_id)
    return forms.choose_named(label, agents, key="intake.primary")
