"""Signing in by user name and password, with a lock after too many failures, and changing one's password."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden
from models import Account
from services import audit, clock
from services.accounts import passwords, sessions
from services.database import UnitOfWork, reading, unit_of_work
from services.words import LANGS

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class SignedIn:
    token: str
    actor: Actor
    must_change_password: bool


@dataclass
class _Failures:
    count: int = 0
    locked_until: datetime | None = None


# User names that no account has are counted as well (bounded, in this process): an answer that differs
# would tell which names exist.
_unknown: OrderedDict[str, _Failures] = OrderedDict()


def sign_in(*, username: str, password: str, lang: str | None = None) -> SignedIn:
    """Check the password and open a session; `lang` (if chosen on the form) becomes the account's language.

    The password is verified between two transactions, since 20 ms of hashing must not hold the write lock.
    Raises Forbidden: accounts.wrong_password (left, minutes), accounts.locked (minutes).
    """
    username = username.strip().lower()
    with reading(SYSTEM) as session:
        account = _by_name(session, username)
        is_known = account is not None
        stored = account.password_hash if account and account.is_active else ""
    right = passwords.matches(stored, password)
    if not is_known:
        raise _refusal_for_unknown(username)
    with unit_of_work(SYSTEM) as work:
        outcome = _decide(work, username, stored if right else None, lang)
    if isinstance(outcome, Forbidden):
        raise outcome
    return outcome


def _by_name(session: Session, username: str) -> Account | None:
    return session.exec(select(Account).where(Account.username == username)).first()


def _decide(work: UnitOfWork, username: str, proven: str | None, lang: str | None) -> SignedIn | Forbidden:
    """`proven` is the hash that the password matched; it must still be the account's."""
    now = clock.real_now()
    row = work.session.exec(select(Account).where(Account.username == username).with_for_update()).one()
    work.session.add(row)
    if row.locked_until and row.locked_until > now:
        return _locked(row.locked_until, now)
    if proven is None or proven != row.password_hash:
        state = _Failures(row.failed_sign_ins, row.locked_until)
        refusal = _fail(state, now)
        row.failed_sign_ins, row.locked_until = state.count, state.locked_until
        if state.locked_until:
            audit.record(work, action="account.lock", subject_type="account", subject_id=row.id)
        return refusal
    row.failed_sign_ins, row.locked_until = 0, None
    if lang in LANGS:
        row.lang = lang or row.lang
    token = sessions.open_session(work, account_id=row.id or 0)
    audit.record(work, action="session.sign_in", subject_type="account", subject_id=row.id)
    return SignedIn(token, sessions.actor_of(row), row.must_change_password)


def _refusal_for_unknown(username: str) -> Forbidden:
    now = clock.real_now()
    state = _unknown.setdefault(username, _Failures())
    _unknown.move_to_end(username)
    while len(_unknown) > _MOST_REMEMBERED:
        _unknown.popitem(last=False)
    if state.locked_until and state.locked_until > now:
        return _locked(state.locked_until, now)
    return _fail(state, now)


def _fail(state: _Failures, now: datetime) -> Forbidden:
    """Count one failure; the fifth locks and starts the count anew."""
    state.count += 1
    state.locked_until = None
    if state.count < MAX_FAILURES:
        minutes = int(LOCK.total_seconds() // 60)
        return Forbidden("accounts.wrong_password", left=MAX_FAILURES - state.count, minutes=minutes)
    state.count, state.locked_until = 0, now + LOCK
    return _locked(state.locked_until, now)


def _locked(until: datetime, now: datetime) -> Forbidden:
    return Forbidden("accounts.locked", minutes=math.ceil((until - now).total_seconds() / 60))


def change_own_password(*, old: str, new: str, actor: Actor) -> str:
    """Replace one's own password; every session ends and a new one opens, whose id is returned.

    Raises Forbidden accounts.old_password_wrong, BadInput accounts.password_unchanged or the policy's.
    """
    with reading(actor) as session:
        row = session.get_one(Account, actor.account_id)
        username, stored = row.username, row.password_hash
    if not passwords.matches(stored, old):
        raise Forbidden("accounts.old_password_wrong")
    if new == old:
        raise BadInput("accounts.password_unchanged")
    passwords.check_policy(new, username)
    new_hash = passwords.hash_of(new)
    with unit_of_work(actor) as work:
        row = work.session.get_one(Account, actor.account_id)
        row.password_hash, row.must_change_password = new_hash, False
        row.version += 1
        work.session.add(row)
        sessions.end_all(work, actor.account_id)
        audit.record(work, action="account.change_password", subject_type="account", subject_id=row.id)
        return sessions.open_session(work, account_id=actor.account_id)
