"""What a database says when it fails, told apart: full, busy or gone. A fault of the program stays a fault.

These pass by themselves or by an administrator's hand; users are told in words, sweeps try again.
"""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from domain.errors import Unavailable

FULL, BUSY, GONE, UNSURE = "outage.full", "outage.busy", "outage.gone", "outage.unsure"
SHORTLY = {
    FULL: "the disk was full",
    BUSY: "the database was busy",
    GONE: "the database could not be used",
    UNSURE: "the database went away",
}
_SQLITE = {5: BUSY, 6: BUSY, 8: GONE, 10: GONE, 13: FULL, 14: GONE, 4874: FULL}
"""BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, IOERR_SHMSIZE (sqlite.org/rescode.html)."""
_POSTGRESQL = {"53100": FULL, "25006": GONE, "57014": BUSY, "55P03": BUSY, "58030": GONE}
"""SQLSTATE: disk_full, read_only_sql_transaction, query_canceled, lock_not_available, io_error."""
_CLASSES = {"08": GONE, "57": GONE, "53": BUSY, "40": BUSY}
"""Connection, operator intervention (shutdown), resources, rollback (deadlock)."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

log = logging.getLogger("daiban")


@contextmanager
def told(*, is_committing: bool = False) -> Iterator[None]:
    """Raises Unavailable instead of what the driver said. Who was cut off while committing cannot know."""
    try:
        yield
    except SQLAlchemyError as error:
        code = code_of(error)
        if code is None:
            raise
        reason = _reason(error)
        log.warning("the database cannot be used (%s): %s", code, reason)
        raise Unavailable(UNSURE if is_committing and code == GONE else code) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        log.warning("no room on the disk: %s", error.strerror)
        raise Unavailable(FULL) from error


def code_of(error: SQLAlchemyError) -> str | None:
    """The kind of outage; None for a fault of the program."""
    if isinstance(error, NoConnection):
        return BUSY
    if not isinstance(error, DBAPIError):
        return None
    said = error.orig
    if number := getattr(said, "sqlite_errorcode", None):
        return _SQLITE.get(number) or _SQLITE.get(number & 0xFF)
    state = getattr(said, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state) or _CLASSES.get(state[:2])
    return GONE if _is_cut_off(error) else None


def _is_cut_off(error: DBAPIError) -> bool:
    """No SQLSTATE: the server did not answer at all, or no longer."""
    return error.connection_invalidated or type(error.orig).__module__.startswith("psycopg")


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own words, without the statement and what users typed."""
    said = getattr(error, "orig", None) or error
    return (str(said).splitlines() or [type(said).__name__])[0]
