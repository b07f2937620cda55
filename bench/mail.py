"""Letters to a local mail server in a process of its own: leased, sent and marked one by one."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from aiosmtpd.controller import Controller

from bench.measure import Figure
from domain.access import SYSTEM
from services import database, outbox
from services.database import unit_of_work
from services.outbox import Letter
from services.settings import settings

LETTERS = 500
SECONDS_EACH = 1 / 50
_LINES = 30


def figures(pool: str) -> list[Figure]:
    """At least fifty letters a second, each with text and html of a morning digest's length."""
    database.use(pool)
    with _server() as port, _house(port):
        _queue("warm", 20)
        outbox.deliver(actor=SYSTEM)
        _queue("bench", LETTERS)
        began = perf_counter()
        counts = outbox.deliver(actor=SYSTEM)
        seconds = perf_counter() - began
    assert counts.sent == LETTERS, counts
    name = f"one of {LETTERS} letters by mail ({LETTERS / seconds:.0f} a second)"
    return [Figure(name, seconds / LETTERS, None, SECONDS_EACH)]


def _queue(kind: str, count: int) -> None:
    text = "A matter of a project, with its place and its day, as a digest has it.\n" * _LINES
    letters = [
        Letter(f"{kind}|{n}", f"person{n}@example.org", "Digest", text, f"<pre>{text}</pre>")
        for n in range(count)
    ]
    with unit_of_work(SYSTEM) as work:
        outbox.enqueue(work, letters)


class _Taking:
    """aiosmtpd's handler: takes everything, keeps nothing."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 Message accepted"


def _serve(port: int) -> None:
    Controller(_Taking(), hostname="127.0.0.1", port=port).start()
    signal.pause()


@contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    process.start()
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _wait_for(port: int) -> None:
    until = perf_counter() + 20
    while perf_counter() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise TimeoutError("the mail server did not start")


@contextmanager
def _house(port: int) -> Iterator[None]:
    values = {"DAIBAN_SMTP_HOST": "127.0.0.1", "DAIBAN_SMTP_PORT": str(port)}
    os.environ.update(values)
    settings.cache_clear()
    try:
        yield
    finally:
        for name in values:
            del os.environ[name]
        settings.cache_clear()
