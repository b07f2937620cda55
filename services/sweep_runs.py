"""The record of each sweep: when it began and ended, what it did, or why it failed."""

import os
import socket
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Any

from sqlmodel import Session, col, delete, select

from domain.access import Actor, Permission, require
from domain.errors import Unavailable
from models import SweepRun
from services import clock, outages
from services.database import reading, unit_of_work
from services.words import translate

REMINDERS, DAY, DELIVERY = "reminders", "day", "delivery"
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class RunView:
    """One run; `finished_at` None: it is still at work, or its process died."""

    sweep: str
    holder: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, Any]
    error: str | None

    @property
    def is_outage(self) -> bool:
        """It failed for what passes, and is tried again by itself."""
        return self.error in outages.SHORTLY

    def reason(self, lang: str) -> str:
        """Why it failed, in words where there are any."""
        return translate(outages.SHORTLY.get(self.error or "", self.error or ""), lang=lang)


def process_name() -> str:
    """This process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass
class Recorded:
    """`with Recorded(REMINDERS, actor) as run: … run.counts = …`; an error is kept and goes on its way.

    Where the database fails both, the first error counts: that run stays without its end.
    """

    sweep: str
    actor: Actor
    counts: dict[str, Any] = field(default_factory=dict)
    _id: int = 0

    def __enter__(self) -> "Recorded":
        with unit_of_work(self.actor) as work:
            row = SweepRun(sweep=self.sweep, holder=process_name(), started_at=clock.real_now())
            work.session.add(row)
            work.session.flush()
            self._id = row.id or 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._end(error)
        except Unavailable:
            if error is None:
                raise

    def _end(self, error: BaseException | None) -> None:
        with unit_of_work(self.actor) as work:
            row = work.session.get_one(SweepRun, self._id)
            row.finished_at, row.counts = clock.real_now(), self.counts
            row.error = _said(error)[:500] if error else None
            work.session.add(row)


def _said(error: BaseException) -> str:
    """An outage by its code, anything else as the support wants it."""
    return error.code if isinstance(error, Unavailable) else f"{type(error).__name__}: {error}"


def forget_old(*, actor: Actor) -> None:
    """Drop what is older than thirty days."""
    require(actor, Permission.SEE_HEALTH)
    with unit_of_work(actor) as work:
        work.session.exec(delete(SweepRun).where(col(SweepRun.started_at) < clock.real_now() - KEPT))


def latest(session: Session, sweep: str) -> RunView | None:
    """The latest finished run of a kind."""
    rows = _select(session, SweepRun.sweep == sweep, col(SweepRun.finished_at).is_not(None), limit=1)
    return rows[0] if rows else None


def recent(*, limit: int, actor: Actor) -> tuple[RunView, ...]:
    """The latest runs of all kinds, the last first. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    with reading(actor) as session:
        return _select(session, limit=limit)


def _select(session: Session, *conditions: Any, limit: int) -> tuple[RunView, ...]:
    columns = (SweepRun.sweep, SweepRun.holder, SweepRun.started_at, SweepRun.finished_at)
    query = select(*columns, SweepRun.counts, SweepRun.error).where(*conditions)
    return tuple(RunView(*row) for row in session.exec(query.order_by(col(SweepRun.id).desc()).limit(limit)))


def has_other_numbers(session: Session, mark: str) -> bool:
    """Whether the latest finished day turn counted with other numbers or another calendar; False for none."""
    last = latest(session, DAY)
    told = str(last.counts.get("mark", "")) if last is not None else ""
    return bool(told) and not told.endswith(f" {mark}")


def has_turned(session: Session, today: date, mark: str) -> bool:
    """Whether the latest finished day turn was this day's, under the same numbers."""
    last = latest(session, DAY)
    return last is not None and last.error is None and last.counts.get("mark") == f"{today} {mark}"
