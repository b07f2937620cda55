"""Outdoor work under way against the frost: a drawn list in the same shape as the one before the thaw."""

from collections.abc import Sequence
from html import escape

from services.winter import FrostRow, Outcome, WinterBoard
from ui import badges
from ui.i18n import _, day
from ui.winter_table import tone_of


def html(rows: Sequence[FrostRow], board: WinterBoard) -> str:
    """Project, work, forecast finish, the season's end, margin."""
    heads = (_("Project"), _("Outdoor work"), _("Forecast"), _("Season closes"), _("Margin"))
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(_row(row, board) for row in rows)
    return f'<table class="x-table"><thead><tr>{head}</tr></thead><tbody data-keys>{body}</tbody></table>'


def _row(row: FrostRow, board: WinterBoard) -> str:
    code = escape(f"{row.project_id}:{row.outdoor_code}", quote=True)
    outcome = Outcome.MADE if row.margin >= 0 else Outcome.SHORT
    tone = tone_of(outcome, row.margin, board.warn_workdays)
    sign = f"{row.margin:+d}".replace("-", "−") if row.margin else "0"
    said = badges.dots([row.park, row.agent or _("not assigned")])
    return (
        f'<tr data-open="{code}"><td class="x-name"><i class="t-{tone}">{badges.SIGNS[tone]}</i>'
        f'<button type="button" data-open="{code}">{escape(row.project)}</button><span>{said}</span></td>'
        f'<td class="x-step"><b>{escape(row.outdoor)}</b></td>'
        f'<td class="x-by"><b>{escape(day(row.finish_on, today=board.today, weekday=False))}</b></td>'
        f'<td class="x-day" data-name="{escape(_("Season closes"), quote=True)}">'
        f"{escape(day(row.limit_on, today=board.today, weekday=False))}</td>"
        f'<td class="x-margin t-{tone}">{escape(sign)}</td></tr>'
    )
