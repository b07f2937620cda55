"""One item of a package: read by coordinators, changed in the draft by administrators; others added."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

import streamlit as st

from domain.access import Actor
from domain.templates import TemplateBody, TemplateRow, added, before, changed, moved, removed
from domain.vocabulary import Mode, Stage
from services import templates
from services.templates import ItemChoice, PackageRow, PackageView
from ui import badges, feedback, forms, templates_fields, templates_steps
from ui.fragments import dialog
from ui.i18n import _, word
from ui.limit_words import days_text


def open_item(view: PackageView, row: PackageRow, actor: Actor, *, on_done: Callable[[], None]) -> None:
    """`on_done` is called when the dialog is left, in whatever way."""
    opened = dialog(row.full_name, width="large", on_dismiss=on_done)
    if view.may_edit:
        opened(_edit)(view, row, on_done, actor)
    else:
        opened(_read)(row)


def open_add(view: PackageView, actor: Actor) -> None:
    dialog(_("Add an item"), width="large")(_add)(view, actor)


def _change(view: PackageView, how: Callable[[TemplateBody], TemplateBody], actor: Actor) -> None:
    """One change of the draft; the first one begins it from what is published."""
    draft = templates.draft_of(code=view.code, actor=actor)
    body = how(draft.body if draft else view.published)
    templates.keep(code=view.code, version=view.version, body=body, actor=actor)


def _head(row: PackageRow) -> str:
    days = _("promised {days}", days=days_text(row.promised_days, row.day_unit))
    return f'<p class="tpl-line d-soft">{badges.dots([word(Stage(row.stage)), row.department, days])}</p>'


def _read(row: PackageRow) -> None:
    facts = {
        _("After"): escape(_("list.separator").join((*row.after, *row.links))) or escape(_("nothing")),
        _("How"): templates_steps.how(row),
        _("Condition"): templates_steps.condition(row) or escape(_("always")),
    }
    said = "".join(f"<div><b>{escape(name)}</b><span>{html}</span></div>" for name, html in facts.items())
    st.html(f'{_head(row)}<div class="d-lines">{said}</div>')


def _edit(view: PackageView, row: PackageRow, on_done: Callable[[], None], actor: Actor) -> None:
    """Everything about the item, then into the draft; nothing is published here."""
    code, body = row.item_code, view.body
    st.html(_head(row))
    if row.after:
        said = _("Before it by law: {items}", items=_("list.separator").join(row.after))
        st.html(f'<p class="tpl-line d-soft">{escape(said)}</p>')
    choices = templates.item_choices(actor=actor)
    given = templates_fields.show(
        body, body.row(code), choices, after=before(body, code), key=f"templates.item.{code}", actor=actor
    )
    with st.container(horizontal=True):
        saves = st.button(_("Into the draft"), type="primary", key=f"templates.item.save.{code}")
        st.space("stretch")
        takes_out = st.button(
            _("Take out of the package"), icon=":material/delete:", key=f"templates.item.out.{code}"
        )
    if saves:
        with feedback.run(_("In the draft: {what}", what=row.name), rerun=True):
            _change(
                view, lambda now: moved(changed(now, given.row, given.group), code, after=given.after), actor
            )
            on_done()
    if takes_out:
        with feedback.run(_("Out of the draft: {what}", what=row.name), rerun=True):
            _change(view, lambda now: removed(now, code), actor)
            on_done()


def _add(view: PackageView, actor: Actor) -> None:
    body, choices = view.body, templates.item_choices(actor=actor)
    free = {code: _labelled(one) for code, one in choices.items() if code not in body.by_code}
    if not free:
        st.write(_("Every item of the catalogue is in this package already."))
        return
    chosen = forms.choose_named(_("Item"), free, key="templates.add.item")
    if chosen is None:
        return
    one = choices[str(chosen)]
    mode = Mode.STANDARD.value if Mode.STANDARD in one.modes else one.modes[0]
    given = templates_fields.show(
        body,
        TemplateRow(one.code, 0, mode),
        choices,
        after=_last_of_stage(body, choices, one),
        key=f"templates.add.{one.code}",
        actor=actor,
    )
    if st.button(_("Into the draft"), type="primary", key="templates.add.save"):
        row = replace(given.row, seq=0)
        with feedback.run(_("In the draft: {what}", what=one.name), rerun=True):
            _change(view, lambda now: added(now, row, after=given.after, group=given.group), actor)


def _labelled(one: ItemChoice) -> str:
    return f"{word(Stage(one.stage))} · {one.name}"


def _last_of_stage(body: TemplateBody, choices: dict[str, ItemChoice], one: ItemChoice) -> str | None:
    """Where a new item is put at first: behind the last one of its stage, else at the end."""
    same = [code for code in body.codes if code in choices and choices[code].stage == one.stage]
    return next(reversed(same or body.codes), None)
