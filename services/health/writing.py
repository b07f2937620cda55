"""Can the database be written to? Reading goes on when its disk is full or another program holds it."""

from sqlalchemy.exc import SQLAlchemyError

from services import database, outages
from services.health.check import Check, Say

_SECONDS = 2.0
"""A sweep holds the database for less than one."""


def trouble() -> str | None:
    """The code of the outage that keeps us from writing; a real write that changes nothing tells."""
    try:
        database.try_writing(patience=_SECONDS)
    except SQLAlchemyError as error:
        return outages.code_of(error)
    return None


def of_trouble(say: Say, kind: str, code: str) -> Check:
    """What it means, and what to do."""
    if code == outages.FULL:
        words = say("{kind} answers, but nothing can be saved: the disk is full", kind=kind)
        todo = say("Free space on its disk; what waits is then made up for by itself.")
    elif code == outages.BUSY:
        words = say("{kind} answers, but nothing can be saved: another program keeps it locked", kind=kind)
        todo = say(
            "End the program that holds the database (a backup, a query tool); "
            "what waits is then made up for by itself."
        )
    else:
        words = say("{kind} answers, but nothing can be saved", kind=kind)
        todo = say(
            "Check that the database's disk is sound and not read-only; "
            "what waits is then made up for by itself."
        )
    return Check("database", "bad", words, todo)
