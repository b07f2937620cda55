"""The single source of time. Instants are UTC; days are those of Asia/Shanghai."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from services import database, outages
from services.settings import settings

ZONE = ZoneInfo("Asia/Shanghai")
DEMO_KEY = "demo.clock_days"
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)
_offset_cache: tuple[str, float, int] = ("", 0.0, 0)


def now() -> datetime:
    """The instant that counts, in UTC; a demo installation may have moved it by whole days."""
    fixed = _frozen.get()
    if fixed is not None:
        return fixed
    return datetime.now(UTC) + timedelta(days=demo_days())


def real_now() -> datetime:
    """`now()` without the demo shift: sessions and lock-outs must not end because the demo clock moved."""
    return now() - timedelta(days=demo_days()) if _frozen.get() is None else now()


def today() -> date:
    """The calendar day in China of `now()`."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """An instant as Chinese wall-clock time."""
    return instant.astimezone(ZONE)


def demo_days() -> int:
    """By how many days the demo clock is ahead; always 0 outside a demo installation."""
    global _offset_cache
    if not settings().demo:
        return 0
    url, read_at, days = _offset_cache
    if url == database.current_url() and time.monotonic() - read_at < 1.0:
        return days
    days = _read_demo_days()
    _offset_cache = (database.current_url(), time.monotonic(), days)
    return days


def forget_demo_days() -> None:
    """Read the offset anew at the next call (after it was changed)."""
    global _offset_cache
    _offset_cache = ("", 0.0, 0)


def _read_demo_days() -> int:
    query = text("SELECT value FROM setting WHERE key = :key")
    try:
        with database.engine().connect() as connection:
            value = connection.execute(query, {"key": DEMO_KEY}).scalar()
    except (
        SQLAlchemyError
    ) as error:  # in an outage it stays as it was; before the first migration there is none
        return _offset_cache[2] if outages.code_of(error) else 0
    return int(value or 0)


@contextmanager
def frozen(at: datetime | date) -> Iterator[None]:
    """Tests and `--as-of`: within the block, now() is `at` (a plain date counts as 09:00 in China)."""
    if not isinstance(at, datetime):
        at = datetime(at.year, at.month, at.day, 9, tzinfo=ZONE)
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
