"""One line on a project whose package has a new version, and the dialog that takes it over item by item."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from domain.access import Actor
from services import templates
from services.projects import ProjectView
from services.templates import OfferRow, OfferView
from ui import feedback, impact, templates_words
from ui.fragments import dialog
from ui.i18n import _


def show(view: ProjectView, actor: Actor) -> bool:
    """Nothing for most projects; True if the dialog has opened."""
    if not view.may_edit or view.is_closed:
        return False
    offer = templates.open_offer(project_id=view.id, actor=actor)
    if offer is None:
        return False
    with st.container(horizontal=True, vertical_alignment="center", key="project_offer"):
        said = _(
            "The package has a new version ({old} → {new}): {n} differences wait for your decision.",
            old=offer.from_version,
            new=offer.to_version,
            n=len(offer.rows),
        )
        st.html(f'<p class="tpl-line d-yellow"><b>▲ {escape(said)}</b></p>', width="content")
        opened = st.button(_("See the differences"), icon=":material/difference:", key="project.offer")
    if opened:
        title = _(
            "{package}: version {old} → {new}",
            package=offer.package,
            old=offer.from_version,
            new=offer.to_version,
        )
        dialog(title, width="large")(_decide)(offer, view, actor)
    return bool(opened)


def _decide(offer: OfferView, view: ProjectView, actor: Actor) -> None:
    """Tick by tick with what it moves; one click takes the ticked over and declines the rest."""
    for note in offer.notes:
        st.html(f'<p class="tpl-line">{escape(_("Why: {note}", note=note))}</p>')
    rule = _("Ticked: taken over. Not ticked: yours stays, and this is not offered again.")
    st.html(f'<p class="tpl-line d-soft">{escape(rule)}</p>')
    taken = _ticked(offer)
    with feedback.run() as looked:
        found = templates.preview(
            project_id=offer.project_id, to_version=offer.to_version, taken=taken, actor=actor
        )
        impact.show(found, today=view.today)
    label = _("Take over {n} of {all}", n=len(taken), all=len(offer.rows))
    if not taken:
        label = _("Keep everything as it is here")
    if st.button(label, type="primary", key="project.offer.apply", disabled=not looked.ok):
        with feedback.run(_("Decided: the roadmap follows version {n} now.", n=offer.to_version), rerun=True):
            templates.apply(
                project_id=offer.project_id,
                to_version=offer.to_version,
                taken=taken,
                version=offer.project_version,
                actor=actor,
            )


def _ticked(offer: OfferView) -> list[str]:
    """What is taken by itself first, then what is kept unless ticked, then what never changes."""
    free = [row for row in offer.rows if row.is_taken]
    edited = [row for row in offer.rows if not row.is_taken and not row.is_fixed]
    fixed = [row for row in offer.rows if row.is_fixed]
    taken = _part(_("Taken over unless you untick it"), free, offer)
    taken += _part(_("Yours stays unless you tick it"), edited, offer)
    _part(_("Never changed: work has begun or is finished"), fixed, offer)
    return taken


def _part(title: str, rows: Sequence[OfferRow], offer: OfferView) -> list[str]:
    if not rows:
        return []
    st.html(f'<h4 class="d-part">{escape(title)}</h4>')
    return [row.key for row in rows if _row(row, offer)]


def _row(row: OfferRow, offer: OfferView) -> bool:
    one = row.difference
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"tpl_offer_{one.item_code}_{one.aspect}"
    ):
        ticked = st.checkbox(
            one.item,
            value=row.is_taken,
            disabled=row.is_fixed,
            key=f"project.offer.{offer.project_id}.{offer.to_version}.{row.key}",
            width=210,
        )
        st.html(f"<p class='tpl-line'>{templates_words.aspect(one.aspect)} {_said(row)}</p>")
    return bool(ticked)


def _said(row: OfferRow) -> str:
    """What the roadmap has → what the package says; why it is kept: html."""
    one = row.difference
    mine = row.mine or one.before
    said = f'<span class="d-soft">{escape(mine)}</span> → ' if mine else ""
    said += f"<b>{escape(one.after or _('not needed any more'))}</b>"
    if row.kept_because:
        said += f' <span class="d-mark">{escape(_(f"offer_kept.{row.kept_because}"))}</span>'
    return said
