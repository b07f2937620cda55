"""The rows of reference/sample_pool.csv with their days moved to today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.vocabulary import DayUnit, DepartmentKind, Mode
from services.catalogue.loading import records
from services.demo.dates import Shift


@dataclass(frozen=True)
class SampleRow:
    """One synthetic project; `light` is what the sample says it should come out as."""

    seq: int
    texts: Mapping[str, str]
    signed_on: date
    accepted_on: date | None
    paused_on: date | None
    done_on: date | None
    verified_on: date
    planned_start: str
    planned_production: str

    def __getitem__(self, column: str) -> str:
        return self.texts[column]

    @property
    def light(self) -> str:
        return self.texts["light"]


def sample_rows(shift: Shift) -> list[SampleRow]:
    """The pool as of today."""
    return [_row(texts, shift) for texts in records("sample_pool")]


def _row(texts: dict[str, str], shift: Shift) -> SampleRow:
    """Of an item limited in calendar days it is the due date that keeps its distance from today."""
    accepted_on = shift.day(texts["accepted_on"])
    if accepted_on and _items()[texts["current_item"]]["day_unit"] == DayUnit.CALENDAR:
        accepted_on = shift.accepted_for(texts["accepted_on"], texts["due_on"])
    return SampleRow(
        seq=int(texts["seq"]),
        texts=texts,
        signed_on=shift.day(texts["signed_on"]) or shift.today,
        accepted_on=accepted_on,
        paused_on=shift.day(texts["paused_on"]),
        done_on=shift.day(texts["done_on"]),
        verified_on=shift.day(texts["last_verified_on"]) or shift.today,
        planned_start=shift.month(texts["planned_start"]) or "",
        planned_production=shift.month(texts["planned_production"]) or "",
    )


def is_own_task(item_code: str) -> bool:
    """Work of the enterprise itself, begun and finished rather than filed."""
    return _kinds()[_items()[item_code]["department_code"]] == DepartmentKind.ENTERPRISE


def template_mode(template_code: str, item_code: str) -> Mode:
    return _modes()[template_code, item_code]


@lru_cache
def _items() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in records("approval_catalogue")}


@lru_cache
def _kinds() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in records("departments")}


@lru_cache
def _modes() -> dict[tuple[str, str], Mode]:
    found = records("roadmap_templates")
    return {(row["template_code"], row["item_code"]): Mode(row["mode"]) for row in found}
