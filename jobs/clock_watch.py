"""A clock set back would let APScheduler wait until it catches up; this notices and wakes everything."""

import threading
import time
from collections.abc import Callable

from services import clock

_EVERY_SECONDS = 5.0
_JUMP_SECONDS = 10.0


class ClockWatch(threading.Thread):
    """Compares the wall clock with the one that only counts; calls `on_jump` when they part."""

    def __init__(self, on_jump: Callable[[], None], *, every: float = _EVERY_SECONDS) -> None:
        super().__init__(name="clock-watch", daemon=True)
        self._on_jump, self._every = on_jump, every
        self._ended = threading.Event()
        self._offset = _offset()

    def run(self) -> None:
        while not self._ended.wait(self._every):
            before, self._offset = self._offset, _offset()
            if abs(self._offset - before) > _JUMP_SECONDS:
                self._on_jump()

    def end(self) -> None:
        self._ended.set()
        self.join()


def _offset() -> float:
    return clock.real_now().timestamp() - time.monotonic()
