"""What happened in the demo district, in order: each act is done by its service on its own day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services import clock

OPENING = time(9)
PACE = timedelta(minutes=3)


@dataclass(frozen=True)
class Act:
    """One thing somebody did; acts of a day keep the order they were told in."""

    on: date
    run: Callable[[], object]


def play(acts: Iterable[Act]) -> int:
    """Do every act under the clock of its day; returns how many. What is dated today happens now."""
    ordered = sorted(acts, key=lambda act: act.on)
    today, number, day = clock.today(), 0, None
    for act in ordered:
        number = 0 if act.on != day else number + 1
        day = act.on
        if act.on >= today:
            act.run()
            continue
        at = datetime.combine(act.on, OPENING, clock.ZONE) + min(number * PACE, timedelta(hours=9))
        with clock.frozen(at):
            act.run()
    return len(ordered)
