"""Whether a draft of a package can be planned, and how long it then takes; nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from domain import template_checks
from domain.errors import BadInput, DomainError, RuleBroken
from domain.moments import Scenario
from domain.network import MaterialSpec, Network, StepSpec, build_network
from domain.roadmap import plan
from domain.templates import TemplateBody, TemplateRow
from domain.timeline import AbstractTime
from domain.vocabulary import DayUnit, DepartmentKind, Mode
from services import catalogue
from services.catalogue import DepartmentView, ItemView, MaterialView
from services.lifecycle_words import item_names
from services.words import named, translate

SCENARIOS = (Scenario.SERIAL_STANDARD, Scenario.PARALLEL_ONLY, Scenario.AS_TEMPLATE)
Finishes = dict[str, int]


@dataclass(frozen=True)
class Shelf:
    """What a package is made of: the catalogue as it is now, read once."""

    session: Session

    @cached_property
    def items(self) -> dict[str, ItemView]:
        return catalogue.items(self.session)

    @cached_property
    def departments(self) -> dict[str, DepartmentView]:
        return catalogue.departments(self.session)

    @cached_property
    def materials(self) -> dict[str, tuple[MaterialView, ...]]:
        return catalogue.materials(self.session)

    def network(self, body: TemplateBody, *, with_optional: bool) -> Network:
        """Raises RuleBroken roadmap.… for a cycle, a dangling prerequisite or an edge inside a group."""
        specs = [self._spec(row, is_needed=with_optional or not row.optional) for row in body.rows]
        return build_network(specs, catalogue={code: item.prerequisites for code, item in self.items.items()})

    def _spec(self, row: TemplateRow, *, is_needed: bool) -> StepSpec:
        item = self.items[row.item_code]
        return StepSpec(
            code=row.item_code,
            seq=row.seq,
            mode=Mode(row.mode),
            group=row.parallel_group,
            prerequisites=item.prerequisites,
            conversion_requires=row.conversion_requires,
            materials=tuple(
                MaterialSpec(one.name_zh, one.source, one.requirement, one.defer_workdays)
                for one in self.materials.get(row.item_code, ())
            ),
            department_kind=DepartmentKind(self.departments[item.department_code].kind),
            statutory_days=item.statutory_days,
            promised_days=item.promised_days,
            day_unit=DayUnit(item.day_unit),
            tolerance_flavour=item.tolerance_flavour,
            is_outdoor=item.outdoor,
            is_needed=is_needed,
            links=row.links,
        )


def finishes(shelf: Shelf, body: TemplateBody) -> Finishes:
    """Working days from day 0 to the end without the optional items, scenario by scenario.

    Raises RuleBroken roadmap.supplement_too_late and as `Shelf.network`.
    """
    network = shelf.network(body, with_optional=False)
    return {
        scenario.value: plan(network, timeline=AbstractTime(), start=0, scenario=scenario)
        .require_permitted()
        .finish_on
        for scenario in SCENARIOS
    }


def faults(shelf: Shelf, body: TemplateBody, lang: str) -> tuple[DomainError, ...]:
    """Everything that is wrong with a draft, items and modes in words; empty: it may be published.

    The network is only looked at once rows and groups are in order, with and without the optional items.
    """
    allowed = {code: item.modes_allowed for code, item in shelf.items.items()}
    found: list[DomainError] = list(
        template_checks.faults(body, modes_allowed=allowed, departments=shelf.departments)
    )
    if not found:
        found += _network_faults(shelf, body)
    for fault in found:
        _in_words(fault, item_names(shelf.items, lang), lang)
        group = body.group(str(fault.params.get("group")))
        if group is not None:
            fault.params["group"] = named(group, lang)
    return tuple({str(fault): fault for fault in found}.values())


def _network_faults(shelf: Shelf, body: TemplateBody) -> Iterable[DomainError]:
    for with_optional in (False, True):
        try:
            network = shelf.network(body, with_optional=with_optional)
            for scenario in SCENARIOS:
                plan(network, timeline=AbstractTime(), start=0, scenario=scenario).require_permitted()
        except (BadInput, RuleBroken) as fault:
            yield fault


def _in_words(fault: DomainError, names: dict[str, str], lang: str) -> None:
    """Codes among the parameters become the names people know."""
    for key in ("item", "step"):
        if key in fault.params:
            fault.params[key] = names.get(str(fault.params[key]), fault.params[key])
    if isinstance(fault.params.get("items"), tuple):
        fault.params["items"] = translate("list.separator", lang=lang).join(_named(fault, "items", names))
    if isinstance(fault.params.get("codes"), tuple):
        fault.params["path"] = " → ".join(_named(fault, "codes", names))


def _named(fault: DomainError, key: str, names: dict[str, str]) -> list[str]:
    codes = fault.params[key]
    return [names.get(str(code), str(code)) for code in codes] if isinstance(codes, tuple) else []
