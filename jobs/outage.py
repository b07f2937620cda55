"""The database was full, busy or gone: when everything is tried again, so that nobody need restart it."""

import threading
import time

_FIRST, _LONGEST = 1.0, 30.0


class Outage:
    """Tried again once a heartbeat can be written, at first at once, then every half minute at most.

    Heartbeats are small: on a disk that is nearly full they succeed where a sweep does not.
    """

    def __init__(self, haste: float = 1.0) -> None:
        self._haste, self._wait = haste, _FIRST
        self._again_at: float | None = None
        self._lock = threading.Lock()

    def met(self) -> None:
        """Something failed."""
        with self._lock:
            if self._again_at is None:
                self._again_at = time.monotonic() + self._wait / self._haste
                self._wait = min(2 * self._wait, _LONGEST)

    def calls(self) -> bool:
        """True once for each outage that seems to be over: whatever failed is to be tried again."""
        with self._lock:
            is_time = self._again_at is not None and time.monotonic() >= self._again_at
            if is_time:
                self._again_at = None
            return is_time

    def ended(self) -> None:
        """A whole sweep went well."""
        with self._lock:
            self._wait = _FIRST
