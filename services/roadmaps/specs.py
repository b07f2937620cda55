"""From rows to what the plan engine reads: specs, network, facts, timeline."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.clocks import Clock
from domain.network import Link, MaterialSpec, Network, StepSpec, build_network
from domain.plans import StepFact
from domain.season import Season
from domain.timeline import CalendarTime
from domain.vocabulary import DayUnit, DepartmentKind, LinkKind, Mode, StateKind
from domain.workdays import Pause, WorkCalendar
from models import Step, StepMaterial
from services import calendar, catalogue
from services.catalogue import ItemView
from services.catalogue.loading import records
from services.kept import kept

EXTENSION_WORKDAYS, JOINT_EXTENSION_WORKDAYS = 10, 15
Shape = tuple[Any, ...]
_WAITING_WITH_A_DATE = {"awaiting_supplement"}


class Reference:
    """What a plan needs of the catalogue, the same objects for every project as long as nobody changes it."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def items(self) -> dict[str, ItemView]:
        return catalogue.items(self.session)

    @cached_property
    def terms(self) -> "Terms":
        return kept(self.session, _terms)

    @property
    def kinds(self) -> Mapping[str, DepartmentKind]:
        return self.terms.kinds

    @cached_property
    def timeline(self) -> CalendarTime:
        return kept(self.session, _timeline)

    @property
    def calendar(self) -> WorkCalendar:
        return self.timeline.calendar


@dataclass(frozen=True, eq=False)
class Terms:
    """What the catalogue says of every step; one object as long as nobody changes it."""

    items: Mapping[str, ItemView]
    kinds: Mapping[str, DepartmentKind]
    prerequisites: Mapping[str, tuple[str, ...]]


def _terms(session: Session) -> Terms:
    items, departments = catalogue.items(session), catalogue.departments(session)
    return Terms(
        items=items,
        kinds={view.code: DepartmentKind(view.kind) for view in departments.values()},
        prerequisites={item.code: item.prerequisites for item in items.values()},
    )


def _timeline(session: Session) -> CalendarTime:
    numbers = catalogue.settings_map(session)
    season = Season.from_settings(numbers["season.open"], numbers["season.close"])
    return CalendarTime(calendar.current(session), season)


def is_on_roadmap(step: Step) -> bool:
    """Planned and counted: not dropped, and an optional step only once it is chosen or begun."""
    if step.state_kind == StateKind.DROPPED:
        return False
    return not (step.optional and step.state_kind == StateKind.OPEN and step.attempt == 1)


def network_of(reference: Reference, steps: Iterable[Step], project_id: int) -> Network:
    """The effective network of a roadmap. Raises RuleBroken for a cycle or an unknown prerequisite."""
    return network_with(reference, steps, materials_of(reference.session, project_id))


def network_with(
    reference: Reference,
    steps: Iterable[Step],
    materials: Mapping[int, Iterable[MaterialSpec]],
    is_needed: Callable[[Step], bool] = is_on_roadmap,
) -> Network:
    """As `network_of`, from materials already read (by step id) and of the steps that count here."""
    known = list(steps)
    return network_from(reference, shapes_of(known, materials), map(is_needed, known))


def network_from(reference: Reference, shapes: Iterable[Shape], are_needed: Iterable[bool]) -> Network:
    """As `network_with`, from the shapes of the steps and which of them count."""
    return _built(reference.terms, tuple(shapes), tuple(are_needed))


def shapes_of(steps: Iterable[Step], materials: Mapping[int, Iterable[MaterialSpec]]) -> list[Shape]:
    """All that the steps' own rows bring into the network, whichever of them count."""
    return [_shape(step, materials.get(step.id or 0, ())) for step in steps]


def _shape(step: Step, materials: Iterable[MaterialSpec]) -> Shape:
    return (
        *(step.item_code, step.seq, step.mode, step.parallel_group),
        *(tuple(step.prerequisites), tuple(step.conversion_requires), tuple(materials)),
        *(step.department_code, step.statutory_days, step.promised_days, step.plan_days, step.day_unit),
        links_of(step),
    )


@lru_cache(maxsize=256)
def _built(terms: Terms, shapes: tuple[Shape, ...], are_needed: tuple[bool, ...]) -> Network:
    """Of the same rows and terms always the same network: roadmaps of a package share theirs."""
    specs = [_spec(terms, needed, *shape) for shape, needed in zip(shapes, are_needed, strict=True)]
    return build_network(specs, catalogue=terms.prerequisites)


def materials_of(session: Session, project_id: int) -> dict[int, list[MaterialSpec]]:
    """Only materials that another item may produce shape the network."""
    found: dict[int, list[MaterialSpec]] = defaultdict(list)
    for step_id, *values in session.exec(_PRODUCED, params={"project_id": project_id}):
        found[step_id].append(MaterialSpec(*values))
    return found


_PRODUCED: Any = select(  # type: ignore[call-overload]
    StepMaterial.step_id,
    StepMaterial.name_zh,
    StepMaterial.source,
    StepMaterial.requirement,
    StepMaterial.defer_workdays,
).where(
    StepMaterial.project_id == bindparam("project_id"),
    StepMaterial.source.contains("item:"),  # type: ignore[attr-defined]
)


def _spec(
    terms: Terms,
    is_needed: bool,
    code: str,
    seq: int,
    mode: str,
    group: str | None,
    prerequisites: tuple[str, ...],
    conversion_requires: tuple[str, ...],
    materials: tuple[MaterialSpec, ...],
    department_code: str,
    statutory_days: int | None,
    promised_days: int | None,
    plan_days: int | None,
    day_unit: str,
    links: tuple[Link, ...],
) -> StepSpec:
    return StepSpec(
        code=code,
        seq=seq,
        mode=Mode(mode),
        group=group,
        prerequisites=prerequisites,
        conversion_requires=conversion_requires,
        materials=materials,
        department_kind=terms.kinds[department_code],
        statutory_days=statutory_days,
        promised_days=promised_days,
        plan_days=plan_days,
        day_unit=DayUnit(day_unit),
        tolerance_flavour=terms.items[code].tolerance_flavour,
        is_outdoor=terms.items[code].outdoor,
        is_needed=is_needed,
        links=links,
    )


def links_of(step: Step) -> tuple[Link, ...]:
    """The links the project added to a step."""
    return tuple(Link(row["source"], LinkKind(row["kind"]), row["lag"]) for row in step.links)


def pins_of(steps: Iterable[Step]) -> dict[str, date]:
    """The agreed days before which a step is not planned; the engine drops those of accepted steps."""
    return {step.item_code: step.pinned_on for step in steps if step.pinned_on is not None}


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
def _clocked_states() -> frozenset[str]:
    """States in which a limit runs (lifecycle_states.csv)."""
    clocks = {"formal", "service", "task"}
    return frozenset(row["state"] for row in records("lifecycle_states") if row["clock"] in clocks)
