"""The effective network of one roadmap: who waits for whom (scheduling.md §1)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.errors import BadInput, RuleBroken
from domain.graphs import ancestors, find_cycle
from domain.timeline import Span
from domain.vocabulary import DayUnit, DepartmentKind, LinkKind, Mode

CLOSING_ITEM = "production_start"
"""The step that waits for every remaining sink: production confirmed, case closed."""


@dataclass(frozen=True)
class MaterialSpec:
    """What a step needs; `source` as in materials.csv: `applicant`, `archive`, `item:CODE`, or by `|`."""

    name: str
    source: str
    requirement: str = "required"
    defer_workdays: int | None = None

    def producer(self, on_roadmap: Collection[str]) -> str | None:
        """The step that produces it: the first alternative that applies; None for applicant or archive."""
        for alternative in self.source.split("|"):
            if not alternative.startswith("item:"):
                return None
            if alternative[5:] in on_roadmap:
                return alternative[5:]
        return None


@dataclass(frozen=True)
class Link:
    """A dependency a project added: accepted `lag` working days after the source's finish or acceptance."""

    source: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


@dataclass(frozen=True)
class StepSpec:
    """One step of a roadmap or template, with the limits it is planned under. Milestones have no limit."""

    code: str
    seq: int = 0
    mode: Mode = Mode.STANDARD
    group: str | None = None
    prerequisites: tuple[str, ...] = ()
    conversion_requires: tuple[str, ...] = ()
    materials: tuple[MaterialSpec, ...] = ()
    department_kind: DepartmentKind = DepartmentKind.GOVERNMENT
    statutory_days: int | None = None
    promised_days: int | None = None
    plan_days: int | None = None
    day_unit: DayUnit = DayUnit.WORKDAY
    tolerance_flavour: str | None = None
    is_outdoor: bool = False
    is_needed: bool = True
    links: tuple[Link, ...] = ()

    @property
    def span(self) -> Span:
        """Plan duration: the project's own, else promised, else statutory, else 0 (scheduling.md §2)."""
        limits = (self.plan_days, self.promised_days, self.statutory_days)
        days = next((days for days in limits if days is not None), 0)
        return Span(days, self.day_unit, self.is_outdoor)

    @property
    def statutory_span(self) -> Span:
        return Span(self.statutory_days or 0, self.day_unit)

    @property
    def is_counted(self) -> bool:
        """Counted in saved time: a government department and a statutory limit (scheduling.md §4)."""
        return self.department_kind == DepartmentKind.GOVERNMENT and bool(self.statutory_days)

    @property
    def is_enterprise_task(self) -> bool:
        return self.department_kind == DepartmentKind.ENTERPRISE


@dataclass(frozen=True)
class Network:
    """`waits`: finish-to-start predecessors. `deferrals`: producer → working days its material may be late.
    `conversions`: needed to turn a simulated opinion formal. `groups`: two or more members, in order.
    `links`: what the project added; a link from a dropped step rests until the step is needed again."""

    steps: Mapping[str, StepSpec]
    waits: Mapping[str, frozenset[str]]
    deferrals: Mapping[str, Mapping[str, int]]
    conversions: Mapping[str, frozenset[str]]
    groups: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[Link, ...]]

    def predecessors(self, code: str) -> frozenset[str]:
        """Every step this one depends on in any mode."""
        linked = (link.source for link in self.links[code])
        return self.waits[code] | self.conversions[code] | frozenset(self.deferrals[code]).union(linked)


def build_network(specs: Iterable[StepSpec], *, catalogue: Mapping[str, Collection[str]]) -> Network:
    """The network of the needed steps. `catalogue`: prerequisites of items not on the roadmap.

    Raises RuleBroken: `roadmap.duplicate_step`, `roadmap.unknown_prerequisite`, `roadmap.link_unknown`,
    `roadmap.link_to_itself`, `roadmap.cycle` (names the cycle), `roadmap.edge_inside_group`; BadInput:
    `roadmap.duration`, `roadmap.link_lag`.
    """
    known = sorted(specs, key=lambda spec: (spec.seq, spec.code))
    handed_on = {**catalogue, **{spec.code: spec.prerequisites for spec in known}}
    _refuse_dangling(known, handed_on)
    _refuse_unsound(known)
    steps = {spec.code: spec for spec in known if spec.is_needed}
    waits = {code: _bridged(spec.prerequisites, steps, handed_on) for code, spec in steps.items()}
    deferrals = {code: dict(_deferred(spec, steps)) for code, spec in steps.items()}
    conversions = {code: frozenset(spec.conversion_requires) & steps.keys() for code, spec in steps.items()}
    _add_missing_material_edges(steps, waits, conversions)
    _close(waits, deferrals)
    network = Network(
        MappingProxyType(steps),
        MappingProxyType(waits),
        MappingProxyType(deferrals),
        MappingProxyType(conversions),
        MappingProxyType(_groups(steps.values())),
        MappingProxyType({c: tuple(k for k in spec.links if k.source in steps) for c, spec in steps.items()}),
    )
    _refuse_cycles(network)
    return network


def _refuse_dangling(specs: list[StepSpec], known: Mapping[str, Collection[str]]) -> None:
    seen: set[str] = set()
    for spec in specs:
        if spec.code in seen:
            raise RuleBroken("roadmap.duplicate_step", step=spec.code)
        seen.add(spec.code)
        for code in (*spec.prerequisites, *spec.conversion_requires):
            if code not in known:
                raise RuleBroken("roadmap.unknown_prerequisite", step=spec.code, item=code)


def _refuse_unsound(specs: list[StepSpec]) -> None:
    """Days are whole and not negative; a link comes from another step of the roadmap."""
    codes = {spec.code for spec in specs}
    for spec in specs:
        for days in (spec.plan_days, spec.promised_days, spec.statutory_days):
            if days is not None and (days < 0 or days != int(days)):
                raise BadInput("roadmap.duration", step=spec.code, days=days)
        for link in spec.links:
            if link.source == spec.code:
                raise RuleBroken("roadmap.link_to_itself", step=spec.code)
            if link.source not in codes:
                raise RuleBroken("roadmap.link_unknown", step=spec.code, item=link.source)
            if link.lag < 0 or link.lag != int(link.lag):
                raise BadInput("roadmap.link_lag", step=spec.code, item=link.source, days=link.lag)


def _bridged(
    direct: Iterable[str], steps: Mapping[str, StepSpec], handed_on: Mapping[str, Collection[str]]
) -> frozenset[str]:
    """An absent or dropped prerequisite hands its own predecessors on, recursively."""
    found, seen, open_codes = set(), set(), list(direct)
    while open_codes:
        code = open_codes.pop()
        if code in steps:
            found.add(code)
        elif code not in seen:
            seen.add(code)
            open_codes.extend(handed_on.get(code, ()))
    return frozenset(found)


def _deferred(spec: StepSpec, steps: Mapping[str, StepSpec]) -> Iterator[tuple[str, int]]:
    """Producers of deferrable materials; the shortest deferral of several counts."""
    shortest: dict[str, int] = {}
    for material in spec.materials:
        producer = material.producer(steps)
        if producer and material.requirement == "deferrable":
            days = material.defer_workdays or 0
            shortest[producer] = min(days, shortest.get(producer, days))
    yield from sorted(shortest.items())


def _add_missing_material_edges(
    steps: Mapping[str, StepSpec], waits: dict[str, frozenset[str]], conversions: Mapping[str, frozenset[str]]
) -> None:
    """A required material comes from upstream; where an edit cut that path, its producer is waited for."""
    upstream = ancestors({code: waits[code] | conversions[code] for code in steps})
    for code, spec in steps.items():
        producers = {m.producer(steps) for m in spec.materials if m.requirement == "required"} - {None, code}
        missing = {p for p in producers if p and p not in upstream.get(code, producers)}
        if missing:
            waits[code] |= missing


def _close(waits: dict[str, frozenset[str]], deferrals: Mapping[str, Mapping[str, int]]) -> None:
    """Production start waits for every remaining sink."""
    if CLOSING_ITEM in waits:
        feeding = frozenset().union(*waits.values(), *deferrals.values())
        waits[CLOSING_ITEM] |= waits.keys() - feeding - {CLOSING_ITEM}


def _groups(steps: Iterable[StepSpec]) -> dict[str, tuple[str, ...]]:
    """Joint groups; a group with one member left works as standard."""
    members: dict[str, list[str]] = {}
    for spec in steps:
        if spec.group and spec.mode == Mode.PARALLEL:
            members.setdefault(spec.group, []).append(spec.code)
    return {group: tuple(codes) for group, codes in members.items() if len(codes) > 1}


def _refuse_cycles(network: Network) -> None:
    """No cycle among steps, nor through a group whose members start and finish together."""
    graph = {code: network.predecessors(code) for code in network.steps}
    if cycle := find_cycle(graph):
        raise RuleBroken("roadmap.cycle", path=" → ".join(cycle), codes=tuple(cycle))
    place = {code: group for group, codes in network.groups.items() for code in codes}
    for code, group in place.items():
        if inside := sorted(graph[code].intersection(network.groups[group])):
            raise RuleBroken("roadmap.edge_inside_group", group=group, step=code, item=inside[0])
    joined: dict[str, set[str]] = {}
    for code, before in graph.items():
        joined.setdefault(place.get(code, code), set()).update(place.get(p, p) for p in before)
    if cycle := find_cycle(joined):
        raise RuleBroken("roadmap.cycle", path=" → ".join(cycle), codes=tuple(cycle))
