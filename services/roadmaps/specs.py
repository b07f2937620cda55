"""From rows to what the plan engine reads: specs, network, facts, timeline."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache

from sqlmodel import Session, select

from domain.clocks import Clock
from domain.network import Link, MaterialSpec, Network, StepSpec, build_network
from domain.plans import StepFact
from domain.season import Season
from domain.timeline import CalendarTime
from domain.vocabulary import DayUnit, DepartmentKind, LinkKind, Mode, StateKind
from domain.workdays import Pause, WorkCalendar
from models import ApprovalItem, Department, Setting, Step, StepMaterial
from services import calendar
from services.catalogue.loading import records

EXTENSION_WORKDAYS, JOINT_EXTENSION_WORKDAYS = 10, 15
_WAITING_WITH_A_DATE = {"awaiting_supplement"}


class Reference:
    """What a plan needs of the catalogue, read once per transaction and shared by many projects."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def prerequisites(self) -> dict[str, list[str]]:
        return {code: row[0] for code, row in self._items.items()}

    @cached_property
    def _items(self) -> dict[str, tuple[list[str], str | None, bool]]:
        columns = (
            ApprovalItem.code,
            ApprovalItem.prerequisites,
            ApprovalItem.tolerance_flavour,
            ApprovalItem.outdoor,
        )
        found = self.session.exec(select(*columns))  # type: ignore[call-overload, type-var]
        return {code: (list(before), flavour, outdoor) for code, before, flavour, outdoor in found}

    @cached_property
    def kinds(self) -> dict[str, DepartmentKind]:
        found = self.session.exec(select(Department.code, Department.kind))
        return {code: DepartmentKind(kind) for code, kind in found}

    @cached_property
    def timeline(self) -> CalendarTime:
        found = self.session.exec(select(Setting.key, Setting.value).where(Setting.key.startswith("season.")))  # type: ignore[attr-defined]
        window = dict(found.all())
        return CalendarTime(
            calendar.current(self.session), _season(window["season.open"], window["season.close"])
        )

    @property
    def calendar(self) -> WorkCalendar:
        return self.timeline.calendar

    def flavour(self, item_code: str) -> str | None:
        return self._items[item_code][1]

    def is_outdoor(self, item_code: str) -> bool:
        return self._items[item_code][2]


def is_on_roadmap(step: Step) -> bool:
    """Planned and counted: not dropped, and an optional step only once it is chosen or begun."""
    if step.state_kind == StateKind.DROPPED:
        return False
    return not (step.optional and step.state_kind == StateKind.OPEN and step.attempt == 1)


def network_of(reference: Reference, steps: Iterable[Step], project_id: int) -> Network:
    """The effective network of a roadmap. Raises RuleBroken for a cycle or an unknown prerequisite."""
    materials = _materials(reference.session, project_id)
    specs = [_spec(reference, step, tuple(materials.get(step.id or 0, ()))) for step in steps]
    return build_network(specs, catalogue=reference.prerequisites)


def _materials(session: Session, project_id: int) -> dict[int, list[MaterialSpec]]:
    """Only materials that another item may produce shape the network."""
    columns = (
        StepMaterial.step_id,
        StepMaterial.name_zh,
        StepMaterial.source,
        StepMaterial.requirement,
        StepMaterial.defer_workdays,
    )
    query = select(*columns).where(  # type: ignore[call-overload]
        StepMaterial.project_id == project_id,
        StepMaterial.source.contains("item:"),  # type: ignore[attr-defined]
    )
    found: dict[int, list[MaterialSpec]] = defaultdict(list)
    for step_id, *values in session.exec(query):
        found[step_id].append(MaterialSpec(*values))
    return found


def _spec(reference: Reference, step: Step, materials: tuple[MaterialSpec, ...]) -> StepSpec:
    return StepSpec(
        code=step.item_code,
        seq=step.seq,
        mode=Mode(step.mode),
        group=step.parallel_group,
        prerequisites=tuple(step.prerequisites),
        conversion_requires=tuple(step.conversion_requires),
        materials=materials,
        department_kind=reference.kinds[step.department_code],
        statutory_days=step.statutory_days,
        promised_days=step.promised_days,
        plan_days=step.plan_days,
        day_unit=DayUnit(step.day_unit),
        tolerance_flavour=reference.flavour(step.item_code),
        is_outdoor=reference.is_outdoor(step.item_code),
        is_needed=is_on_roadmap(step),
        links=links_of(step),
    )


def links_of(step: Step) -> tuple[Link, ...]:
    """The links the project added to a step."""
    return tuple(Link(row["source"], LinkKind(row["kind"]), row["lag"]) for row in step.links)


def facts_of(steps: Iterable[Step], *, today: date, known: WorkCalendar) -> dict[str, StepFact[date]]:
    """What has happened so far; ended attempts count as waiting again."""
    return {step.item_code: fact for step in steps if (fact := _fact(step, today, known))}


def _fact(step: Step, today: date, known: WorkCalendar) -> StepFact[date] | None:
    if step.state_kind == StateKind.DECIDED:
        finished = None if step.is_date_unknown else step.decided_on
        return StepFact(step.accepted_on, step.opinion_on, finished, is_done=True, pauses=pauses_of(step))
    if step.state_kind not in (StateKind.RUNNING, StateKind.PAUSED) or step.accepted_on is None:
        return None
    due_on = _running_due(step, today, known)
    return StepFact(step.accepted_on, step.opinion_on, due_on=due_on, pauses=pauses_of(step))


def _running_due(step: Step, today: date, known: WorkCalendar) -> date | None:
    """The end of the clock that runs; of a paused one as if it were resumed today."""
    if step.paused_on is not None:
        return None if step.opinion_on else promised_clock(step).due_if_resumed(today, known)
    return step.due_on if step.state in _clocked_states() | _WAITING_WITH_A_DATE else None


def promised_clock(step: Step) -> Clock:
    """The limit a step is worked under: promised, else statutory, with its pauses and extension."""
    limit = step.promised_days if step.promised_days is not None else step.statutory_days
    return _clock(step, limit)


def statutory_clock(step: Step) -> Clock:
    return _clock(step, step.statutory_days)


def _clock(step: Step, limit: int | None) -> Clock:
    assert step.accepted_on is not None  # asked only of accepted steps
    longer = JOINT_EXTENSION_WORKDAYS if step.mode == Mode.PARALLEL else EXTENSION_WORKDAYS
    extension = longer if step.is_extended else 0
    return Clock(step.accepted_on, limit, DayUnit(step.day_unit), pauses_of(step), extension)


def pauses_of(step: Step) -> tuple[Pause, ...]:
    return tuple(
        Pause(date.fromisoformat(from_on or ""), date.fromisoformat(to_on) if to_on else None)
        for from_on, to_on in step.pauses
    )


@lru_cache
def _season(opens: str, closes: str) -> Season:
    return Season.from_settings(opens, closes)


@lru_cache
def _clocked_states() -> frozenset[str]:
    """States in which a limit runs (lifecycle_states.csv)."""
    clocks = {"formal", "service", "task"}
    return frozenset(row["state"] for row in records("lifecycle_states") if row["clock"] in clocks)
