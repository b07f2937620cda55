"""The coordinator's sign-off of a long pause (domain.md (d): none over 30 working days without it)."""

from domain.access import Actor, Permission, require
from domain.errors import RuleBroken
from domain.modes.log import StepEvent, StepState
from domain.vocabulary import Party
from models import Step
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.steps import recording
from services.steps.advancing import open_step
from services.steps.project_steps import ProjectSteps
from services.steps.settling import settle
from services.steps.viewing import step_view
from services.steps.views import StepView


def sign_off_pause(*, step_id: int, reason: str, actor: Actor) -> StepView:
    """Sign off what stands still: the step, its group, or its department's own part; twice changes nothing.

    Raises Forbidden, NotFound, RuleBroken("steps.not_paused").
    """
    require(actor, Permission.SIGN_OFF_PAUSE)
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        step, desk = open_step(work, step_id, today)
        state = desk.state(step)
        own = state.member(step.item_code)
        if not (state.is_paused or (own and own.is_paused)):
            raise RuleBroken("steps.not_paused")
        waiting = state.unsigned_pauses(step.item_code)
        for member in waiting:
            _sign(work, desk, step, state, member, reason.strip() or None)
        if waiting:
            desk.forget()
            settle(work, desk, touched=step)
    return step_view(step_id=step_id, actor=actor)


def _sign(
    work: UnitOfWork, desk: ProjectSteps, step: Step, state: StepState, member: str | None, reason: str | None
) -> None:
    event = StepEvent(
        name="sign_off_pause",
        happened_on=desk.today,
        acted_by=Party.COORDINATOR,
        mode=state.mode,
        acted_by_name=work.actor.name,
        member=member,
        reason=reason,
    )
    recording.new_row(work, step=desk.lead(step), event=event, attempt=state.attempt, state_after=state.state)
    audit.record(
        work,
        action="step.sign_off_pause",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        after={"member": member} if member else {},
        reason=reason,
    )
