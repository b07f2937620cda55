"""What a pass could not write down because the database failed: made good before anything else is sent.

A letter that went out and is not marked would be sent again when its lease ends, every five minutes while the
disk is full. While it cannot be marked, this process sends nothing more.
"""

import threading
import time
from collections.abc import Sequence

from domain.access import Actor
from domain.errors import Unavailable
from services import database
from services.outbox import marking
from services.outbox.leasing import LEASE, Leased, put_back

_lock = threading.Lock()
_gone: dict[str, list[Leased]] = {}
_untried: dict[str, list[Leased]] = {}
"""By database; what is lost with the process is sent again under its Message-ID."""


def mark_sent(gone: Sequence[Leased], *, actor: Actor) -> None:
    """Mark them, or remember that they went out. Raises Unavailable."""
    try:
        marking.sent(gone, actor=actor)
    except Unavailable:
        _remember(_gone, gone)
        raise


def give_back(untried: Sequence[Leased], *, actor: Actor) -> None:
    """Put them back, or remember to. Raises Unavailable."""
    try:
        put_back(untried, actor=actor)
    except Unavailable:
        _remember(_untried, untried)
        raise


def pay(channel: str, *, actor: Actor) -> None:
    """Write down what is owed. What was leased too long ago is not put back: another process may have it.

    Raises Unavailable.
    """
    gone, untried = _taken(_gone, channel), _taken(_untried, channel)
    held = [one for one in untried if time.monotonic() - one.taken < LEASE.total_seconds()]
    try:
        if gone:
            mark_sent(gone, actor=actor)
    finally:
        give_back(held, actor=actor)


def _remember(owed: dict[str, list[Leased]], more: Sequence[Leased]) -> None:
    with _lock:
        owed.setdefault(database.current_url(), []).extend(more)


def _taken(owed: dict[str, list[Leased]], channel: str) -> list[Leased]:
    with _lock:
        found = owed.pop(database.current_url(), [])
        others = [one for one in found if one.channel != channel]
        if others:
            owed[database.current_url()] = others
        return [one for one in found if one.channel == channel]
