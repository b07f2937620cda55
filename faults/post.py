"""A real mail server that keeps what it took, and a house whose mail goes there."""

import os
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from services.settings import settings


@dataclass
class Post:
    """`received` counts Message-IDs; one that came twice is the same letter, as mail programs see it."""

    received: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=default)
        self.received[str(message["Message-ID"])] += 1
        return "250 Message accepted"

    @property
    def repeated(self) -> int:
        """How often a letter came again: at least once means that it may."""
        return self.received.total() - len(self.received)

    def lost(self, message_ids: frozenset[str]) -> int:
        return len(message_ids - self.received.keys())

    def unknown(self, message_ids: frozenset[str]) -> int:
        """Letters that came and are not in the books: sent under another Message-ID."""
        return len(self.received.keys() - message_ids)


@contextmanager
def opened() -> Iterator[Post]:
    """The server runs, and this process and its children send there."""
    post, port = Post(), _free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    values = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "MAIL_FROM": "daiban@example.org"}
    before = {f"DAIBAN_{name}": os.environ.get(f"DAIBAN_{name}") for name in values}
    os.environ.update({f"DAIBAN_{name}": value for name, value in values.items()})
    settings.cache_clear()
    try:
        yield post
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        settings.cache_clear()
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
