"""The private address: 256 random bits, shown once; only their hash is kept, one in use a person."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from domain.access import Actor
from domain.errors import Forbidden, RuleBroken
from models import Account, CalendarFeed
from services import audit
from services.database import UnitOfWork, reading, unit_of_work
from services.settings import settings


@dataclass(frozen=True)
class FeedView:
    """An address in use; `read_at` is when a calendar program last read it, None: never."""

    created_at: datetime
    read_at: datetime | None


def state(*, actor: Actor) -> FeedView | None:
    """The actor's own address in use; None if there is none."""
    with reading(actor) as session:
        row = session.exec(in_use(actor.account_id)).first()
        if row is None or row.created_at is None:
            return None
        return FeedView(row.created_at, row.read_at)


def create(*, actor: Actor) -> str:
    """Make the actor's address and return it: the only time that it can be read.

    Raises RuleBroken feed.exists while one is in use, Forbidden for whoever has no account.
    """
    with unit_of_work(actor) as work:
        if _own(work) is not None:
            raise RuleBroken("feed.exists")
        return _made(work, "calendar_feed.create")


def renew(*, actor: Actor) -> str:
    """End the address in use, make another and return it. Raises RuleBroken feed.missing."""
    with unit_of_work(actor) as work:
        _end(work, _own(work))
        return _made(work, "calendar_feed.renew")


def revoke(*, actor: Actor) -> None:
    """End the address in use: from now on it answers like one that never was. RuleBroken feed.missing."""
    with unit_of_work(actor) as work:
        row = _end(work, _own(work))
        audit.record(work, action="calendar_feed.revoke", subject_type="account", subject_id=row.account_id)


def hash_of(token: str) -> str:
    """What is kept of a token and looked up: comparing it tells nobody how much of a guess was right."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_use(account_id: int) -> Any:
    return select(CalendarFeed).where(
        CalendarFeed.account_id == account_id,
        CalendarFeed.revoked_at.is_(None),  # type: ignore[union-attr]
    )


def _own(work: UnitOfWork) -> CalendarFeed | None:
    """The actor's row in use; whoever creates one holds the account until the end."""
    _hold_account(work.session, work.actor)
    row: CalendarFeed | None = work.session.exec(in_use(work.actor.account_id)).first()
    return row


def _hold_account(session: Session, actor: Actor) -> None:
    query = select(Account.id).where(Account.id == actor.account_id, Account.is_active)
    if session.exec(query.with_for_update()).first() is None:
        raise Forbidden("access.denied")


def _end(work: UnitOfWork, row: CalendarFeed | None) -> CalendarFeed:
    if row is None:
        raise RuleBroken("feed.missing")
    row.revoked_at = work.now
    work.session.add(row)
    return row


def _made(work: UnitOfWork, action: str) -> str:
    token = secrets.token_urlsafe(32)
    account_id = work.actor.account_id
    row = CalendarFeed(account_id=account_id, token_hash=hash_of(token), created_at=work.now)
    work.session.add(row)
    audit.record(work, action=action, subject_type="account", subject_id=account_id)
    return f"{settings().base_url}/calendar/{token}.ics"
