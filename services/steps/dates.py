"""The dates of a step side by side and its clock as a bar: what the law, the promise and the plan say."""

from dataclasses import replace
from datetime import date, timedelta

from domain.modes import deadlines
from domain.modes.deadlines import Deadline, DeadlineKind
from domain.modes.facts import StepFacts
from domain.modes.log import StepState
from domain.vocabulary import DayUnit, LimitsStatus, Mode
from domain.workdays import Pause, WorkCalendar
from models import Step
from services.steps.lifecycle import lifecycle
from services.steps.project_steps import ProjectSteps
from services.steps.views import ClockPart, DateRow


def date_rows(desk: ProjectSteps, step: Step) -> tuple[DateRow, ...]:
    """Statutory, promised, baseline, forecast, actual; a row without any date or limit is left out.

    What is not decided yet ends today at the earliest, whatever the plan said when it was last made.
    """
    state, facts = desk.state(step), desk.facts(step)
    unit, pending = step.day_unit, step.limits_status == LimitsStatus.PENDING
    law, promised = statutory_due(state, facts), limit_due(state, facts)
    start = state.accepted_on if step.mode == Mode.SIMULATED else step.accepted_on
    rows = [
        DateRow("statutory", start if law else None, law, step.statutory_days, unit, is_pending=pending),
        DateRow(
            "promised",
            step.accepted_on if promised else None,
            promised,
            step.promised_days,
            unit,
            is_pending=pending,
            is_over=promised is not None and promised < (step.decided_on or step.paused_on or desk.today),
        ),
        _planned(desk, "baseline", step.baseline_accept_on, step.baseline_finish_on),
    ]
    if step.decided_on is None:
        end = step.plan_finish_on and max(step.plan_finish_on, desk.calendar.roll(desk.today))
        rows.append(_planned(desk, "forecast", step.plan_accept_on, end))
    rows += [_signed(desk, deadline) for deadline in deadlines.current(lifecycle(), state, facts)]
    rows.append(DateRow("actual", step.accepted_on, step.decided_on, used(desk, step), DayUnit.WORKDAY))
    known = [row for row in rows if row.start_on or row.end_on or row.days is not None]
    return tuple(_marked(desk.calendar, row) for row in known)


def _planned(desk: ProjectSteps, kind: str, start: date | None, end: date | None) -> DateRow:
    days = desk.calendar.workdays_between(start, end) if start and end else None
    return DateRow(kind, start, end, days, DayUnit.WORKDAY)


def _signed(desk: ProjectSteps, deadline: Deadline) -> DateRow:
    """What somebody promised or set besides the limit: a supplement, a fulfilment, a rectification."""
    due = None if deadline.kind is DeadlineKind.LIMIT else deadline.due_on
    days = deadline.granted if due else None
    return DateRow(deadline.kind, None, due, days, DayUnit.WORKDAY, is_over=bool(due and due < desk.today))


def _marked(calendar: WorkCalendar, row: DateRow) -> DateRow:
    """A day in a year without its holiday notice may still move."""
    is_provisional = row.end_on is not None and calendar.is_provisional(row.end_on)
    return replace(row, is_provisional=is_provisional)


def statutory_due(state: StepState, facts: StepFacts) -> date | None:
    """The statutory limit runs from the formal acceptance, pauses out."""
    if state.accepted_on is None or not facts.statutory_days:
        return None
    return facts.calendar.due_on(
        state.accepted_on, facts.statutory_days, DayUnit(facts.day_unit), state.closed_pauses
    )


def limit_due(state: StepState, facts: StepFacts) -> date | None:
    """The end of the promised limit, kept after the decision: a member's own, the review's."""
    if state.mode == Mode.PARALLEL:
        own = next((member for member in facts.members if member.code == facts.code), None)
        return deadlines.member_due(state, facts, own) if own else None
    if state.mode == Mode.SIMULATED and state.accepted_on is None:
        return deadlines.review_due(state, facts)
    return deadlines.formal_due(state, facts)


def used(desk: ProjectSteps, step: Step) -> int | None:
    """Working days since acceptance, pauses and corrections out; stops with the decision or a pause."""
    if step.accepted_on is None:
        return None
    end = step.decided_on or step.paused_on or desk.today
    return len(desk.calendar.counted(step.accepted_on, end, _stops(desk, step)))


def _stops(desk: ProjectSteps, step: Step) -> list[Pause]:
    state = desk.state(step)
    own = state.member(step.item_code)
    known = [*state.pauses, *state.corrections, *(own.pauses if own else ())]
    return [pause for pause in known if pause.to_on]


def clock_parts(desk: ProjectSteps, step: Step) -> tuple[ClockPart, ...]:
    """Stretches of working days: used, paused, over the limit, left of it; empty before acceptance."""
    if step.accepted_on is None:
        return ()
    state, facts = desk.state(step), desk.facts(step)
    due, end = limit_due(state, facts), step.decided_on or desk.today
    stops, found = _stops(desk, step), list[ClockPart]()
    last = max(end, due) if due else end
    if step.paused_on and step.decided_on is None:  # what is left stands still as well
        stops.append(Pause(step.paused_on))
        last = end
    for number in range(1, (last - step.accepted_on).days + 1):
        day = step.accepted_on + timedelta(days=number)
        if desk.calendar.is_workday(day):
            _add(found, _kind(day, end, due, stops))
    if last == end and due and step.paused_on and due > step.paused_on:
        found.append(ClockPart("left", desk.calendar.workdays_between(step.paused_on, due)))
    return tuple(found)


def _kind(day: date, end: date, due: date | None, stops: list[Pause]) -> str:
    if day > end:
        return "left"
    if any(stop.covers(day) for stop in stops):
        return "paused"
    return "over" if due and day > due else "used"


def _add(found: list[ClockPart], kind: str) -> None:
    if found and found[-1].kind == kind:
        found[-1] = ClockPart(kind, found[-1].days + 1)
    else:
        found.append(ClockPart(kind, 1))
