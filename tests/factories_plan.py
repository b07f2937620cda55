"""The reference files as the plan engine reads them, and small networks; no database."""

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from domain.network import MaterialSpec, Network, StepSpec, build_network
from domain.season import Season
from domain.timeline import CalendarTime
from domain.vocabulary import DayUnit, DepartmentKind, Mode
from domain.workdays import WorkCalendar

ROOT = Path(__file__).resolve().parents[1]
SEASON = Season((4, 25), (11, 5))
D = date.fromisoformat


def rows(name: str, folder: str = "reference") -> list[dict[str, str]]:
    with (ROOT / folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def number(text: str) -> int | None:
    return int(text) if text else None


@cache
def calendar() -> WorkCalendar:
    days = [(D(row["date"]), row) for row in rows("holidays_cn")]
    return WorkCalendar(
        exceptions={day: row["is_off_day"] == "no" for day, row in days},
        noticed_years=frozenset(day.year for day, row in days if row["provisional"] == "no"),
        names={day: row["name"] for day, row in days},
    )


@cache
def timeline() -> CalendarTime:
    return CalendarTime(calendar(), SEASON)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    return {row["code"]: split(row["prerequisites"]) for row in rows("approval_catalogue")}


@cache
def items() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("approval_catalogue")}


@cache
def department_kinds() -> dict[str, DepartmentKind]:
    return {row["code"]: DepartmentKind(row["kind"]) for row in rows("departments")}


@cache
def materials() -> dict[str, tuple[MaterialSpec, ...]]:
    found: dict[str, list[MaterialSpec]] = {}
    for row in rows("materials"):
        days = number(row["defer_working_days"])
        spec = MaterialSpec(row["material_zh"], row["source"], row["requirement"], days)
        found.setdefault(row["item_code"], []).append(spec)
    return {code: tuple(specs) for code, specs in found.items()}


@cache
def template_codes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["template_code"] for row in rows("roadmap_templates")))


def template(code: str, *, optional: bool = True) -> list[StepSpec]:
    chosen = [row for row in rows("roadmap_templates") if row["template_code"] == code]
    return [_spec(row) for row in chosen if optional or row["optional"] == "no"]


def template_network(code: str, *, optional: bool = True) -> Network:
    return network(template(code, optional=optional), catalogue=catalogue())


def network(specs: Iterable[StepSpec], *, catalogue: dict[str, tuple[str, ...]] | None = None) -> Network:
    return build_network(specs, catalogue=catalogue or {})


def _spec(row: dict[str, str]) -> StepSpec:
    item = items()[row["item_code"]]
    return StepSpec(
        code=item["code"],
        seq=int(row["seq"]),
        mode=Mode(row["mode"]),
        group=row["parallel_group"] or None,
        prerequisites=split(item["prerequisites"]),
        conversion_requires=split(row["conversion_requires"]),
        materials=materials().get(item["code"], ()),
        department_kind=department_kinds()[item["department_code"]],
        statutory_days=number(item["statutory_days"]),
        promised_days=number(item["promised_days"]),
        day_unit=DayUnit(item["day_unit"]),
        tolerance_flavour=item["tolerance_flavour"] or None,
        is_outdoor=item["outdoor"] == "yes",
    )
