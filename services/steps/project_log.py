"""The log of one project, read once: who shares a step's group, which rows are its own, its state."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.modes.log import StepEvent, StepState
from domain.modes.replay import replay
from domain.vocabulary import Mode, StateKind
from models import Project, Step
from models import StepEvent as EventRow
from services.steps.lifecycle import lifecycle
from services.steps.log_rows import effective, joined, rows_of

Answer = TypeVar("Answer")
Log = TypeVar("Log", bound="ProjectLog")


def once(ask: Callable[[Log, Step], Answer]) -> Callable[[Log, Step], Answer]:
    """The answer about a step is kept until the log or the steps change: `forget`, `renew`, `append`."""

    @wraps(ask)
    def answer(log: Log, step: Step) -> Answer:
        key = ask.__name__, step.item_code
        if key not in log.answers:
            log.answers[key] = ask(log, step)
        found: Answer = log.answers[key]
        return found

    return answer


class ProjectLog:
    """The steps of a project in roadmap order with what their log says."""

    def __init__(self, session: Session, project: Project, today: date) -> None:
        self.session, self.project, self.today = session, project, today
        self.steps: list[Step] = list(session.exec(_STEPS, params={"project_id": project.id}))
        self.by_code = {step.item_code: step for step in self.steps}
        self.answers: dict[tuple[str, str], Any] = {}
        self._rows: list[EventRow] | None = None
        self._by_step: dict[int, list[EventRow]] | None = None
        self._replayed: dict[str, tuple[object, StepState]] = {}

    @property
    def rows(self) -> list[EventRow]:
        """The whole log of the project, oldest first."""
        if self._rows is None:
            self._rows = list(self.session.exec(_LOG, params={"project_id": self.project.id}))
        return self._rows

    def forget(self) -> None:
        """Anything may have changed: read the log anew and derive everything from it."""
        self._rows = self._by_step = None
        self.renew()

    def append(self, row: EventRow) -> None:
        """The log grew by a row that has just been written."""
        if self._rows is not None and row not in self._rows:
            self._rows.append(row)
        self._by_step = None
        self.renew()

    def renew(self) -> None:
        """Rows that are known have other values now: derive everything anew."""
        self.answers = {}

    @once
    def group(self, step: Step) -> list[Step]:
        """All steps that share or shared the step's parallel group, in roadmap order."""
        if not step.parallel_group:
            return [step]
        return [
            other
            for other in self._by_group[step.parallel_group]
            if other.mode == Mode.PARALLEL or other.attempt > 1 or other is step
        ]

    @property
    def _by_group(self) -> dict[str, list[Step]]:
        key = "group", ""
        if key not in self.answers:
            found = self.answers[key] = defaultdict(list)
            for step in self.steps:
                if step.parallel_group:
                    found[step.parallel_group].append(step)
        groups: dict[str, list[Step]] = self.answers[key]
        return groups

    def sharing(self, step: Step) -> list[Step]:
        """The step, or all that have its parallel group in common, whatever their mode now."""
        return self._by_group[step.parallel_group] if step.parallel_group else [step]

    def rows_on(self, steps: list[Step]) -> list[EventRow]:
        """The rows that are written on these steps, oldest first."""
        if self._by_step is None:
            self._by_step = defaultdict(list)
            for row in self.rows:
                self._by_step[row.step_id].append(row)
        if len(steps) == 1:
            return self._by_step.get(steps[0].id or 0, [])
        found = [row for step in steps for row in self._by_step.get(step.id or 0, ())]
        return sorted(found, key=lambda row: row.id or 0)

    @once
    def joined(self, step: Step) -> tuple[str, ...]:
        """The members the step's group began with."""
        return joined(self.rows_on(self.group(step)))

    @once
    def members(self, step: Step) -> list[Step]:
        """The members whose opinions count now: those it began with, or would begin with."""
        group, codes = self.group(step), self.joined(step)
        if codes:
            return [s for s in group if s.item_code in codes and not self._is_placed_done(s)]
        return [s for s in group if s.mode == Mode.PARALLEL and s.state_kind == StateKind.OPEN]

    def _is_placed_done(self, step: Step) -> bool:
        return any(
            row.event == "place" and row.payload.get("how") == "done" and row.corrected_by_event_id is None
            for row in self.rows_on([step])
        )

    @once
    def mode(self, step: Step) -> Mode:
        """A parallel step alone in its group works as standard."""
        is_alone = step.mode == Mode.PARALLEL and len(self.members(step)) < 2
        return Mode.STANDARD if is_alone and step.item_code not in self.joined(step) else Mode(step.mode)

    @once
    def log_rows(self, step: Step) -> list[EventRow]:
        group = self.group(step)
        rows = self.rows_on(group)
        return rows_of(step, group, rows) if rows else []

    def log(self, step: Step) -> list[StepEvent]:
        return [event for _, event in effective(self.log_rows(step))]

    @once
    def state(self, step: Step) -> StepState:
        """The state of a step, replayed from its log; the same rows and mode are not replayed twice."""
        mode = self.mode(step)
        said = mode, [(row.id, row.corrected_by_event_id) for row in self.log_rows(step)]
        before = self._replayed.get(step.item_code)
        if before is None or before[0] != said:
            before = self._replayed[step.item_code] = said, replay(lifecycle(), self.log(step), mode)
        return before[1]

    @once
    def lead(self, step: Step) -> Step:
        """The step that carries what concerns a whole group."""
        members = self.members(step)
        return members[0] if step in members else step


_STEPS: Any = select(Step).where(Step.project_id == bindparam("project_id")).order_by(Step.seq)  # type: ignore[arg-type]
_LOG: Any = (
    select(EventRow).where(EventRow.project_id == bindparam("project_id")).order_by(EventRow.id)  # type: ignore[arg-type]
)
