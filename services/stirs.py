"""Has anything happened that reminders may follow from? One read that costs next to nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from models import AuditRow
from services import clock
from services.database import reading

_OF_NO_CONCERN = (
    *("reminders.sweep", "outbox.give_up"),
    *("session.sign_in", "session.sign_out", "report.download"),
)
"""What sweeps write themselves, and acts that nobody is reminded of."""
_QUARTER = 15
_LOOKED_AT = 500


@dataclass(frozen=True)
class Mark:
    """Two equal marks: nothing was changed between them, no day turned and no hour of letters came."""

    change: int
    quarter: datetime


def mark(*, actor: Actor) -> Mark:
    """The latest change, of which every one is audited, and the quarter of an hour: letters go out on those.

    Raises Forbidden for anybody but the system and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    latest = select(AuditRow.id).where(col(AuditRow.action).not_in(_OF_NO_CONCERN))
    with reading(actor) as session:
        change = session.exec(latest.order_by(col(AuditRow.id).desc()).limit(1)).first()
    now = clock.local(clock.now())
    quarter = now.replace(minute=now.minute // _QUARTER * _QUARTER, second=0, microsecond=0)
    return Mark(change or 0, quarter)


def unseen_since(session: Session, swept_at: datetime) -> datetime | None:
    """The oldest of the latest changes that came after a sweep began at `swept_at` (real time); None: none.

    A turn of the day is a change too, and it is the oldest.
    """
    began = swept_at + (clock.now() - clock.real_now())
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    if began < midnight:
        return midnight
    latest = select(AuditRow.at).where(col(AuditRow.action).not_in(_OF_NO_CONCERN))
    found = session.exec(latest.order_by(col(AuditRow.id).desc()).limit(_LOOKED_AT)).all()
    return min((at for at in found if at and at > began), default=None)
