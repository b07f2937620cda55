"""The numbers that administrators edit (reference/settings.csv), and the clock of a demo installation."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, NotFound
from models import Setting
from services import audit, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.settings import settings

_MONTH_DAY = re.compile(r"^\d{2}-\d{2}$")
_LARGEST = 1000
_SEASON = ("season.open", "season.close")
MAX_DEMO_DAYS = 400


@dataclass(frozen=True)
class NumberView:
    """One editable number. `unit`: workday, calendar, month, point, count, or month-day (`04-25`)."""

    key: str
    value: str
    unit: str


def list_numbers(*, actor: Actor) -> tuple[NumberView, ...]:
    """All numbers with a meaning, in the order of their keys. Raises Forbidden."""
    require(actor, Permission.MANAGE_SETTINGS)
    with reading(actor) as session:
        rows = session.exec(select(Setting).where(Setting.meaning_zh != "").order_by(Setting.key))
        return tuple(NumberView(row.key, row.value, row.unit) for row in rows)


def change_number(*, key: str, value: str, seen: str, actor: Actor) -> None:
    """Store a new value; `seen` is the value that was on screen, a third one means somebody else was faster.

    Raises Forbidden, NotFound, BadInput settings.not_a_number (max), settings.not_a_day, settings.stale,
    settings.season_reversed: the season would close before it opens.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    with unit_of_work(actor) as work:
        row = work.session.get(Setting, key)
        if row is None or not row.meaning_zh:
            raise NotFound("access.not_found")
        if row.value != seen:
            raise BadInput("settings.stale", value=row.value)
        checked = _checked(value.strip(), row.unit)
        if key in _SEASON:
            _refuse_reversed(work, {key: checked})
        _change(work, row, checked)


def _refuse_reversed(work: UnitOfWork, given: dict[str, str]) -> None:
    """A season that closes before it opens would leave no day to build on: every plan hangs on it."""
    kept = {key: work.session.get_one(Setting, key).value for key in _SEASON}
    opens, closes = ({**kept, **given}[key] for key in _SEASON)
    if opens >= closes:
        raise BadInput("settings.season_reversed", opens=opens, closes=closes)


def _checked(value: str, unit: str) -> str:
    if unit == "month-day":
        try:
            if _MONTH_DAY.match(value):
                date.fromisoformat(f"2026-{value}")
                return value
        except ValueError:
            pass
        raise BadInput("settings.not_a_day")
    if not (value.isascii() and value.isdigit() and int(value) <= _LARGEST):
        raise BadInput("settings.not_a_number", max=_LARGEST)
    return str(int(value))


def _change(work: UnitOfWork, row: Setting, value: str) -> None:
    before, row.value = row.value, value
    work.session.add(row)
    audit.record(
        work,
        action="setting.change",
        subject_type="setting",
        subject_id=row.key,
        before={"value": before},
        after={"value": value},
    )


def move_demo_clock(*, days: int, actor: Actor) -> None:
    """Show a demo installation as it will be `days` days from today; 0 is the real day.

    Raises Forbidden (also outside a demo installation), BadInput settings.demo_days (max).
    """
    require(actor, Permission.MANAGE_SETTINGS)
    if not settings().demo:
        raise Forbidden("access.denied")
    if not 0 <= days <= MAX_DEMO_DAYS:
        raise BadInput("settings.demo_days", max=MAX_DEMO_DAYS)
    with unit_of_work(actor) as work:
        row = work.session.get(Setting, clock.DEMO_KEY) or Setting(key=clock.DEMO_KEY, value="0")
        _change(work, row, str(days))
    clock.forget_demo_days()
