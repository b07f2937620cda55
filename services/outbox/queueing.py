"""Putting letters into the outbox, inside the transaction of what they tell."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import OutboxMessage
from services.database import UnitOfWork
from services.settings import settings
from services.unique_rows import insert_new


@dataclass(frozen=True)
class Letter:
    """One message to an address or, with `robot_id`, to a robot. The same `dedupe_key` is never queued twice.

    `attachments`: documents `{"name", "media_type", "text"}`, such as a text/calendar of its dates; `base64`
    in place of `text` for one that is no text.
    """

    dedupe_key: str
    address: str
    subject: str
    text: str
    html: str
    recipient_id: int | None = None
    reminder_ids: tuple[int, ...] = ()
    kind: str = ""
    attachments: tuple[dict[str, str], ...] = ()
    robot_id: int | None = None


def is_mail_on() -> bool:
    """Without a mail server nothing is queued for mail: reminders stay in the inbox."""
    return bool(settings().smtp_host)


def enqueue(work: UnitOfWork, letters: Iterable[Letter]) -> int:
    """Queue letters that are not queued yet; returns how many were new. No mail without a mail server."""
    return len(enqueue_each(work, letters))


def enqueue_each(work: UnitOfWork, letters: Iterable[Letter]) -> dict[str, int]:
    """The same; returns the row's id of each letter that was new, by its `dedupe_key`."""
    is_on = is_mail_on()
    rows = [
        _values(letter) | {"queued_at": work.now}
        for letter in letters
        if is_on or letter.robot_id is not None
    ]
    found = insert_new(work.session, OutboxMessage, rows, OutboxMessage.dedupe_key, OutboxMessage.id)
    return dict(found)


def _values(letter: Letter) -> dict[str, Any]:
    return {
        "dedupe_key": letter.dedupe_key,
        "channel": "mail" if letter.robot_id is None else "robot",
        "kind": letter.kind,
        "robot_id": letter.robot_id,
        "attachments": list(letter.attachments),
        "recipient_id": letter.recipient_id,
        "address": letter.address,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "message_id": message_id(letter.dedupe_key),
        "reminder_ids": list(letter.reminder_ids),
        "state": "queued",
        "attempts": 0,
    }


def message_id(dedupe_key: str) -> str:
    """Stable over retries and restarts: it follows from the key and the sender's domain."""
    digest = hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]
    return f"<{digest}@{settings().mail_from.rpartition('@')[2] or 'daiban'}>"
