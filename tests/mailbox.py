"""A real SMTP server on the loopback interface that keeps what it took, and settings that point at it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from services.settings import settings


class Mailbox:
    """The server's handler. `refuses`: address → the answer to its RCPT."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 Message accepted"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def smtp_server(port: int, **options: Any) -> Iterator[Mailbox]:
    """Takes mail on this port within the block."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def mail_settings(monkeypatch: pytest.MonkeyPatch, port: int, **more: str) -> Iterator[None]:
    """The settings of a house with a mail server on this port."""
    values = {"smtp_host": "127.0.0.1", "smtp_port": str(port), "smtp_timeout_seconds": "5"}
    values |= {"mail_from": "daiban@example.org", "base_url": "http://daiban.example.org", **more}
    with monkeypatch.context() as patch:
        for name, value in values.items():
            patch.setenv(f"DAIBAN_{name.upper()}", value)
        settings.cache_clear()
        try:
            yield
        finally:
            patch.undo()
            settings.cache_clear()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
