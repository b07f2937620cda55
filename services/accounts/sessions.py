"""Server-side sessions: only the hash of the id is stored; idle 30 minutes, at most 12 hours, revocable."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, select

from domain.access import SYSTEM, Actor
from domain.errors import Unavailable
from domain.vocabulary import Role
from models import Account, WebSession
from services import audit, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.settings import settings

SESSION_COOKIE = "daiban_session"
LANG_COOKIE = "daiban_lang"  # the language of the plain pages, where nobody is signed in
_TOUCH_AFTER = timedelta(seconds=60)  # a write per click would cost more than the minute of precision


@dataclass(frozen=True)
class LiveSession:
    """A session that is neither ended, idle nor too old; with `must_change_password` only that is allowed."""

    session_id: int
    actor: Actor
    must_change_password: bool


def open_session(work: UnitOfWork, *, account_id: int) -> str:
    """Start a session and return its secret id (256 bits), which is never stored."""
    token = secrets.token_urlsafe(32)
    now = clock.real_now()
    expires_at = now + timedelta(hours=settings().absolute_hours)
    row = WebSession(
        token_hash=_hash(token), account_id=account_id, created_at=now, seen_at=now, expires_at=expires_at
    )
    work.session.add(row)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def live_session(token: str, *, counts_as_use: bool = True) -> LiveSession | None:
    """The session of a cookie's value, or None; a use keeps it alive for another idle period.

    `counts_as_use=False` is for screens that refresh themselves. No actor: it is what finds the actor.
    """
    now = clock.real_now()
    with reading(SYSTEM) as session:
        found = _find(session, token, now)
        if found is None:
            return None
        row, account = found
        live = LiveSession(row.id or 0, actor_of(account), account.must_change_password)
        is_stale = row.seen_at is not None and now - row.seen_at > _TOUCH_AFTER
    if counts_as_use and is_stale:
        with suppress(Unavailable), unit_of_work(SYSTEM) as work:  # who cannot save may go on reading
            work.session.execute(
                update(WebSession).where(WebSession.id == live.session_id).values(seen_at=now)
            )
    return live


def _find(session: Session, token: str, now: datetime) -> tuple[WebSession, Account] | None:
    if not token or not isinstance(token, str):
        return None
    idle_since = now - timedelta(minutes=settings().idle_minutes)
    statement = (
        select(WebSession, Account)
        .where(WebSession.token_hash == _hash(token), Account.id == WebSession.account_id)
        .where(WebSession.revoked_at.is_(None), Account.is_active)  # type: ignore[union-attr]
        .where(WebSession.expires_at > now, WebSession.seen_at > idle_since)
    )
    found = session.exec(statement).first()
    return (found[0], found[1]) if found else None


def actor_of(account: Account) -> Actor:
    """The actor that an account's row stands for."""
    return Actor(
        account_id=account.id or 0,
        name=account.display_name,
        role=Role(account.role),
        department_code=account.department_code,
        lang=account.lang,
    )


def actor_of_token(token: str, *, counts_as_use: bool = True) -> Actor | None:
    """The person of a live session who may work; None also while a first password waits to be changed."""
    live = live_session(token, counts_as_use=counts_as_use)
    return live.actor if live is not None and not live.must_change_password else None


def sign_out(token: str) -> None:
    """End the session: every tab that shares it is signed out by its next click."""
    live = live_session(token, counts_as_use=False)
    if live is None:
        return
    with unit_of_work(live.actor) as work:
        _end(work, WebSession.id == live.session_id)
        audit.record(work, action="session.sign_out", subject_type="session", subject_id=live.session_id)


def end_all(work: UnitOfWork, account_id: int) -> None:
    """End every session of an account inside the open transaction."""
    _end(work, WebSession.account_id == account_id)


def _end(work: UnitOfWork, which) -> None:
    open_ones = update(WebSession).where(which, WebSession.revoked_at.is_(None))  # type: ignore[union-attr]
    work.session.execute(open_ones.values(revoked_at=clock.real_now()))


def forget_ended_sessions(*, actor: Actor) -> int:
    """Delete sessions that ended more than a day ago; returns how many."""
    with unit_of_work(actor) as work:
        old = WebSession.expires_at < clock.real_now() - timedelta(days=1)
        return work.session.execute(delete(WebSession).where(old)).rowcount
