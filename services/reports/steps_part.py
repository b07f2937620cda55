"""The roadmap's rows, the six stages and what is under way, as the enterprise may read them."""

from datetime import date

from domain.vocabulary import STAGES
from models import Step
from services.reports.record import is_waiting_option
from services.reports.speech import Speech
from services.reports.views import StageCell, StepLine, UnderWay

_RUNNING = ("running", "paused")


def step_lines(say: Speech) -> tuple[StepLine, ...]:
    """Every needed step, by stage and roadmap. Remarks are made here, never copied from notes."""
    order = {stage: number for number, stage in enumerate(STAGES)}
    steps = sorted(say.record.steps, key=lambda step: (order[step.stage], step.seq))  # type: ignore[index]
    return tuple(_line(say, step, number) for number, step in enumerate(steps, start=1))


def _line(say: Speech, step: Step, number: int) -> StepLine:
    is_done = step.state_kind == "decided"
    return StepLine(
        seq=number,
        stage=step.stage,
        name=say.item_in_full(step),
        department=say.department(step.department_code),
        mode=step.mode,
        statutory_days=step.statutory_days,
        promised_days=step.promised_days,
        day_unit=step.day_unit,
        is_limit_pending=step.limits_status == "pending",
        baseline_accept_on=step.baseline_accept_on,
        baseline_finish_on=step.baseline_finish_on,
        plan_accept_on=step.plan_accept_on,
        plan_finish_on=step.plan_finish_on,
        accepted_on=step.accepted_on,
        decided_on=step.decided_on,
        is_done=is_done,
        is_running=step.state_kind in _RUNNING,
        is_date_unknown=step.is_date_unknown,
        is_provisional=bool(step.plan_finish_on and say.calendar.is_provisional(step.plan_finish_on)),
        is_critical=step.is_critical and not is_done,
        light=step.light,
        remark=remark(say, step),
        pauses=tuple(say.record.pauses.get(step.id or 0, ())),
    )


def remark(say: Speech, step: Step) -> str:
    """What a reader should know about the row, from its state alone."""
    parts = []
    if step.state_kind == "decided" and step.done_late_days > 0:
        parts.append(say("finished {n} working days late", n=step.done_late_days))
    if step.is_contested:
        parts.append(say("date being checked with the department"))
    if step.state_kind == "paused" and step.paused_on:
        parts.append(say("clock paused since {day}", day=say.day(step.paused_on)))
    if has_bare_opinion(step) and step.opinion_on:
        parts.append(_opinion(say, step))
    if step.state == "correcting":
        parts.append(say("waiting for the corrected application"))
    owed = _anchored(say, step, "supplement_due")
    if owed:
        parts.append(say("{n} deferred materials owed", n=len(owed)))
    if step.state == "decided_pending_check":
        parts.append(say("decided on your promise, check to follow"))
    if step.state_kind == "ended":
        parts.append(say("last attempt ended, to be taken up again"))
    if is_waiting_option(step):
        parts.append(say("only if it applies"))
    return say("report.remark_joiner").join(parts)


def has_bare_opinion(step: Step) -> bool:
    """True while a simulated opinion is out and the formal decision is not: it has no legal force."""
    return step.mode == "simulated" and step.opinion_on is not None and step.state_kind != "decided"


def _opinion(say: Speech, step: Step) -> str:
    text = say(
        "opinion under simulated approval of {day}, no legal force until converted",
        day=say.day(step.opinion_on),  # type: ignore[arg-type]
    )
    ends = _anchored(say, step, "validity_end")
    until = [say("valid until {day}", day=say.day(ends[0]))] if ends else []
    return say("report.remark_joiner").join([text, *until])


def _anchored(say: Speech, step: Step, anchor: str) -> list[date]:
    """The days of a step's open obligations of one kind."""
    return [row.due_on for row in say.record.obligations if (row.step_id, row.anchor) == (step.id, anchor)]


def stage_cells(say: Speech) -> tuple[StageCell, ...]:
    """The six stages with their counts; a stage without needed steps is not involved."""
    return tuple(_stage(say, str(stage)) for stage in STAGES)


def _stage(say: Speech, stage: str) -> StageCell:
    steps = [step for step in say.record.needed if step.stage == stage]
    done = [step for step in steps if step.state_kind == "decided"]
    if steps and len(done) == len(steps):
        days = [step.decided_on for step in done if step.decided_on]
        return StageCell(stage, "done", len(done), len(steps), max(days, default=None))
    days = [day for step in steps if (day := step.decided_on or step.plan_finish_on)]
    on = max(days, default=None)
    progress = "now" if say.record.project.stage == stage else "later"
    return StageCell(stage, progress, len(done), len(steps), on, bool(on and say.calendar.is_provisional(on)))


def under_way(say: Speech) -> tuple[UnderWay, ...]:
    """Steps that run or pause, the most urgent first; those without a day last."""
    steps = [step for step in say.record.steps if step.state_kind in _RUNNING]
    steps.sort(key=lambda step: (step.due_on is None, step.due_on or say.as_of, step.seq))
    return tuple(
        UnderWay(
            name=say.item(step),
            holder=say.holder(step),
            due_on=step.due_on,
            left_workdays=say.left(step.due_on),
            light=step.light,
            is_critical=step.is_critical,
        )
        for step in steps
    )
