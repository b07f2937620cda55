"""The fastest-permitted search over the whole catalogue: 45 items on real dates, an absolute limit."""

from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter

from bench.measure import Figure
from domain.access import SYSTEM
from domain.fastest import fastest
from domain.finish_bound import Options
from domain.graphs import ancestors
from domain.mode_choices import StepStanding, allowed, permitted_modes
from domain.network import MaterialSpec, Network, StepSpec, build_network
from domain.quick_finish import Situation
from domain.vocabulary import DayUnit, DepartmentKind, Mode
from services import catalogue
from services.catalogue import ItemView
from services.database import reading
from services.roadmaps.choosing import conversions, item_rules
from services.roadmaps.specs import Reference

LIMIT_SECONDS = 0.3
RUNS = 7
START = date(2026, 9, 1)
GROUPS_OF = "industrial_new_grant"


def figures() -> list[Figure]:
    """Median of seven searches, each from nothing."""
    situation, options = _whole_catalogue()
    seconds = []
    for _ in range(RUNS):
        started = perf_counter()
        found = fastest(situation, options)
        seconds.append(perf_counter() - started)
    assert found.is_proven, "a search that stopped early is no search"
    size = len(situation.network.steps)
    return [Figure(f"fastest permitted search, {size} steps", median(seconds), None, LIMIT_SECONDS)]


def _whole_catalogue() -> tuple[Situation[date], Options]:
    """Every item once, the joint groups of the largest package; whatever the catalogue permits is open."""
    with reading(SYSTEM) as session:
        reference, items = Reference(session), catalogue.items(session)
        rules, known, wanted = item_rules(session), conversions(session), catalogue.materials(session)
        rows = catalogue.templates(session)[GROUPS_OF].steps
        groups = {row.item_code: row.parallel_group for row in rows if row.parallel_group}
        specs = []
        for item in items.values():
            materials = tuple(
                MaterialSpec(m.name_zh, m.source, m.requirement, m.defer_workdays)
                for m in wanted.get(item.code, ())
            )
            specs.append(_spec(item, materials, groups.get(item.code), reference.kinds[item.department_code]))
        network = build_network(specs, catalogue={})
        upstream = ancestors({code: network.predecessors(code) for code in network.steps})
        waived = {code: known.of(code, (), upstream=upstream[code]) for code in network.steps}
        network = replace(network, conversions={code: frozenset(codes) for code, codes in waived.items()})
        options = {
            code: allowed(permitted_modes(rules[code], _standing(network, code, waived[code])))
            for code in network.steps
        }
        return Situation(network, reference.timeline, START, {}, START), options


def _spec(
    item: ItemView, materials: tuple[MaterialSpec, ...], group: str | None, kind: DepartmentKind
) -> StepSpec:
    return StepSpec(
        code=item.code,
        seq=item.seq,
        mode=Mode.PARALLEL if group else Mode.STANDARD,
        group=group,
        prerequisites=item.prerequisites,
        materials=materials,
        department_kind=kind,
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        day_unit=DayUnit(item.day_unit),
        tolerance_flavour=item.tolerance_flavour,
        is_outdoor=item.outdoor,
    )


def _standing(network: Network, code: str, waived: tuple[str, ...]) -> StepStanding:
    spec = network.steps[code]
    mates = (other for other in network.steps.values() if spec.group and other.group == spec.group)
    late = tuple(m.name for m in spec.materials if m.requirement == "deferrable")
    partners = tuple(mate.code for mate in mates if mate.code != code)
    return StepStanding(spec.mode, None, late, waived, spec.group, partners)
