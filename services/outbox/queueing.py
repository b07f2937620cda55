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
    """One mail to one address. The same `dedupe_key` is never queued twice."""

    dedupe_key: str
    address: str
    subject: str
    text: str
    html: str
    recipient_id: int | None = None
    reminder_ids: tuple[int, ...] = ()


def is_mail_on() -> bool:
    """Without a mail server nothing is queued for mail: reminders stay in the inbox."""
    return bool(settings().smtp_host)


def enqueue(work: UnitOfWork, letters: Iterable[Letter]) -> int:
    """Queue letters that are not queued yet; returns how many were new. Nothing without a mail server."""
    if not is_mail_on():
        return 0
    rows = [_values(letter) | {"queued_at": work.now} for letter in letters]
    return len(insert_new(work.session, OutboxMessage, rows, OutboxMessage.id))


def _values(letter: Letter) -> dict[str, Any]:
    return {
        "dedupe_key": letter.dedupe_key,
        "channel": "mail",
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
