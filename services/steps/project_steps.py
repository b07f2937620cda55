"""All steps of one project with their logs and what the interpreter needs to know, read once per call."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.credit import CreditNote
from domain.modes.facts import Material, Member, Requirement, StepFacts, Voided
from domain.network import MaterialSpec, Network
from domain.vocabulary import DayUnit, DepartmentKind, MaterialState, Mode, StateKind
from domain.workdays import WorkCalendar
from models import Project, Step, StepMaterial
from services import catalogue, credit
from services.catalogue import DepartmentView, ItemView
from services.roadmaps.specs import Reference, Shape, is_on_roadmap, materials_of, network_from, shapes_of
from services.steps.project_log import ProjectLog, once

LAND_RESULTS = {"land_auction", "land_contract"}
CREDIT_MODES = credit.CLOSED_BY_CREDIT


class ProjectSteps(ProjectLog):
    """Read the log anew with `forget` after writing to it; everything derived follows."""

    def __init__(self, session: Session, project: Project, today: date) -> None:
        super().__init__(session, project, today)
        self.reference = Reference(session)
        self._network: tuple[list[tuple[str, bool]], Network] | None = None
        self._shapes: list[Shape] = []
        self._network_fits = False

    def forget(self) -> None:
        super().forget()
        self._network = None
        self.__dict__.pop("materials", None)
        self.__dict__.pop("_specs", None)

    def renew(self) -> None:
        super().renew()
        self._network_fits = False

    # ---- what the reference says

    @property
    def items(self) -> dict[str, ItemView]:
        return self.reference.items

    @cached_property
    def departments(self) -> dict[str, DepartmentView]:
        return catalogue.departments(self.session)

    @property
    def calendar(self) -> WorkCalendar:
        return self.reference.calendar

    @cached_property
    def numbers(self) -> dict[str, int]:
        return catalogue.numbers(self.session)

    @cached_property
    def credit(self) -> tuple[CreditNote, ...]:
        return credit.notes_of(self.session, self.project.enterprise_id)

    @cached_property
    def materials(self) -> dict[int, list[StepMaterial]]:
        found: dict[int, list[StepMaterial]] = defaultdict(list)
        for row in self.session.exec(_MATERIALS, params={"project_id": self.project.id}):
            found[row.step_id].append(row)
        return found

    @property
    def network(self) -> Network:
        """Of all steps that are not dropped; built anew when one is dropped, restored or changes its mode."""
        if not self._network_fits:
            shape = [(step.mode, _is_kept(step)) for step in self.steps]
            if self._network is None or self._network[0] != shape:
                self._shapes = shapes_of(self.steps, self._specs)
                are_kept = map(_is_kept, self.steps)
                self._network = (shape, network_from(self.reference, self._shapes, are_kept))
            self._network_fits = True
        assert self._network is not None  # built just now at the latest
        return self._network[1]

    @property
    def planned_network(self) -> Network:
        """What the plan counts: without optional steps that nobody has begun. Mostly it is the same."""
        network = self.network
        if all(is_on_roadmap(step) for step in self.steps if _is_kept(step)):
            return network
        return network_from(self.reference, self._shapes, map(is_on_roadmap, self.steps))

    @cached_property
    def _specs(self) -> dict[int, list[MaterialSpec]]:
        if "materials" not in self.__dict__:
            return materials_of(self.session, self.project.id or 0)
        return {key: list(_producible(rows)) for key, rows in self.materials.items()}

    def kind(self, step: Step) -> DepartmentKind:
        return self.reference.kinds[step.department_code]

    # ---- facts for the interpreter

    @once
    def own_facts(self, step: Step) -> StepFacts:
        """What a step and its group say by themselves: enough for its clocks, columns and lights."""
        return StepFacts(**self._own(step))

    @once
    def facts(self, step: Step) -> StepFacts:
        """What guards and duties read about a step today: also materials, credit and other steps."""
        is_simulated = step.mode == Mode.SIMULATED
        mode = self.mode(step)
        members = self.members(step) if mode == Mode.PARALLEL else [step]
        there = {code: self._there_on(step, code) for code in self._waits(step, members or [step])}
        return StepFacts(
            **self._own(step),
            materials=tuple(_material(row) for row in self.materials.get(step.id or 0, ())),
            requirements=tuple(self._requirements(step)) if is_simulated else (),
            open_prerequisites=tuple(code for code in self.by_code if code in there and not there[code]),
            ready_on=self._ready_on(there.values()),
            credit=self.credit if mode in CREDIT_MODES and not step.accepted_on else (),
            voided_upstream=tuple(self._voided_upstream(step)) if is_simulated else (),
        )

    @once
    def _own(self, step: Step) -> dict[str, Any]:
        item, mode = self.items[step.item_code], self.mode(step)
        members = self.members(step) if mode == Mode.PARALLEL else ()
        return {
            "code": step.item_code,
            "calendar": self.calendar,
            "mode": mode,
            "department_kind": self.kind(step),
            "promised_days": step.promised_days,
            "statutory_days": step.statutory_days,
            "day_unit": DayUnit(step.day_unit),
            "flavour": item.tolerance_flavour,
            "same_day": item.same_day,
            "escalated": item.escalated,
            "is_optional": step.optional,
            "is_milestone": item.milestone,
            "is_surveyed": step.surveyed_on is not None,
            "members": tuple(_member(other) for other in members),
            "is_group_lead": self.lead(step) is step,
            "numbers": self.numbers,
        }

    def _waits(self, step: Step, members: Sequence[Step]) -> Set[str]:
        """Predecessors that must be there before filing; of a group: every member's outside ones."""
        if step.state_kind == StateKind.DROPPED:
            return frozenset()
        waits = self.network.waits
        own = [member.item_code for member in members if _is_kept(member)]
        found: Set[str] = frozenset[str]().union(*(waits[code] for code in own)).difference(own)
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

    def _ready_on(self, days: Collection[date | None]) -> date | None:
        return None if None in days else max((day for day in days if day), default=self.project.entered_on)

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


_MATERIALS: Any = (
    select(StepMaterial).where(StepMaterial.project_id == bindparam("project_id")).order_by(StepMaterial.id)  # type: ignore[arg-type]
)


def _is_kept(step: Step) -> bool:
    return step.state_kind != StateKind.DROPPED


def _producible(rows: Iterable[StepMaterial]) -> Iterator[MaterialSpec]:
    """Only materials that another item may produce shape the network."""
    for row in rows:
        if "item:" in row.source:
            yield MaterialSpec(row.name_zh, row.source, row.requirement, row.defer_workdays)


def _material(row: StepMaterial) -> Material:
    days = row.defer_workdays if row.requirement == "deferrable" else None
    return Material(row.name_zh, row.state == MaterialState.OWED, days)


def _member(step: Step) -> Member:
    limit = step.promised_days if step.promised_days is not None else step.statutory_days
    return Member(step.item_code, limit, DayUnit(step.day_unit))
