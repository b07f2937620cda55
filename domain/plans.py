"""What goes into a plan beside the network, and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple

from domain.errors import RuleBroken
from domain.moments import Scenario
from domain.timeline import Point
from domain.vocabulary import Mode
from domain.workdays import Pause


@dataclass(frozen=True)
class StepFact(Generic[Point]):
    """What really happened to a step. Actual dates never move; a step without a fact is still waiting.

    `work_ended_on`: opinion given or own work ended. `due_on`: the last day of the running clock, pauses and
    extension inside; None when none runs. Done without `finished_on`: the date is unknown.
    """

    accepted_on: Point | None = None
    work_ended_on: Point | None = None
    finished_on: Point | None = None
    due_on: Point | None = None
    is_done: bool = False
    pauses: tuple[Pause, ...] = ()


class StepDates(NamedTuple, Generic[Point]):
    """One step of a plan; dates of a finished step are the actual ones, None where unknown.

    `work_ends_on` is the end of review or own work (of a simulated step its opinion); the formal clock of a
    simulated step starts at `opened_on`. `slack_workdays` is latest minus planned acceptance (for a running
    step of its end; where a simulated or tolerance step's finish is tighter, of that); None once finished.
    `pull_back_on` is offered where only the step's own pin keeps it from that earlier acceptance, which
    would be `pull_back_workdays` earlier; nothing moves there by itself.
    """

    code: str
    mode: Mode
    accept_on: Point | None
    work_ends_on: Point | None
    finish_on: Point | None
    opened_on: Point | None
    latest_accept_on: Point | None = None
    latest_finish_on: Point | None = None
    slack_workdays: int | None = None
    is_critical: bool = False
    is_provisional: bool = False
    is_finished: bool = False
    pull_back_on: Point | None = None
    pull_back_workdays: int = 0

    @property
    def opinion_on(self) -> Point | None:
        """The simulated opinion; other modes give none."""
        return self.work_ends_on if self.mode == Mode.SIMULATED else None


@dataclass(frozen=True)
class LateSupplement:
    """A deferred material that would come later than its deferral allows."""

    step: str
    producer: str
    allowed_workdays: int


@dataclass(frozen=True)
class Plan(Generic[Point]):
    """Steps in roadmap order; `critical_path`: those without slack against the plan's own finish, by date."""

    scenario: Scenario
    steps: Mapping[str, StepDates[Point]]
    start_on: Point
    finish_on: Point
    critical_path: tuple[str, ...]
    joint_finishes: Mapping[str, Point] = field(default_factory=dict)
    late_supplements: tuple[LateSupplement, ...] = ()

    def require_permitted(self) -> "Plan[Point]":
        """The plan itself; RuleBroken("roadmap.supplement_too_late") if a supplement misses its deferral."""
        for late in self.late_supplements:
            raise RuleBroken(
                "roadmap.supplement_too_late", step=late.step, item=late.producer, days=late.allowed_workdays
            )
        return self
