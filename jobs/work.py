"""What a wake-up does: ask for the lease, and work if it is ours."""

import secrets
import threading

from domain.access import SYSTEM
from services import leases, outbox, reminders, sweep_runs
from services.leases import WORKER

LEASE_SECONDS = 90


class Worker:
    """One scheduler's hands. Its name tells it from other processes, and from its own predecessor."""

    def __init__(self) -> None:
        self.name = f"{sweep_runs.process_name()}:{secrets.token_hex(3)}"
        self._stopped = threading.Event()

    def beat(self) -> bool:
        """Keep the lease alive, or take it over from a process that fell silent."""
        return leases.hold(name=WORKER, holder=self.name, seconds=LEASE_SECONDS, actor=SYSTEM)

    def sweep(self) -> None:
        """One sweep, if the lease is ours."""
        if self.beat():
            reminders.sweep(actor=SYSTEM, stopping=self._stopped.is_set)

    def deliver(self) -> None:
        """One pass over the outbox, if the lease is ours."""
        if self.beat():
            outbox.deliver(actor=SYSTEM, stopping=self._stopped.is_set)

    def stop(self) -> None:
        """Ask a long sweep or delivery to end between two transactions."""
        self._stopped.set()

    def release(self) -> None:
        leases.release(name=WORKER, holder=self.name, actor=SYSTEM)
