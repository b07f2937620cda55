"""How a sweep reads and writes: in many short transactions of its own, or inside that of a dry run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from domain.access import Actor
from services.database import UnitOfWork, reading, unit_of_work
from services.unique_rows import is_postgresql

_SWEEP_LOCK = 0x0DA1BB


@dataclass(frozen=True)
class Transactions:
    """Each `with transactions.read() as session` and `… .write() as work` is one transaction."""

    read: Callable[[], AbstractContextManager[Session]]
    write: Callable[[], AbstractContextManager[UnitOfWork]]


def short(*, actor: Actor) -> Transactions:
    """Each of its own; one sweep writes at a time."""
    return Transactions(lambda: reading(actor), lambda: _locked(actor))


def within(work: UnitOfWork) -> Transactions:
    """All of them the caller's."""
    return Transactions(lambda: nullcontext(work.session), lambda: nullcontext(work))


@contextmanager
def _locked(actor: Actor) -> Iterator[UnitOfWork]:
    """SQLite's write lock keeps the second sweep waiting, PostgreSQL needs an advisory lock."""
    with unit_of_work(actor) as work:
        if is_postgresql(work.session):
            work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SWEEP_LOCK})
        yield work
