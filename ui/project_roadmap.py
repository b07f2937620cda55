"""The roadmap as a table: statutory, promised, baseline and actual side by side; a list on phones."""

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from itertools import groupby

from domain.vocabulary import STAGES, DayUnit, LimitsStatus, Mode, Stage, StateKind
from services.roadmaps.views import RoadmapView, StepRow
from ui import badges, paper, tables
from ui.gantt_bars import STILL_GOING, is_drawn, light_of, words_of
from ui.i18n import _, day, marked, short_left, word
from ui.project_next import holder_of


def show(roadmap: RoadmapView, *, selected: str, on_open: Callable[[str], None]) -> None:
    """Every step, also dropped ones and options; a click opens the step."""
    if not roadmap.steps:
        tables.empty(_("No step of yours on this roadmap."))
        return
    paper.show(html(roadmap), key="project.steps", selected=selected, on_open=on_open)


def html(roadmap: RoadmapView) -> str:
    """Table and list in one; the width of the place decides which of them shows."""
    ordered = sorted(roadmap.steps, key=lambda step: STAGES.index(Stage(step.stage)))
    stages = [(stage, list(found)) for stage, found in groupby(ordered, key=lambda step: Stage(step.stage))]
    body = "".join(_table_stage(stage, rows, roadmap.today) for stage, rows in stages)
    names = _heads(roadmap.latest_against)
    heads = "".join(f'<th title="{escape(tip, quote=True)}">{_head(text)}</th>' for text, tip in names)
    table = f'<table class="r-table"><thead><tr>{heads}</tr></thead><tbody data-keys>{body}</tbody></table>'
    items = "".join(_list_stage(stage, rows, roadmap.today) for stage, rows in stages)
    return f'<div class="r-desk">{table}</div><div class="r-phone">{items}</div>'


def _heads(against: str) -> tuple[tuple[str, str], ...]:
    return (
        (_("Light"), ""),
        (_("Step"), ""),
        (_("Handled by"), ""),
        (_("State"), ""),
        (_("Promised|statutory"), _("Its last day; before acceptance the limit, for now if not confirmed")),
        (_("Actual|baseline"), ""),
        (_("Forecast"), _("Finish if promises are kept")),
        (_("Submit by|accepted by"), _(f"latest_against.{against}")),
        (_("Time left"), ""),
        (_("Slack"), _("Working days it may slip before the finish moves")),
    )


def _head(text: str) -> str:
    """Two facts in one column are named one above the other, as they stand in its cells."""
    first, _bar, second = text.partition("|")
    return escape(first) + (f"<span>{escape(second)}</span>" if second else "")


def _pair(first: str, second: str) -> str:
    return f"<td>{first or '—'}<span>{second or '—'}</span></td>" if first or second else "<td></td>"


def _count(rows: Sequence[StepRow]) -> str:
    """Finished of planned steps; what is not needed or only an option does not count."""
    planned = [step for step in rows if is_drawn(step)]
    decided = sum(step.state_kind == StateKind.DECIDED for step in planned)
    return _("{done} of {n} done", done=decided, n=len(planned))


def _table_stage(stage: Stage, rows: Sequence[StepRow], today: date) -> str:
    head = f'<tr class="r-stage"><td colspan="10">{escape(word(stage))} <span>{escape(_count(rows))}</span>'
    return f"{head}</td></tr>" + "".join(_table_row(step, today) for step in rows)


def _table_row(step: StepRow, today: date) -> str:
    light, code = light_of(step), escape(step.code, quote=True)
    tone = f"t-{light}" if step.state_kind in STILL_GOING else ""
    name = (
        f'<button type="button" data-open="{code}" title="{escape(step.name, quote=True)}">'
        f"{escape(step.short_name)}{_mode(step.mode)}</button>"
    )
    kind = "crit" if step.is_critical else "" if is_drawn(step) else "off"
    shown = badges.light_text(light) if is_drawn(step) else badges.SIGNS[light]
    return (
        f'<tr class="{kind}" data-open="{code}">'
        f'<td><b class="t-{light}">{escape(shown)}</b></td><td>{name}</td>'
        f"<td>{escape(step.department)}</td><td>{escape(_state(step))}</td>"
        + _pair(escape(_due(step, step.due_on, step.promised_days, today)), escape(_statutory(step, today)))
        + _pair(
            escape(_actual(step, today)),
            escape(_span(step.baseline_accept_on, step.baseline_finish_on, today)),
        )
        + f"<td>{escape(_expected(step, today))}</td>"
        + _pair(_latest(step.submit_by, step, today), _latest(step.accept_by, step, today))
        + f'<td class="{tone}"><b>{escape(words_of(step, short_left))}</b></td>'
        f"<td>{escape(_slack(step))}</td></tr>"
    )


def _latest(by: date | None, step: StepRow, today: date) -> str:
    """The latest day; red where the target is missed, or the day is over while the step still waits."""
    is_over = by is not None and by < today and step.accepted_on is None
    is_missed = (step.target_slack or 0) < 0 or (step.target_slack is not None and is_over)
    text = escape(_said(by, today))
    return f'<b class="t-red">{text}</b>' if is_missed and by else text


def _due(step: StepRow, on: date | None, days: int | None, today: date) -> str:
    return _said(on, today) or limit_text(step, days)


def _statutory(step: StepRow, today: date) -> str:
    return _due(step, step.statutory_due_on, step.statutory_days, today)


def _expected(step: StepRow, today: date) -> str:
    forecast = _forecast(step)
    return marked(_said(forecast, today), forecast is not None and step.is_provisional)


def _said(value: date | None, today: date) -> str:
    return "" if value is None else day(value, today=today, weekday=False)


def _span(since: date | None, until: date | None, today: date) -> str:
    if since is None or until is None or since == until:
        return _said(since or until, today)
    return f"{_said(since, today)}–{_said(until, today)}"


def _actual(step: StepRow, today: date) -> str:
    """From acceptance to decision; of a running step since when."""
    if step.state_kind == StateKind.DECIDED and step.is_date_unknown:
        return _("date unknown")
    if step.accepted_on and step.decided_on is None:
        return _("since {day}", day=_said(step.accepted_on, today))
    return _span(step.accepted_on, step.decided_on, today)


def _forecast(step: StepRow) -> date | None:
    return None if step.state_kind == StateKind.DECIDED else step.plan_finish_on


def limit_text(step: StepRow, days: int | None) -> str:
    """A limit without a date yet: 7日; limits waiting for confirmation are said to be taken for now."""
    if days is None:
        return ""
    unit = _("limit_text.calendar" if step.day_unit == DayUnit.CALENDAR else "limit_text.workday", n=days)
    return _("limit_text.for_now", days=unit) if step.limits_status == LimitsStatus.PENDING else unit


def _mode(mode: str) -> str:
    if mode == Mode.STANDARD:
        return ""
    title = escape(word(Mode(mode)), quote=True)
    return f' <span class="s-mode" title="{title}">{escape(_(f"mode_badge.{mode}"))}</span>'


def _state(step: StepRow) -> str:
    return _("optional") if step.is_waiting_option else step.state_word


def _slack(step: StepRow) -> str:
    if step.is_critical and step.state_kind != StateKind.DECIDED:
        return _("critical")
    return "" if step.slack_workdays is None else _("limit_text.workday", n=step.slack_workdays)


def _list_stage(stage: Stage, rows: Sequence[StepRow], today: date) -> str:
    """For a phone: rows of at least 56 px, what is finished or not needed folded away."""
    over = [step for step in rows if step.state_kind == StateKind.DECIDED or not is_drawn(step)]
    rest = [step for step in rows if step not in over]
    head = f'<div class="s-stage">{escape(word(stage))}<span>{escape(_count(rows))}</span></div>'
    label = escape(_("Show {n} finished or not needed", n=len(over)))
    folded = "".join(_line(step, today) for step in over)
    more = f"<details><summary>{label}</summary>{folded}</details>" if over else ""
    return head + "".join(_line(step, today) for step in rest) + more


def _line(step: StepRow, today: date) -> str:
    light, critical = light_of(step), " crit" if step.is_critical else ""
    said = words_of(step) or _said(step.decided_on or step.plan_finish_on, today)
    facts = badges.dots([holder_of(step), _state(step), _("critical") if step.is_critical else None])
    return (
        f'<button type="button" class="s-one{critical}" data-open="{escape(step.code, quote=True)}">'
        f'<i class="t-{light}">{badges.SIGNS[light]}</i><b>{escape(step.short_name)}{_mode(step.mode)}</b>'
        f'<em class="t-{light}">{escape(said)}</em><span>{facts}</span></button>'
    )
