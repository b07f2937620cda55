"""One sign-in per role with a fresh password: printed once, kept nowhere in clear."""

from dataclasses import dataclass

from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import RuleBroken
from domain.vocabulary import Role
from models import Account
from services import accounts, audit
from services.accounts import passwords, sessions
from services.database import UnitOfWork, unit_of_work
from services.demo.people import USERNAMES
from services.words import translate


@dataclass(frozen=True)
class SignIn:
    """`role_word` in the language of the house."""

    role: Role
    role_word: str
    username: str
    password: str


def new_sign_ins() -> tuple[SignIn, ...]:
    """New passwords for one account of each role; those of an earlier run end, with their sessions.

    Raises RuleBroken("demo.no_district") where no demo district was filled.
    """
    given = [_sign_in(role, username) for role, username in USERNAMES.items()]
    hashes = {one.username: passwords.hash_of(one.password) for one in given}
    _give_all(given, hashes)
    return tuple(given)


def _give_all(given: list[SignIn], hashes: dict[str, str]) -> None:
    with unit_of_work(SYSTEM) as work:
        for one in given:
            _give(work, one, hashes[one.username])


def _sign_in(role: Role, username: str) -> SignIn:
    return SignIn(role, translate(f"role.{role}"), username, accounts.fresh_password())


def _give(work: UnitOfWork, one: SignIn, password_hash: str) -> None:
    row = work.session.exec(select(Account).where(Account.username == one.username)).first()
    if row is None:
        raise RuleBroken("demo.no_district")
    row.password_hash, row.must_change_password = password_hash, False
    row.failed_sign_ins, row.locked_until = 0, None
    work.session.add(row)
    sessions.end_all(work, row.id or 0)
    audit.record(work, action="account.reset_password", subject_type="account", subject_id=row.id)
