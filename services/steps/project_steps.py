"""All steps of one project with their logs and what the interpreter needs to know, read once per call."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property

from sqlmodel import Session, select

from domain.credit import CreditNote
from domain.modes.facts import Material, Member, Requirement, StepFacts, Voided
from domain.modes.log import StepEvent, StepState
from domain.modes.replay import replay
from domain.network import MaterialSpec, Network, StepSpec, build_network
from domain.vocabulary import DayUnit, DepartmentKind, MaterialState, Mode, StateKind
from domain.workdays import WorkCalendar
from models import Project, Step, StepMaterial
from models import StepEvent as EventRow
from services import calendar, catalogue, credit
from services.catalogue import DepartmentView, ItemView
from services.steps.lifecycle import lifecycle
from services.steps.log_rows import effective, joined, rows_of

LAND_RESULTS = {"land_auction", "land_contract"}
CREDIT_MODES = credit.CLOSED_BY_CREDIT


class ProjectSteps:
    """Read the log anew with `forget` after writing to it; everything derived follows."""

    def __init__(
        self, session: Session, project: Project, today: date, *, like: "ProjectSteps | None" = None
    ) -> None:
        """`like`: another project's, whose catalogue, calendar and numbers are shared."""
        self.session, self.project, self.today = session, project, today
        if like is not None:
            self.items, self.departments = like.items, like.departments
            self.calendar, self.numbers = like.calendar, like.numbers
        self.steps: list[Step] = list(
            session.exec(select(Step).where(Step.project_id == project.id).order_by(Step.seq))
        )
        self.by_code = {step.item_code: step for step in self.steps}
        self._rows: list[EventRow] | None = None
        self._states: dict[int, StepState] = {}

    @property
    def rows(self) -> list[EventRow]:
        """The whole log of the project, oldest first."""
        if self._rows is None:
            query = select(EventRow).where(EventRow.project_id == self.project.id).order_by(EventRow.id)
            self._rows = list(self.session.exec(query))
        return self._rows

    def forget(self) -> None:
        """The log or the steps changed: derive states and the network anew."""
        self._rows = None
        self._states = {}
        self.__dict__.pop("network", None)
        self.__dict__.pop("materials", None)

    # ---- the log

    def group(self, step: Step) -> list[Step]:
        """All steps that share or shared the step's parallel group, in roadmap order."""
        if not step.parallel_group:
            return [step]
        return [
            other
            for other in self.steps
            if other.parallel_group == step.parallel_group
            and (other.mode == Mode.PARALLEL or other.attempt > 1 or other is step)
        ]

    def members(self, step: Step) -> list[Step]:
        """The members whose opinions count now: those it began with, or would begin with."""
        group = self.group(step)
        codes = joined(row for row in self.rows if row.step_id in {other.id for other in group})
        if codes:
            return [s for s in group if s.item_code in codes and not self._is_placed_done(s)]
        return [s for s in group if s.mode == Mode.PARALLEL and s.state_kind == StateKind.OPEN]

    def _is_placed_done(self, step: Step) -> bool:
        return any(
            row.step_id == step.id
            and row.event == "place"
            and row.payload.get("how") == "done"
            and row.corrected_by_event_id is None
            for row in self.rows
        )

    def mode(self, step: Step) -> Mode:
        """A parallel step alone in its group works as standard."""
        if step.mode == Mode.PARALLEL and len(self.members(step)) < 2 and not self._has_joined(step):
            return Mode.STANDARD
        return Mode(step.mode)

    def _has_joined(self, step: Step) -> bool:
        ids = {other.id for other in self.group(step)}
        return step.item_code in joined(row for row in self.rows if row.step_id in ids)

    def log_rows(self, step: Step) -> list[EventRow]:
        return rows_of(step, self.group(step), self.rows)

    def log(self, step: Step) -> list[StepEvent]:
        return [event for _, event in effective(self.log_rows(step))]

    def state(self, step: Step) -> StepState:
        """The state of a step, replayed from its log."""
        if step.id not in self._states:
            self._states[step.id or 0] = replay(lifecycle(), self.log(step), self.mode(step))
        return self._states[step.id or 0]

    def lead(self, step: Step) -> Step:
        """The step that carries what concerns a whole group."""
        members = self.members(step)
        return members[0] if step in members else step

    # ---- what the reference says

    @cached_property
    def items(self) -> dict[str, ItemView]:
        return catalogue.items(self.session)

    @cached_property
    def departments(self) -> dict[str, DepartmentView]:
        return catalogue.departments(self.session)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return calendar.current(self.session)

    @cached_property
    def numbers(self) -> dict[str, int]:
        found = catalogue.settings_map(self.session)
        return {key: int(value) for key, value in found.items() if value.isdigit()}

    @cached_property
    def credit(self) -> tuple[CreditNote, ...]:
        return credit.notes_of(self.session, self.project.enterprise_id)

    @cached_property
    def materials(self) -> dict[int, list[StepMaterial]]:
        found: dict[int, list[StepMaterial]] = defaultdict(list)
        query = (
            select(StepMaterial).where(StepMaterial.project_id == self.project.id).order_by(StepMaterial.id)
        )
        for row in self.session.exec(query):
            found[row.step_id].append(row)
        return found

    @cached_property
    def network(self) -> Network:
        specs = [self._spec(step) for step in self.steps]
        return build_network(specs, catalogue={item.code: item.prerequisites for item in self.items.values()})

    def _spec(self, step: Step) -> StepSpec:
        materials = tuple(
            MaterialSpec(row.name_zh, row.source, row.requirement, row.defer_workdays)
            for row in self.materials.get(step.id or 0, ())
        )
        return StepSpec(
            code=step.item_code,
            seq=step.seq,
            mode=Mode(step.mode),
            group=step.parallel_group,
            prerequisites=tuple(step.prerequisites),
            conversion_requires=tuple(step.conversion_requires),
            materials=materials,
            department_kind=self.kind(step),
            is_needed=step.state_kind != StateKind.DROPPED,
        )

    def kind(self, step: Step) -> DepartmentKind:
        return DepartmentKind(self.departments[step.department_code].kind)

    # ---- facts for the interpreter

    def facts(self, step: Step) -> StepFacts:
        """What guards and deadlines read about a step today."""
        item = self.items[step.item_code]
        is_simulated = step.mode == Mode.SIMULATED
        mode = self.mode(step)
        members = self.members(step) if mode == Mode.PARALLEL else []
        return StepFacts(
            code=step.item_code,
            calendar=self.calendar,
            mode=mode,
            department_kind=self.kind(step),
            promised_days=step.promised_days,
            statutory_days=step.statutory_days,
            day_unit=DayUnit(step.day_unit),
            flavour=item.tolerance_flavour,
            same_day=item.same_day,
            escalated=item.escalated,
            is_optional=step.optional,
            is_milestone=item.milestone,
            materials=tuple(_material(row) for row in self.materials.get(step.id or 0, ())),
            requirements=tuple(self._requirements(step)) if is_simulated else (),
            members=tuple(_member(other) for other in members),
            is_group_lead=self.lead(step) is step,
            open_prerequisites=self._open_prerequisites(step, members or [step]),
            ready_on=self._ready_on(step, members or [step]),
            credit=self.credit if mode in CREDIT_MODES and not step.accepted_on else (),
            voided_upstream=tuple(self._voided_upstream(step)) if is_simulated else (),
            numbers=self.numbers,
        )

    def _waits(self, step: Step, members: Iterable[Step]) -> set[str]:
        """Predecessors that must be there before filing; of a group: every member's outside ones."""
        own = {member.item_code for member in members}
        if step.state_kind == StateKind.DROPPED:
            return set()
        found = set().union(*(self.network.waits[code] for code in own)) - own
        return found - set(step.conversion_requires) if step.mode == Mode.SIMULATED else found

    def _may_use_opinion(self, step: Step) -> bool:
        return step.mode == Mode.SIMULATED or self.kind(step) is DepartmentKind.ENTERPRISE

    def _there_on(self, step: Step, code: str) -> date | None:
        """The day a predecessor was finished or, where that suffices, its opinion was given."""
        before = self.by_code[code]
        if before.state_kind == StateKind.DECIDED:
            return before.decided_on or self.project.entered_on
        is_opinion = before.mode == Mode.SIMULATED and before.opinion_on
        return before.opinion_on if is_opinion and self._may_use_opinion(step) else None

    def _open_prerequisites(self, step: Step, members: list[Step]) -> tuple[str, ...]:
        waits = self._waits(step, members)
        return tuple(
            s.item_code for s in self.steps if s.item_code in waits and not self._there_on(step, s.item_code)
        )

    def _ready_on(self, step: Step, members: list[Step]) -> date | None:
        days = [self._there_on(step, code) for code in self._waits(step, members)]
        if None in days:
            return None
        return max((day for day in days if day), default=self.project.entered_on)

    def _requirements(self, step: Step) -> Iterable[Requirement]:
        """To convert: conversion_requires and every predecessor, finished, not merely opined."""
        if step.state_kind == StateKind.DROPPED:
            return
        network = self.network
        for code in sorted(network.conversions[step.item_code] | network.waits[step.item_code]):
            before = self.by_code[code]
            done = before.state_kind == StateKind.DECIDED
            day = (before.decided_on or self.project.entered_on) if done else None
            is_land = code in LAND_RESULTS and code in step.conversion_requires
            yield Requirement(code, day, is_land_result=is_land)

    def _voided_upstream(self, step: Step) -> Iterable[Voided]:
        for code in sorted(self.network.waits.get(step.item_code, ())):
            before = self.by_code[code]
            if before.mode == Mode.SIMULATED and before.state_kind != StateKind.DECIDED:
                voided_on = self.state(before).voided_on
                if voided_on:
                    yield Voided(code, voided_on)


def _material(row: StepMaterial) -> Material:
    days = row.defer_workdays if row.requirement == "deferrable" else None
    return Material(row.name_zh, row.state == MaterialState.OWED, days)


def _member(step: Step) -> Member:
    limit = step.promised_days if step.promised_days is not None else step.statutory_days
    return Member(step.item_code, limit, DayUnit(step.day_unit))
