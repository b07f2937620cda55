"""不需要 and its taking back as acts of the log, on a workbench inside an open transaction."""

from domain.modes.log import StepEvent
from domain.vocabulary import Party, Role, StateKind
from models import Step
from services import audit
from services.roadmaps.editing.bench import Workbench
from services.steps import recording

NOT_NEEDED, RESTORE = "not_needed", "restore"


def has_begun(step: Step) -> bool:
    """Accepted, running, finished or given up once: no package and no answer changes it any more."""
    return step.state_kind not in (StateKind.OPEN, StateKind.DROPPED) or step.attempt > 1


def drop(bench: Workbench, step: Step, *, reason: str) -> None:
    """The step is not needed; the reason stays in the log and on the step, and `restore` takes it back."""
    if step.state_kind == StateKind.OPEN:
        _enter(bench, step, NOT_NEEDED, NOT_NEEDED, reason)
        step.not_needed_reason = reason
        step.state_kind = StateKind.DROPPED.value
        bench.changed()


def restore(bench: Workbench, step: Step) -> None:
    """A step that was not needed waits to be begun again."""
    if step.state_kind == StateKind.DROPPED:
        _enter(bench, step, RESTORE, "not_started", None)
        step.not_needed_reason = None
        step.state_kind = StateKind.OPEN.value
        bench.changed()


def _enter(bench: Workbench, step: Step, name: str, after: str, reason: str | None) -> None:
    """A package or an answer decides, not a person: the act needs no coordinator, also for required steps."""
    work, state = bench.work, bench.desk.state(step)
    event = StepEvent(
        name=name,
        happened_on=bench.desk.today,
        acted_by=Party.COORDINATOR if work.actor.role is Role.COORDINATOR else Party.AGENT,
        mode=state.mode,
        acted_by_name=work.actor.name,
        recorder_name=work.actor.name,
        reason=reason,
    )
    row = recording.new_row(work, step=step, event=event, attempt=state.attempt, state_after=after)
    bench.events.append(row.id or 0)
    audit.record(
        work,
        action=f"step.{name}",
        subject_type="step",
        subject_id=step.id,
        project_id=step.project_id,
        before={"state": state.state},
        after={"state": after, "event": name, "happened_on": bench.desk.today},
        reason=reason,
    )
    step.state = after
