"""The first administrator: set up once, by whoever can read the one-time code in the server's terminal."""

import hashlib
import hmac
import secrets

from sqlmodel import Session, select

from domain.access import SYSTEM
from domain.errors import Forbidden, RuleBroken
from domain.vocabulary import Role
from models import Account, Setting
from services.accounts import administration, passwords, sessions
from services.database import reading, unit_of_work

_KEY = "setup.code_hash"
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def has_accounts() -> bool:
    """True once anybody can sign in. No actor: nobody is signed in when it is asked."""
    with reading(SYSTEM) as session:
        return _any_account(session)


def _any_account(session: Session) -> bool:
    return session.exec(select(Account.id).limit(1)).first() is not None


def new_setup_code() -> str | None:
    """A fresh code to print in the terminal (only its hash is stored), None when there are accounts already.

    With several processes the last code printed counts.
    """
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    with unit_of_work(SYSTEM) as work:
        if _any_account(work.session):
            return None
        row = work.session.get(Setting, _KEY) or Setting(key=_KEY, value="", evidence="first start")
        row.value = _hash(code)
        work.session.add(row)
    return code


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def create_first_administrator(
    *, code: str, username: str, display_name: str, password: str, lang: str = "zh_CN"
) -> str:
    """Make the first account and sign it in; returns the session's id. One transaction: two cannot win.

    Raises RuleBroken accounts.setup_done, Forbidden accounts.setup_code_wrong, and the checks of an account.
    """
    passwords.check_policy(password, username)
    password_hash = passwords.hash_of(password)
    with unit_of_work(SYSTEM) as work:
        if _any_account(work.session):
            raise RuleBroken("accounts.setup_done")
        stored = work.session.get(Setting, _KEY)
        if stored is None or not hmac.compare_digest(stored.value, _hash(code)):
            raise Forbidden("accounts.setup_code_wrong")
        row = administration.checked_row(
            work.session,
            username=username,
            display_name=display_name,
            role=Role.ADMIN,
            lang=lang,
        )
        row.password_hash = password_hash
        account_id = administration.add(work, row)
        work.session.delete(stored)
        return sessions.open_session(work, account_id=account_id)
