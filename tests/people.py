"""People of a test district who can sign in through the form."""

from domain.access import SYSTEM, Actor
from models import Account
from services.accounts.passwords import hash_of
from services.database import unit_of_work

PASSWORD = "Kaoshan-Tun-2026"


def let_in(*people: Actor) -> None:
    """They sign in with their user name and PASSWORD."""
    with unit_of_work(SYSTEM) as work:
        for one in people:
            work.session.get_one(Account, one.account_id).password_hash = hash_of(PASSWORD)
