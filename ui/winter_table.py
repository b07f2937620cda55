"""The projects before the thaw as one drawn list: what each hangs on, until when, and its margin as a bar."""

from collections.abc import Sequence
from html import escape

from domain.vocabulary import Light
from services.winter import Outcome, WinterBoard, WinterRow
from ui import badges
from ui.i18n import _, day

_LEAST_SCALE = 20
_TONES = {Outcome.LOST: Light.RED, Outcome.SHORT: Light.RED, Outcome.READY: Light.BLUE}


def html(rows: Sequence[WinterRow], board: WinterBoard) -> str:
    """A table, whose rows become cards where the place is narrow."""
    heads = (
        (_("Project"), ""),
        (_("Hangs on"), _("The open step whose delay now delays the outdoor work, and whose move it is")),
        (_("Latest day"), _("Counted back from the opening, with the days a department has to accept")),
        (_("Ready"), _("When everything before the outdoor step is forecast to be done")),
        (_("Margin"), _("Working days between ready and the opening; negative: too late")),
        ("", ""),
    )
    head = "".join(f'<th title="{escape(tip, quote=True)}">{escape(text)}</th>' for text, tip in heads)
    scale = max([_LEAST_SCALE, *(abs(row.margin) for row in rows if row.outcome is not Outcome.READY)])
    least = min([0, *(row.margin for row in rows)])
    zero = 100 * -least / (scale - least) if least else 0.0
    body = "".join(_row(row, board, scale, zero) for row in rows)
    return f'<table class="x-table"><thead><tr>{head}</tr></thead><tbody data-keys>{body}</tbody></table>'


def _row(row: WinterRow, board: WinterBoard, scale: int, zero: float) -> str:
    code = escape(f"{row.project_id}:{row.holding_code}", quote=True)
    light = Light(row.light)
    said = badges.dots([row.park, row.agent or _("not assigned")])
    tone = tone_of(row.outcome, row.margin, board.warn_workdays)
    return (
        f'<tr data-open="{code}">'
        f'<td class="x-name"><i class="t-{light}" title="{escape(badges.light_text(light), quote=True)}">'
        f'{badges.SIGNS[light]}</i><button type="button" data-open="{code}">{escape(row.project)}</button>'
        f"<span>{said}</span></td>"
        f'<td class="x-step"><b>{escape(row.holding or row.outdoor)}</b><span>{_whose(row)}</span></td>'
        f'<td class="x-by">{_latest(row, board)}</td>'
        f'<td class="x-day" data-name="{escape(_("Ready"), quote=True)}">'
        f"{escape(day(row.ready_on, today=board.today, weekday=False))}</td>"
        f'<td class="x-margin t-{tone}">{escape(margin_words(row))}</td>'
        f'<td class="x-bar">{bar(row.margin, tone, scale, zero)}</td></tr>'
    )


def _whose(row: WinterRow) -> str:
    return escape(row.holder) if row.holding else escape(_("Everything before it is done"))


def _latest(row: WinterRow, board: WinterBoard) -> str:
    """`Submit by 3 Dec`, and by how much that day is over."""
    if row.next_by is None:
        return ""
    said = _(f"goal_by.{row.next_act}", day=day(row.next_by, today=board.today, weekday=False))
    if not row.late_workdays:
        return f"<b>{escape(said)}</b>"
    late = _("{n} working days too late", n=row.late_workdays)
    return f'<b class="t-red">{escape(said)}</b><span class="t-red">{escape(late)}</span>'


def margin_words(row: WinterRow) -> str:
    """A number with its sign; of what may begin that it may."""
    if row.outcome is Outcome.READY:
        return _("may begin")
    return f"{row.margin:+d}".replace("-", "−") if row.margin else "0"


def tone_of(outcome: Outcome, margin: int, warn_workdays: int) -> Light:
    """Red misses; yellow has less than the warning's working days left."""
    if outcome in _TONES:
        return _TONES[outcome]
    return Light.YELLOW if margin < warn_workdays else Light.GREEN


def bar(margin: int, tone: Light, scale: int, zero: float) -> str:
    """A bar from the opening: to the right what is left, to the left what is missing."""
    width = min(100.0, abs(margin) / scale * (100 - zero) if margin > 0 else abs(margin) / scale * zero)
    left = zero if margin >= 0 else zero - width
    return (
        f'<span><i class="b-{tone}" style="left:{left:.1f}%;width:{width:.1f}%"></i>'
        f'<u style="left:{zero:.1f}%"></u></span>'
    )
