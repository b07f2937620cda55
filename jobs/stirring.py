"""When a change wakes the reminder sweep before its time, so that what it causes is told the same minute."""

import time

from domain.access import SYSTEM
from services import stirs
from services.stirs import Mark

REST = 5.0
"""A sweep rests at least five times as long as it took: it never costs more than a sixth of a process."""
AFTER_A_FAILURE = 60.0


class Stirring:
    """What the last sweep saw, and how long it must rest."""

    def __init__(self) -> None:
        self._seen: Mark | None = None
        self._rests_until = 0.0

    def calls(self) -> bool:
        """A cheap look: something changed since the last sweep began, and it has rested."""
        return time.monotonic() >= self._rests_until and stirs.mark(actor=SYSTEM) != self._seen

    def begun(self) -> tuple[Mark, float]:
        """The state of things just before a sweep; what comes later is seen by the next look."""
        return stirs.mark(actor=SYSTEM), time.monotonic()

    def ended(self, begun: tuple[Mark, float]) -> None:
        mark, started = begun
        now = time.monotonic()
        self._seen, self._rests_until = mark, now + REST * (now - started)

    def failed(self) -> None:
        """It, or taking the lease, went wrong: tried again soon, not at every look."""
        self._seen, self._rests_until = None, time.monotonic() + AFTER_A_FAILURE
