"""The head of a step as html: whose move, how long still, the clock as a bar, its dates side by side."""

from html import escape

from domain.vocabulary import DayUnit, Light, Mode, Stage, StateKind
from services.roadmaps.views import LatestView
from services.steps import StepView
from services.steps.views import ClockPart, DateRow, MemberView
from ui import badges
from ui.i18n import _, day, left, word

_LOUD = (Light.RED, Light.YELLOW, Light.GREY)
_GOING = (StateKind.RUNNING, StateKind.DECIDED, StateKind.PAUSED)


def head(view: StepView) -> str:
    """What the step is and where it stands; the light's reason where it says more than the big words."""
    facts = escape(
        " · ".join([word(Stage(view.stage)), view.department, word(Mode(view.effective_mode)), *_group(view)])
    )
    whose, (big, more) = _whose(view), _count(view)
    is_said = big in view.light_reason or view.light_reason.casefold() == whose.casefold()
    reason = "" if is_said or view.light not in _LOUD else view.light_reason
    return (
        f'<div class="d-soft">{badges.mode(view.effective_mode)} {facts}</div>'
        f"<div>{escape(whose)}</div>"
        f'<div class="d-count"><div class="d-big d-{view.light}">{badges.SIGNS[Light(view.light)]} '
        f"{escape(big)}<small>{escape(more)}</small></div>{bar(view)}</div>"
        + (f'<div class="d-{view.light}"><b>{escape(reason)}</b></div>' if reason else "")
    )


def _group(view: StepView) -> list[str]:
    is_joint = view.lead_department and view.effective_mode == Mode.PARALLEL
    return [_("led by {department}", department=view.lead_department)] if is_joint else []


def _whose(view: StepView) -> str:
    """`In review: the department's move`, or why nobody has one."""
    if view.state_kind == StateKind.DROPPED:
        return _("Not needed: {reason}", reason=view.not_needed_reason or "")
    if view.state_kind == StateKind.PAUSED and view.pause_reason:
        return _("{state}: {reason}", state=view.state_word, reason=view.pause_reason)
    if view.holder == "none":
        return view.state_word
    return _("{state}, {party}'s move", state=view.state_word, party=_holder(view))


def _holder(view: StepView) -> str:
    named = {"department": view.department, "lead_department": view.lead_department or view.department}
    return named.get(view.holder, view.holder_word)


def _count(view: StepView) -> tuple[str, str]:
    """The big words and a small remark: `4 working days over` and `(limit pending)`."""
    big = _big(view)
    if big in view.light_reason:
        before, after = view.light_reason.split(big, 1)
        return before + big, after
    return big, ""


def _big(view: StepView) -> str:
    if view.left_workdays is not None and view.state != "done" and view.state_kind in _GOING:
        return left(view.left_workdays)
    if view.state == "done" and view.decided_on:
        return _("Done on {day}", day=day(view.decided_on, today=view.today))
    return view.state_word


def bar(view: StepView) -> str:
    """The clock: used, paused, over, left, each as wide as its working days; nothing before acceptance."""
    parts = [part for part in view.clock if part.days]
    if not parts:
        return ""
    cells = "".join(f'<i class="{part.kind}" style="flex:{part.days}"></i>' for part in parts)
    tone = view.light if view.decided_on is None else Light.BLUE
    limit = _("promised {n}", n=_days(view.promised_days, view.day_unit)) if view.promised_days else ""
    return (
        f'<div class="d-clock d-{tone}"><div class="parts">{cells}</div>'
        f'<div class="d-soft"><span>{escape(_spent(view, parts))}</span><span>{escape(limit)}</span></div>'
        "</div>"
    )


def _spent(view: StepView, parts: list[ClockPart]) -> str:
    paused = sum(part.days for part in parts if part.kind == "paused")
    if paused:
        return _("{n} working days used, {paused} paused not counted", n=view.used_workdays, paused=paused)
    return _("{n} working days used", n=view.used_workdays)


def _days(number: int | None, unit: str) -> str:
    if number is None:
        return ""
    return _("{n} calendar days", n=number) if unit == DayUnit.CALENDAR else str(number)


def dates(view: StepView) -> str:
    """Statutory, promised, baseline, forecast and actual, one line each."""
    heads = ("", _("From"), _("Finish by"), _("Working days"))
    head_row = "".join(f"<th>{escape(text)}</th>" for text in heads)
    rows = "".join(_date_row(view, row) for row in view.dates)
    return f'<table class="d-dates"><thead><tr>{head_row}</tr></thead><tbody>{rows}</tbody></table>'


def _date_row(view: StepView, row: DateRow) -> str:
    name = escape(_(f"step_dates.{row.kind}"))
    if row.is_pending and row.days is not None:
        title = escape(
            _("The limit is not confirmed yet: it plans and reminds, but never turns red by itself.")
        )
        name += f' <span class="d-mark" title="{title}">{escape(_("pending limit"))}</span>'
    until = escape(day(row.end_on, today=view.today, weekday=False))
    if row.is_provisional:
        title = escape(_("The holidays of that year are not announced: the day may still move."))
        until = f'<span class="d-mark" title="{title}">{escape(_("provisional date"))}</span> {until}'
    if row.is_over:
        tone = "yellow" if row.is_pending or row.kind in ("check", "supplement") else "red"
        until = f'<b class="d-{tone}">{until}</b>'
    since = escape(day(row.start_on, today=view.today, weekday=False)) if row.start_on else ""
    cells = f"<td>{name}</td><td>{since}</td><td>{until}</td><td>{escape(_days(row.days, row.unit))}</td>"
    return f"<tr>{cells}</tr>"


def latest(view: StepView) -> str:
    """What the target and the next opening ask of a step that is not accepted; red once that is over."""
    return f'<div class="d-lines wide">{"".join(_latest(row, view) for row in view.latest)}</div>'


def _latest(row: LatestView, view: StepView) -> str:
    goal = _(f"latest_for.{row.kind}", day=day(row.limit_on, today=view.today, weekday=False))
    accept = day(row.accept_by, today=view.today, weekday=False)
    if row.is_own_task:
        said = _("begin by {day}", day=accept)
    elif row.submit_by:
        submit = day(row.submit_by, today=view.today, weekday=False)
        said = _("submit by {submit}, accepted by {accept}", submit=submit, accept=accept)
    else:
        said = _("accepted by {day}", day=accept)
    tone = ""
    if row.late_workdays:
        tone = ' class="d-red"'
        said = _("{act}; that is {n} working days over", act=said, n=row.late_workdays)
    return f'<div><span class="d-soft">{escape(goal)}</span> <b{tone}>{escape(said)}</b></div>'


def members(view: StepView) -> str:
    """Of a joint review: whose opinion is there, whose is awaited until when."""
    lines = "".join(_member(view, member) for member in view.members)
    return f'<div class="d-lines"><b>{escape(_("Opinions of the joint review"))}</b>{lines}</div>'


def _member(view: StepView, member: MemberView) -> str:
    if member.opinion_on:
        light, said = (
            Light.BLUE,
            _("given {day}", day=day(member.opinion_on, today=view.today, weekday=False)),
        )
    elif member.is_paused:
        light, said = Light.GREY, _("paused")
    else:
        over = member.due_on is not None and member.due_on < view.today
        light = Light.YELLOW if over else Light.NONE
        said = _("due {day}", day=day(member.due_on, today=view.today)) if member.due_on else _("awaited")
    name = f"<b>{escape(member.name)}</b>" if member.is_this else escape(member.name)
    sign = f'<b class="d-{light}">{badges.SIGNS[light]}</b>'
    return f"<div><div>{sign} {name}</div><span>{escape(f'{member.department} · {said}')}</span></div>"
