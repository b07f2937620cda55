"""A mail server that refuses, hangs, answers 4xx and 5xx or drops the line: others go on, nothing is lost.

Real connections to a real server; only the hours between two passes are moved, not slept.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlmodel import select

from domain.access import SYSTEM
from domain.retries import JITTER, WAITS
from faults.harness import Figure, copy_sqlite, in_use, new_sqlite
from faults.mail_server import Misbehaviour, Server, free_port, serving
from models import OutboxMessage
from services import clock, outbox
from services.database import reading, unit_of_work
from services.outbox import Letter
from services.settings import settings

NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Size:
    """How many letters, how many of them meet each fault, how long the server hangs and we wait for it."""

    letters: int = 300
    bad: int = 12
    hang: float = 30
    time_out: float = 20


def figures(folder: Path) -> Iterator[Figure]:
    """The whole suite."""
    empty = new_sqlite(folder)
    for number, part in enumerate((outage, hanging, refusals, dropped)):
        with in_use(copy_sqlite(empty, f"mail{number}")):
            yield from part(Size())


def outage(size: Size) -> Iterator[Figure]:
    """Nobody listens for an hour; then the server is back."""
    with _house(free_port(), size) as port:
        sent = _queue(size.letters)
        at = NINE
        while at < NINE + timedelta(hours=1):
            _pass(at)
            at += _MINUTE
        back = at
        with serving(port) as server:
            while len(server.unique) < size.letters and at < back + timedelta(hours=1):
                _pass(at)
                at += _MINUTE
        late = (at - _MINUTE - back) / _MINUTE
        longest = WAITS[2] / _MINUTE * (1 + JITTER)
        note = f"{size.letters} letters"
        yield Figure("mail refused for an hour: letters lost", len(sent - server.unique), 0, note=note)
        yield Figure("  doubled", _doubled(server), 0)
        yield Figure("  given up", len(_reasons("dead")), 0)
        yield Figure("  the last one after the server is back", late, longest + 1, "min")


def hanging(size: Size) -> Iterator[Figure]:
    """The server hangs on some recipients, and they come first."""
    stuck = [_address(n) for n in range(size.bad)]
    bad = Misbehaviour()
    with _house(free_port(), size) as port, serving(port, bad) as server:
        usual = _seconds_of_others(server, size)
        bad.hangs = dict.fromkeys(stuck, size.hang)
        sent = _queue(size.letters)
        began = time.monotonic()
        _pass(NINE)
        others = [one.at - began for one in server.taken]
        bad.hangs = {}
        _pass(NINE + timedelta(minutes=2))
        note = f"{size.letters} letters, {size.bad} of them hang {size.hang:g} s"
        missing = size.letters - size.bad - len(others)
        yield Figure("mail hangs on some: others not sent in the same pass", missing, 0, note=note)
        yield Figure("  delay of the last of the others", max(others, default=0) - usual, 5, "s")
        yield Figure("  lost once the server is well", len(sent - server.unique), 0)
        yield Figure("  doubled after Message-ID", _doubled(server), 0)


def _seconds_of_others(server: Server, size: Size) -> float:
    """How long as many letters take when nobody hangs."""
    _queue(size.letters - size.bad, start=size.letters, form="usual{}@example.org")
    began = time.monotonic()
    _pass(NINE)
    usual = max(one.at for one in server.taken) - began
    server.taken.clear()
    return usual


def refusals(size: Size) -> Iterator[Figure]:
    """4xx to some, 5xx to others, 5xx to the text of others, addresses that are none."""
    later, gone, spam = ([_address(n) for n in range(k * size.bad, (k + 1) * size.bad)] for k in range(3))
    bad = Misbehaviour(
        answers=dict.fromkeys(later, "451 try later") | dict.fromkeys(gone, "550 no such user"),
        answers_to_text=dict.fromkeys(spam, "554 refused"),
    )
    with _house(free_port(), size) as port, serving(port, bad) as server:
        sent = _queue(size.letters) | _queue(size.bad, start=size.letters, form="nobody{}@")
        _pass(NINE)
        at, in_first_pass = NINE, len(server.taken)
        for wait in WAITS[:3]:
            at += wait * (1 + JITTER) + _MINUTE
            if wait == WAITS[2]:
                bad.answers = {k: v for k, v in bad.answers.items() if v.startswith("5")}
            _pass(at)
        dead, kept = _reasons("dead"), size.letters - 2 * size.bad
        note = f"{size.bad} each: 4xx, 5xx, 5xx to the text, no address"
        yield Figure(
            "mail answers 4xx, 5xx: deliverable letters lost", kept - len(server.unique), 0, note=note
        )
        yield Figure("  others not sent in the first pass", kept - size.bad - in_first_pass, 0)
        yield Figure("  doubled", _doubled(server), 0)
        yield Figure("  refused for good, not among the dead letters", 3 * size.bad - len(dead), 0)
        yield Figure("  dead letters without their reason", sum(not reason for reason in dead), 0)
        yield Figure("  neither sent nor dead", len(sent) - kept - len(dead), 0)


def dropped(size: Size) -> Iterator[Figure]:
    """The server takes a message and vanishes before it says so: it is sent again under the same id."""
    bad = Misbehaviour(vanishes={_address(n) for n in range(size.bad)})
    with _house(free_port(), size) as port, serving(port, bad) as server:
        sent = _queue(size.letters)
        _pass(NINE)
        _pass(NINE + timedelta(minutes=2))
        note = f"{size.bad} of {size.letters}, {len(server.taken) - len(server.unique)} came twice"
        yield Figure("mail accepted without an answer: lost", len(sent - server.unique), 0, note=note)
        yield Figure("  doubled after Message-ID", len(server.unique - sent), 0)


@contextmanager
def _house(port: int, size: Size) -> Iterator[int]:
    """The settings of a house with a mail server on this port."""
    values = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TIMEOUT_SECONDS": str(size.time_out),
        "MAIL_FROM": "daiban@example.org",
    }
    before = {name: os.environ.get(f"DAIBAN_{name}") for name in values}
    os.environ.update({f"DAIBAN_{name}": value for name, value in values.items()})
    settings.cache_clear()
    try:
        yield port
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[f"DAIBAN_{name}"]
            else:
                os.environ[f"DAIBAN_{name}"] = value
        settings.cache_clear()


def _address(number: int) -> str:
    return f"person{number}@example.org"


def _queue(count: int, *, start: int = 0, form: str = "person{}@example.org") -> set[str]:
    """Letters to `count` people; their Message-IDs."""
    letters = [
        Letter(f"fault|{form}|{n}", form.format(n), "Subject", "Text " * 200, "<p>Text</p>" * 200)
        for n in range(start, start + count)
    ]
    with clock.frozen(NINE), unit_of_work(SYSTEM) as work:
        ids = outbox.enqueue_each(work, letters).values()
        rows = work.session.exec(select(OutboxMessage.message_id).where(OutboxMessage.id.in_(list(ids))))
        return set(rows)


def _pass(at: datetime) -> None:
    with clock.frozen(at):
        outbox.deliver(actor=SYSTEM, chance=Random(int(at.timestamp())))


def _doubled(server: Server) -> int:
    """Messages that came again under another id."""
    return len(server.unique) - len({one.address for one in server.taken})


def _reasons(state: str) -> list[str]:
    with reading(SYSTEM) as session:
        query = select(OutboxMessage.last_error).where(OutboxMessage.state == state)
        return [reason or "" for reason in session.exec(query)]
