"""Limits and what they move, said in few words: for the catalogue and the calendar."""

from collections.abc import Sequence
from datetime import date
from html import escape

from domain.vocabulary import DayUnit, Light, LimitsStatus
from services.limits import LimitEffects, ProjectMove
from ui import tables
from ui.i18n import _, day

MOST_MOVES = 60


def days_text(days: int | None, unit: str) -> str:
    """5日 / 30自然日; a dash where there is no such limit."""
    if days is None:
        return "—"
    return _("limit_text.calendar" if unit == DayUnit.CALENDAR else "limit_text.workday", n=days)


def status_tone(status: str) -> Light:
    return Light.GREEN if status == LimitsStatus.CONFIRMED else Light.YELLOW


def effect_text(found: LimitEffects) -> str:
    """How many projects and steps take a limit, which keep theirs, how many ends move."""
    if not found.steps and not found.kept:
        return _("No open project has this item: only new roadmaps take the limit.")
    said = [
        _(
            "{n} steps not accepted yet in {projects} projects take it.",
            n=found.steps,
            projects=found.projects,
        )
    ]
    if found.kept:
        said.append(_("{n} running steps keep theirs.", n=found.kept))
    said.append(
        _("The expected production of {n} projects moves:", n=len(found.moves))
        if found.moves
        else _("No expected production moves.")
    )
    return " ".join(said)


def moves_table(moves: Sequence[ProjectMove], today: date) -> str:
    """Projects whose end moves, before → after, in calendar days: html."""
    rows = [
        (
            escape(project_words(move.project_id, move.name)),
            escape(said_day(move.before, today)),
            escape(said_day(move.after, today)),
            moved_by(move.before, move.after),
        )
        for move in moves[:MOST_MOVES]
    ]
    heads = (_("Project"), _("before"), _("after"), _("Moves by"))
    return tables.html_table(heads, rows, numbers=(3,))


def project_words(project_id: int, name: str) -> str:
    """The name, or the number for those who see projects only as counts."""
    return name or _("Project no. {n}", n=project_id)


def said_day(value: date | None, today: date) -> str:
    return day(value, today=today, weekday=False)


def moved_by(before: date | None, after: date | None) -> str:
    """+3日 in yellow, −2日 in green: html."""
    if before is None or after is None:
        return "—"
    days = (after - before).days
    tone = "yellow" if days > 0 else "green"
    sign = "+" if days > 0 else "−"
    text = _("{n} days", n=f"{sign}{abs(days)}")
    return f'<b class="d-{tone}">{escape(text)}</b>'
