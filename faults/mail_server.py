"""A real SMTP server on the loopback interface that misbehaves as it is told, and counts what it took."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Taken:
    """One accepted message: when, to whom, under which Message-ID."""

    at: float
    address: str
    message_id: str


@dataclass
class Misbehaviour:
    """By address: `hangs` seconds before the answer to RCPT, `answers` to RCPT, `answers_to_text` after the
    message; `vanishes`: takes the message once and drops the connection without a word."""

    hangs: dict[str, float] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    answers_to_text: dict[str, str] = field(default_factory=dict)
    vanishes: set[str] = field(default_factory=set)


class Server:
    """aiosmtpd's handler."""

    def __init__(self, bad: Misbehaviour) -> None:
        self.bad = bad
        self.taken: list[Taken] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        await asyncio.sleep(self.bad.hangs.get(address, 0))
        if address in self.bad.answers:
            return self.bad.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        if address in self.bad.answers_to_text:
            return self.bad.answers_to_text[address]
        message_id = str(message_from_bytes(envelope.content)["Message-ID"])
        self.taken.append(Taken(time.monotonic(), address, message_id))
        if address in self.bad.vanishes:
            self.bad.vanishes.discard(address)
            server.transport.abort()
        return "250 Message accepted"

    @property
    def unique(self) -> set[str]:
        """What a mail program shows: one message per Message-ID."""
        return {one.message_id for one in self.taken}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(port: int, bad: Misbehaviour | None = None, **options: Any) -> Iterator[Server]:
    """Takes mail on this port within the block."""
    server = Server(bad or Misbehaviour())
    controller = Controller(server, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
