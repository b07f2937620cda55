"""Workers to be broken: one pass over everything in a child of this process, or the scheduler itself."""

import itertools
import logging
import os
import signal
import smtplib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event

import jobs
from domain.access import SYSTEM
from faults import moved_clock
from faults.harness import forked
from services import clock, outbox, reminders

KILLED = -signal.SIGKILL


def one_pass() -> None:
    """What a worker does when it wakes: sweep, write letters, deliver."""
    reminders.sweep(actor=SYSTEM)
    outbox.deliver(actor=SYSTEM)


def passes_at(at: datetime) -> int:
    """One pass in a child whose clock stands at an instant."""

    def act() -> None:
        with clock.frozen(at):
            one_pass()

    return forked(act)


def pass_killed_at_step(number: int, at: datetime) -> bool:
    """The same, killed -9 before its n-th statement, commit or mail; False if it ended before."""

    def act() -> None:
        _count_steps(number)
        with clock.frozen(at):
            one_pass()

    code = forked(act)
    if code not in (0, KILLED):
        raise RuntimeError(f"a pass ended with {code}")
    return code == KILLED


def _count_steps(last: int) -> None:
    """Every boundary at which a process can die with the world in another state."""
    numbers = itertools.count(1)

    def step(*_: Any, **__: Any) -> None:
        if next(numbers) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, step)
    smtplib.SMTP.data = _around(smtplib.SMTP.data, step)  # type: ignore[method-assign]


def _around(send: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    """Just before a mail is handed over, and after the server took it."""

    def stepping(*given: Any) -> Any:
        step()
        answer = send(*given)
        step()
        return answer

    return stepping


def scheduler(at: datetime, *, haste: float, ready: Callable[[], None]) -> None:
    """The worker itself, every wait shortened, on a clock that shows `at` and runs; never returns."""
    logging.disable(logging.CRITICAL)  # killed processes have nothing to say
    moved_clock.install()
    moved_clock.show(at)
    ready()
    jobs.run_forever(haste)
