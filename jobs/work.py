"""One scheduler's hands: it holds the lease or rests."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime

from domain.access import SYSTEM
from services import leases, sweep_runs
from services.leases import WORKER

LEASE_SECONDS = 60
"""Four heartbeats: one that waits for a busy database costs nothing. After a kill the next worker's heartbeat
takes over within lease and heartbeat, 75 seconds at most."""


class Worker:
    """Its name tells it from other processes, and from its own predecessor."""

    def __init__(self, wakes: Callable[[], dict[str, datetime]] = dict) -> None:
        self.name = f"{sweep_runs.process_name()}:{secrets.token_hex(3)}"
        self._wakes = wakes
        self._stopped = threading.Event()
        self._kept_at: float | None = None

    def beat(self) -> bool:
        """Keep the lease alive, or take it over from a process that fell silent; True for its holder.

        It carries when each sweep wakes next, for whoever looks at the installation's health.
        """
        asked_at = time.monotonic()
        wakes = {name: at.isoformat() for name, at in self._wakes().items()}
        is_ours = leases.hold(name=WORKER, holder=self.name, seconds=LEASE_SECONDS, wakes=wakes, actor=SYSTEM)
        self._kept_at = asked_at if is_ours else None
        return is_ours

    def is_ending(self) -> bool:
        """Asked between two transactions of a long sweep: told to stop, or the lease was lost meanwhile."""
        kept_at = self._kept_at
        return self._stopped.is_set() or kept_at is None or time.monotonic() - kept_at > LEASE_SECONDS

    def stop(self) -> None:
        """Ask what is at work to end between two transactions."""
        self._stopped.set()

    def release(self) -> None:
        """Give the lease back, so that the next process need not wait."""
        leases.release(name=WORKER, holder=self.name, actor=SYSTEM)
