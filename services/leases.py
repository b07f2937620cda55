"""A lease row decides which of several processes works; the scheduler in each of them only wakes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from domain.access import Actor, Permission, require
from models import Lease
from services import clock
from services.database import UnitOfWork, reading, unit_of_work
from services.unique_rows import insert_new

WORKER = "worker"


@dataclass(frozen=True)
class LeaseView:
    """Who works. A released lease has ended at its last heartbeat."""

    holder: str
    heartbeat_at: datetime
    expires_at: datetime
    wakes: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def is_released(self) -> bool:
        return self.expires_at <= self.heartbeat_at


def hold(
    *, name: str, holder: str, seconds: float, actor: Actor, wakes: Mapping[str, str] | None = None
) -> bool:
    """Take the lease or keep it: True for its holder. Real time, so that a moved demo clock changes nothing.

    `wakes`: when the holder wakes next for what (ISO instants). Raises Forbidden for anybody but the system
    and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    now = clock.real_now()
    until = now + timedelta(seconds=seconds)
    with unit_of_work(actor) as work:
        row = {"name": name, "holder": holder, "heartbeat_at": now, "expires_at": until}
        row |= {"wakes": dict(wakes or {})}
        if insert_new(work.session, Lease, [row], Lease.name, key="name"):
            return True
        kept = _locked(work, name)
        if kept is None or (kept.holder != holder and _is_live(kept, now, seconds)):
            return False
        kept.holder, kept.heartbeat_at, kept.expires_at = holder, now, until
        kept.wakes = dict(wakes or {})
        work.session.add(kept)
        return True


def _is_live(kept: Lease, now: datetime, seconds: float) -> bool:
    """A lease that ends much later than any given now would was given before the clock was set back."""
    until = kept.expires_at
    return until is not None and now < until <= now + timedelta(seconds=2 * seconds)


def release(*, name: str, holder: str, actor: Actor) -> None:
    """Give the lease back, so that the next process need not wait for its end."""
    require(actor, Permission.SEE_HEALTH)
    with unit_of_work(actor) as work:
        kept = _locked(work, name)
        if kept is not None and kept.holder == holder:
            kept.heartbeat_at = kept.expires_at = clock.real_now()
            kept.wakes = {}
            work.session.add(kept)


def _locked(work: UnitOfWork, name: str) -> Lease | None:
    return work.session.exec(select(Lease).where(col(Lease.name) == name).with_for_update()).first()


def current(*, name: str, actor: Actor) -> LeaseView | None:
    """The lease as it stands; None if nobody ever took it. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    with reading(actor) as session:
        row = session.get(Lease, name)
        if row is None or row.heartbeat_at is None or row.expires_at is None:
            return None
        wakes = {sweep: datetime.fromisoformat(at) for sweep, at in row.wakes.items()}
        return LeaseView(row.holder, row.heartbeat_at, row.expires_at, wakes)
