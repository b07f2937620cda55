"""The lifecycle tables of reference/ and small makers for facts and events, shared by the domain tests."""

import csv
from datetime import date
from pathlib import Path

from domain.modes import obligations, table
from domain.modes.checks import check
from domain.modes.facts import Material, Member, Requirement, StepFacts
from domain.modes.guards import GUARDS
from domain.modes.log import StepEvent, StepState
from domain.modes.replay import apply
from domain.modes.system import system_events
from domain.vocabulary import Mode, Party
from domain.workdays import WorkCalendar

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


TABLE = table.load(rows("mode_lifecycle.csv"), rows("lifecycle_states.csv"), GUARDS)
ANCHORS = obligations.load_anchors(rows("anchors.csv"))
NUMBERS = {row["key"]: int(row["default"]) for row in rows("settings.csv") if row["default"].isdigit()}
CALENDAR = WorkCalendar(
    {date.fromisoformat(row["date"]): row["is_off_day"] == "no" for row in rows("holidays_cn.csv")}
)


def facts(mode: str = "standard", **changes: object) -> StepFacts:
    """An item of a government department with a promised limit of 10 working days."""
    given: dict[str, object] = {
        "code": "energy_review",
        "calendar": CALENDAR,
        "mode": Mode(mode),
        "promised_days": 10,
        "statutory_days": 20,
        "flavour": "A" if mode == "tolerance" else None,
        "numbers": NUMBERS,
    }
    if mode == "tolerance":
        given["materials"] = (
            Material("application", is_missing=False),
            Material("survey", is_missing=True, defer_days=5),
            Material("renderings", is_missing=True, defer_days=8),
        )
    if mode == "simulated":
        given["requirements"] = (Requirement("land_contract", is_land_result=True),)
    if mode == "parallel":
        given["members"] = (Member("energy_review", 10), Member("soil_water_plan", 3))
    return StepFacts(**{**given, **changes})


def act(name: str, on: date, by: str = "department", **changes: object) -> StepEvent:
    return StepEvent(name=name, happened_on=on, acted_by=Party(by), **changes)


def walk(state: StepState, known: StepFacts, *events: StepEvent, today: date | None = None) -> StepState:
    """Each act checked as on its own day, then applied, then the system events of that day."""
    for event in events:
        day = today or event.happened_on
        check(TABLE, state, known, event, day)
        state = apply(TABLE, state, event)
        _, state = system_events(TABLE, state, known, day)
    return state
