"""`due` and `plan`: working-day arithmetic and network checks, without a database."""

import csv
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import Json, both, refusals, show
from domain.critical_path import ScheduledActivity, read_activities, schedule
from domain.errors import BadInput
from domain.vocabulary import DayUnit
from domain.workdays import Pause, WorkCalendar
from services.calendar import packaged as packaged_calendar


def due(
    accepted_on: Annotated[str | None, typer.Argument(help=both("Day of acceptance, YYYY-MM-DD"))] = None,
    days: Annotated[int | None, typer.Argument(help=both("The limit in days"), min=0)] = None,
    calendar_days: Annotated[
        bool, typer.Option("--calendar-days", help=both("The limit is in calendar days"))
    ] = False,
    pause: Annotated[list[str] | None, typer.Option(help=both("A pause FROM..TO, may be repeated"))] = None,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help=both("A CSV of many"))
    ] = None,
    as_json: Json = False,
) -> None:
    """The last day of a limit by working days."""
    with refusals():
        known = packaged_calendar()
        if batch:
            answers: Any = [_answer(known, **_request(row)) for row in _rows(batch)]
            text = "\n".join(str(answer["due_on"]) for answer in answers)
        elif accepted_on is None or days is None:
            raise typer.BadParameter(both("Give a day and a limit, or --batch"))
        else:
            unit = DayUnit.CALENDAR if calendar_days else DayUnit.WORKDAY
            answers = _answer(known, _date(accepted_on), days, unit, [_pause(text) for text in pause or ()])
            text = str(answers["due_on"])
        show(answers, as_json=as_json, text=text)


def _request(row: dict[str, str]) -> dict[str, Any]:
    missing = {"accept_date", "limit", "unit"} - row.keys()
    if missing:
        raise BadInput("cli.missing_columns", columns=", ".join(sorted(missing)))
    texts = [text for text in row.get("pauses", "").split(";") if text]
    if not texts and row.get("pause_from"):
        texts = [f"{row['pause_from']}..{row['pause_to']}"]
    if not row["limit"].strip().isdigit() or row["unit"] not in tuple(DayUnit):
        raise BadInput("cli.bad_limit", limit=row["limit"], unit=row["unit"])
    return {
        "accepted_on": _date(row["accept_date"]),
        "limit": int(row["limit"]),
        "unit": DayUnit(row["unit"]),
        "pauses": [_pause(text) for text in texts],
    }


def _answer(
    known: WorkCalendar, accepted_on: date, limit: int, unit: DayUnit, pauses: list[Pause]
) -> dict[str, Any]:
    due_on = known.due_on(accepted_on, limit, unit, pauses)
    if due_on is None:
        raise BadInput("cli.open_pause")
    return {
        "due_on": due_on,
        "provisional": known.is_provisional(due_on),
        "counted": known.counted(accepted_on, due_on, pauses),
        "skipped": [{"date": s.day, "why": s.why} for s in known.skipped(accepted_on, due_on, pauses)],
    }


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput("cli.bad_date", text=text) from error


def _pause(text: str) -> Pause:
    start, dots, end = text.partition("..")
    if not dots:
        raise BadInput("cli.bad_pause", text=text)
    return Pause(_date(start), _date(end))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [
                {name: value or "" for name, value in row.items() if name} for row in csv.DictReader(stream)
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput("cli.unreadable", file=path.name) from error


def plan(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help=both("Networks as CSV"))],
    start: Annotated[str | None, typer.Option(help=both("First day, YYYY-MM-DD"))] = None,
    as_json: Json = False,
) -> None:
    """Earliest, latest, slack and critical path of activity networks."""
    with refusals():
        begins = _date(start) if start else None
        answers = [_plan(path, begins) for path in files]
        text = "\n".join(f"{a['file']}: {a['length']}  {' → '.join(a['critical'])}" for a in answers)
        show(answers, as_json=as_json, text=text)


def _plan(path: Path, start: date | None) -> dict[str, Any]:
    network = schedule(read_activities(_rows(path)))
    return {
        "file": str(path),
        "length": network.length,
        "critical": list(network.critical),
        "activities": [_times(activity, start) for activity in network.activities],
    }


def _times(activity: ScheduledActivity, start: date | None) -> dict[str, Any]:
    days = {name: getattr(activity, name) for name in ("es", "ef", "ls", "lf")}
    document: dict[str, Any] = {"activity": activity.name, **days, "slack": activity.slack}
    if start:
        known = packaged_calendar()
        document |= {f"{name}_on": known.add_workdays(start, value) for name, value in days.items()}
    return document
