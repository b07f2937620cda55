"""One pass over the outbox: lease a message, send it, mark it; what fails is tried again later."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_
from sqlmodel import col, select

from domain.access import Actor, Permission, require
from models import OutboxMessage
from services.channels.mail import Envelope, MailFailed, Sender
from services.database import unit_of_work
from services.outbox.dead_letters import bury
from services.outbox.queueing import is_mail_on

LEASE = timedelta(minutes=5)
"""Longer than the slowest send; a process that died with a message in hand holds it no longer than this."""
BACKOFF = tuple(
    timedelta(seconds=seconds) for seconds in (15, 60, 300, 900, 3_600, 10_800, 21_600, *[43_200] * 4)
)
"""Waits between attempts: three days in all, so that a server down over a weekend loses nothing."""
MAX_ATTEMPTS = len(BACKOFF) + 1
INTERRUPTED = "interrupted while sending"


@dataclass(frozen=True)
class DeliveryCounts:
    """Messages of one pass: gone, to be tried again, given up."""

    sent: int = 0
    retried: int = 0
    dead: int = 0


@dataclass(frozen=True)
class _Leased:
    id: int
    attempts: int
    envelope: Envelope

    @property
    def is_worn_out(self) -> bool:
        """Its process died with it every time."""
        return self.attempts > MAX_ATTEMPTS


def deliver(*, actor: Actor, stopping: Callable[[], bool] = lambda: False) -> DeliveryCounts:
    """Send what is due; each message in transactions of its own. Without a mail server nothing happens.

    `stopping` ends the pass between two messages.
    Raises Forbidden for anybody but the system and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    if not is_mail_on():
        return DeliveryCounts()
    outcomes: Counter[str] = Counter()
    with Sender() as sender:
        while not stopping() and (leased := _lease(actor)) is not None:
            outcomes[_deliver_one(sender, leased, actor)] += 1
    return DeliveryCounts(outcomes["sent"], outcomes["retried"], outcomes["dead"])


def _lease(actor: Actor) -> _Leased | None:
    """The oldest due message, ours for a while; the attempt counts from here, even if we die with it."""
    with unit_of_work(actor) as work:
        free = or_(col(OutboxMessage.leased_until).is_(None), col(OutboxMessage.leased_until) <= work.now)
        is_due = or_(col(OutboxMessage.next_try_at).is_(None), col(OutboxMessage.next_try_at) <= work.now)
        query = select(OutboxMessage).where(OutboxMessage.state == "queued", free, is_due)
        row = work.session.exec(
            query.order_by(OutboxMessage.id).limit(1).with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        row.leased_until, row.attempts = work.now + LEASE, row.attempts + 1
        work.session.add(row)
        envelope = Envelope(row.address, row.subject, row.text, row.html, row.message_id)
        return _Leased(row.id or 0, row.attempts, envelope)


def _deliver_one(sender: Sender, leased: _Leased, actor: Actor) -> str:
    if leased.is_worn_out:
        return _fail(leased, INTERRUPTED, actor, is_permanent=True)
    try:
        sender.send(leased.envelope)
    except MailFailed as error:
        return _fail(leased, error.reason, actor, is_permanent=error.is_permanent)
    with unit_of_work(actor) as work:
        row = work.session.get_one(OutboxMessage, leased.id)
        row.state, row.sent_at, row.leased_until, row.last_error = "sent", work.now, None, None
        work.session.add(row)
    return "sent"


def _fail(leased: _Leased, reason: str, actor: Actor, *, is_permanent: bool) -> str:
    """The reason is kept. Given up when the address refuses for good, or after the last wait."""
    with unit_of_work(actor) as work:
        row = work.session.get_one(OutboxMessage, leased.id)
        row.leased_until, row.last_error = None, reason[:500]
        work.session.add(row)
        if is_permanent or leased.attempts >= MAX_ATTEMPTS:
            bury(work, row)
            return "dead"
        row.next_try_at = work.now + BACKOFF[leased.attempts - 1]
        return "retried"
