"""Map and Gantt of a project on two A3 sheets, from the same functions as on screen; plain html, light."""

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path

from services import clock
from services.projects import PersonView, ProjectView
from services.roadmaps.views import RoadmapView
from services.settings import settings
from ui import gantt, map_html, session
from ui.gantt_axis import WHOLE
from ui.gantt_bars import is_drawn
from ui.i18n import _, day
from ui.style import LIGHT

_HERE = Path(__file__).parent
_CSS = "".join((_HERE / name).read_text(encoding="utf-8") for name in ("paper.css", "print_sheet.css"))
WIDTH = 1496
_MAP_ROOM, _GANTT_ROOM = 800, 865  # px for the drawing between head, legend and foot
_LARGEST = 1.35
_ROW = 21
_NO_YEAR_LEFT_OUT = date.min  # paper is read in other years too
PAGES = 2


@dataclass(frozen=True)
class Printing:
    """Who prints, and when."""

    by: str
    at: datetime


def html(view: ProjectView, roadmap: RoadmapView, printing: Printing, *, lang: str) -> str:
    """The whole document. Every text of the database is escaped."""
    with session.speaking(lang):
        variables = "".join(f"--d-{name}:{value};" for name, value in LIGHT.items())
        hint = _("Print with Ctrl+P: A3, landscape, no margins added, background graphics on.")
        return (
            f'<!doctype html><html lang="{lang.replace("_", "-")}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width={WIDTH + 40}">'
            f"<title>{escape(view.name)} ・ {escape(_('Approval map'))}</title>"
            f'<link rel="icon" href="/favicon.png"><style>:root{{{variables}}}{_CSS}</style></head>'
            f'<body><p class="hint">{escape(hint)}</p>'
            f"{_map_sheet(view, roadmap, printing)}{_gantt_sheet(view, roadmap, printing)}</body></html>"
        )


def _map_sheet(view: ProjectView, roadmap: RoadmapView, printing: Printing) -> str:
    title = _("Approval map, from signing to production")
    if not any(is_drawn(step) for step in roadmap.steps):
        return _sheet(title, _nothing(), view, roadmap, printing, 1)
    found = map_html.drawn(roadmap, "" if view.is_closed else view.stage, session.lang())
    zoom = min(_LARGEST, WIDTH / found.width, _MAP_ROOM / found.height)
    body = f'{found.legend}<div class="fit" style="zoom:{zoom:.3f}">{found.drawing}</div>'
    return _sheet(title, body, view, roadmap, printing, 1, below=_signs())


def _signs() -> str:
    signers = (_("Confirmed by the enterprise"), _("Agent"), _("Coordinator"), _("party.lead_department"))
    return f'<div class="signs">{"".join(f"<div>{escape(one)}</div>" for one in signers)}</div>'


def _gantt_sheet(view: ProjectView, roadmap: RoadmapView, printing: Printing) -> str:
    title = _("Schedule, from signing to production")
    if not any(is_drawn(step) for step in roadmap.steps):
        return _sheet(title, _nothing(), view, roadmap, printing, 2)
    zoom = min(_LARGEST, _GANTT_ROOM / gantt.height_of(roadmap, _ROW))
    drawn = gantt.html(roadmap, WHOLE, row=_ROW, place=WIDTH / zoom - gantt.LABELS - 2)
    return _sheet(title, f'<div style="zoom:{zoom:.3f}">{drawn}</div>', view, roadmap, printing, 2)


def _nothing() -> str:
    return f"<p>{escape(_('No step of yours on this roadmap.'))}</p>"


def _sheet(
    title: str,
    body: str,
    view: ProjectView,
    roadmap: RoadmapView,
    printing: Printing,
    number: int,
    below: str = "",
) -> str:
    return (
        f'<section class="sheet"><header><div><h1>{escape(title)}</h1><p>{_subject(view)}</p></div>'
        f"<div><h2>{escape(_finish(view, roadmap))}</h2><p>{escape(_saved(view, roadmap))}</p></div></header>"
        f'<div class="paper">{body}</div>{below}{_foot(view, printing, number)}</section>'
    )


def _subject(view: ProjectView) -> str:
    code = f"{_('Project code')} {view.code or _('not yet filed')}"
    facts = (view.name, view.enterprise, code, f"{_('Package')} {view.template_name}")
    return " ・ ".join(escape(fact) for fact in facts)


def _finish(view: ProjectView, roadmap: RoadmapView) -> str:
    if view.is_closed:
        return f"{_('Left the pool on')} {day(view.closed_on, today=view.today, weekday=False)}"
    finish = day(roadmap.finish_on, today=view.today, weekday=False)
    text = _("print.finish", day=finish)
    return text + (_("print.provisional") if roadmap.is_provisional else "")


def _saved(view: ProjectView, roadmap: RoadmapView) -> str:
    parts = []
    if roadmap.baseline_finish_on:
        parts.append(
            _("baseline {day}", day=day(roadmap.baseline_finish_on, today=view.today, weekday=False))
        )
    saving = roadmap.saving
    if saving.vs_b1_pct is not None and saving.vs_b2_pct is not None:
        shares = {"a": f"{saving.vs_b1_pct:.0f}%", "b": f"{saving.vs_b2_pct:.0f}%", "n": saving.n}
        parts.append(_("print.saved", **shares))
    return " ・ ".join(parts)


def _foot(view: ProjectView, printing: Printing, number: int) -> str:
    people = {_("Agent A"): view.primary, _("Agent B"): view.backup, _("Coordinator"): view.coordinator}
    said = " ・ ".join(_person(label, person) for label, person in people.items() if person)
    there = clock.local(printing.at)
    on = day(there.date(), today=_NO_YEAR_LEFT_OUT, weekday=False)
    printed = _("print.by", name=printing.by, at=f"{on} {there:%H:%M}")
    page = _("print.page", n=number, of=PAGES)
    left = f"{settings().district_name} ・ {_('Daiban')}"
    cells = (left, said, f"{printed} ・ {page}")
    return "<footer>" + "".join(f"<span>{escape(cell)}</span>" for cell in cells) + "</footer>"


def _person(label: str, person: PersonView) -> str:
    return f"{label} {person.name} {person.phone}".strip()
