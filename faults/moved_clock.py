"""Sets the clock of this process alone, as an administrator sets the clock of a machine.

`services.clock.frozen` stops time in one thread; a scheduler needs a clock that is wrong and runs.
"""

from datetime import datetime, timedelta, tzinfo

from apscheduler.schedulers import base

from services import clock

_ahead = timedelta()


class _Moved(datetime):
    """The real class but for `now`."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + _ahead


def install() -> None:
    """Once a process: the single source of time, and the scheduler's own look at the clock."""
    clock.datetime = _Moved  # type: ignore[misc]
    base.datetime = _Moved


def show(at: datetime) -> None:
    """From here on the clock shows `at` and goes on."""
    global _ahead
    _ahead = at - datetime.now(at.tzinfo)


def move(by: timedelta) -> None:
    global _ahead
    _ahead += by
