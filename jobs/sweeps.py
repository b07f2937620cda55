"""The one table of what happens by itself. Each row is a sweep over what is due, never an event.

The reminder sweep turns the day first (limits in force, system events, lights), then brings the duties of the
calendar and the season (a year without its holiday notice among them), the reminders and their letters.
"""

from collections.abc import Callable
from dataclasses import dataclass

from domain.access import SYSTEM
from exports import chase_sheet
from services import accounts, chasing, outbox, reminders, surveys, sweep_runs

Stopping = Callable[[], bool]
HEARTBEAT, HEARTBEAT_SECONDS = "heartbeat", 15.0
"""How often the lease is kept and somebody looks whether anything stirred."""
SESSIONS = "sessions"
CHASING = "chasing"


@dataclass(frozen=True)
class Sweep:
    """`seconds` between two wake-ups at the latest; `act` ends between two transactions when asked to."""

    name: str
    seconds: float
    act: Callable[[Stopping], object]


def _remind(stopping: Stopping) -> None:
    reminders.sweep(actor=SYSTEM, stopping=stopping)


def _deliver(stopping: Stopping) -> None:
    outbox.deliver(actor=SYSTEM, stopping=stopping)
    surveys.count_mailed(actor=SYSTEM, stopping=stopping)


def _chase(_stopping: Stopping) -> None:
    """Once a week the departments' sheets; here because a service cannot make the workbook they carry."""
    chasing.queue_weekly(render=chase_sheet.render, actor=SYSTEM)


def _forget_sessions(_stopping: Stopping) -> None:
    accounts.forget_ended_sessions(actor=SYSTEM)


TABLE = (
    Sweep(sweep_runs.REMINDERS, 300, _remind),
    Sweep(sweep_runs.DELIVERY, 60, _deliver),
    Sweep(CHASING, 900, _chase),
    Sweep(SESSIONS, 3600, _forget_sessions),
)
