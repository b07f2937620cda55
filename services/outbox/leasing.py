"""Taking messages out of the outbox for a while, and putting back what was not tried."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from domain.access import Actor
from models import OutboxMessage
from services.database import unit_of_work
from services.outbox import budgets

BATCH = 20
LEASE = timedelta(minutes=5)
"""Longer than the slowest send; a process that died with messages in hand holds them no longer than this."""
MOST_DEATHS = 50
"""A worker that is killed again and again must not use up the attempts of letters that happened to be in its
hands (measured: six kills buried six letters); one that kills its process every time ends here."""
_SLOWEST_SEND = timedelta(minutes=3)


@dataclass(frozen=True)
class Leased:
    """A message in our hands; its attempt counts already, even if we die with it."""

    id: int
    channel: str
    attempts: int
    queued_at: datetime | None
    address: str
    subject: str
    text: str
    html: str
    message_id: str
    attachments: tuple[dict[str, str], ...]
    robot_id: int | None
    taken: float = field(default_factory=time.monotonic)

    @property
    def is_worn_out(self) -> bool:
        """Its process died with it every time."""
        return self.attempts > MOST_DEATHS

    @property
    def is_stale(self) -> bool:
        """It waited so long behind slow ones that another process may take it before it would be sent."""
        return time.monotonic() - self.taken > (LEASE - _SLOWEST_SEND).total_seconds()


def lease(channel: str, *, actor: Actor, limit: int = BATCH) -> list[Leased]:
    """The next due messages of a channel in one transaction, those that never failed first."""
    with unit_of_work(actor) as work:
        free = or_(col(OutboxMessage.leased_until).is_(None), col(OutboxMessage.leased_until) <= work.now)
        is_due = or_(col(OutboxMessage.next_try_at).is_(None), col(OutboxMessage.next_try_at) <= work.now)
        query = select(OutboxMessage).where(
            OutboxMessage.state == "queued", OutboxMessage.channel == channel, free, is_due
        )
        query = query.order_by(OutboxMessage.attempts, OutboxMessage.id).limit(limit)
        rows = list(work.session.exec(query.with_for_update(skip_locked=True)))
        if channel == "robot":
            rows = budgets.within(work, rows)
        for row in rows:
            row.leased_until, row.attempts = work.now + LEASE, row.attempts + 1
            work.session.add(row)
        return [_leased(row) for row in rows]


def _leased(row: OutboxMessage) -> Leased:
    return Leased(
        id=row.id or 0,
        channel=row.channel,
        attempts=row.attempts,
        queued_at=row.queued_at,
        address=row.address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        message_id=row.message_id,
        attachments=tuple(row.attachments),
        robot_id=row.robot_id,
    )


def put_back(untried: Sequence[Leased], *, actor: Actor) -> None:
    """As if they had not been taken: somebody else, or the next pass, has them at once."""
    if untried:
        with unit_of_work(actor) as work:
            work.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id.in_([one.id for one in untried]))
                .values(leased_until=None, attempts=OutboxMessage.attempts - 1)
            )
