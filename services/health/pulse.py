"""The pulse of what works by itself: who works, what ran last, what waits, what comes next. Plain figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_
from sqlmodel import Session, col, func, select

from domain.access import Actor, Permission, require
from models import OutboxMessage, Reminder, SweepRun
from services import clock, leases, stirs, sweep_runs
from services.database import reading
from services.leases import LeaseView
from services.sweep_runs import RunView
from services.words import translate

QUIET = timedelta(days=7)


@dataclass(frozen=True)
class Post:
    """The outbox: messages waiting and the oldest of them, sent in all, given up; the last reason."""

    waiting: int = 0
    oldest_at: datetime | None = None
    sent: int = 0
    dead: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Pulse:
    """`unseen_since`: the oldest change that no reminder sweep has looked at; None if none waits.

    `last_new_at`: when something was last due that was not told before; `looks`: reminder sweeps that ended
    well in the last seven days, so that silence can be told from standing still.
    """

    lease: LeaseView | None
    last_sweep: RunView | None
    unseen_since: datetime | None
    last_new_at: datetime | None
    looks: int
    post: Post = field(default_factory=Post)

    @property
    def wakes(self) -> Mapping[str, datetime]:
        """When each sweep wakes next, as its worker said at the last heartbeat."""
        return self.lease.wakes if self.lease else {}

    @property
    def is_quiet(self) -> bool:
        """Sweeps looked for a week, and nothing new was due."""
        return bool(self.looks) and (self.last_new_at is None or clock.now() - self.last_new_at > QUIET)


def pulse(*, actor: Actor) -> Pulse:
    """How it stands now. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    lease = leases.current(name=leases.WORKER, actor=actor)
    with reading(actor) as session:
        last = sweep_runs.latest(session, sweep_runs.REMINDERS)
        return Pulse(
            lease=lease,
            last_sweep=last,
            unseen_since=stirs.unseen_since(session, last.started_at) if last else None,
            last_new_at=session.exec(select(func.max(Reminder.created_at))).one(),
            looks=_looks(session),
            post=_post(session, actor.lang),
        )


def _looks(session: Session) -> int:
    ended_well = and_(col(SweepRun.finished_at).is_not(None), col(SweepRun.error).is_(None))
    query = (
        select(func.count()).select_from(SweepRun).where(SweepRun.sweep == sweep_runs.REMINDERS, ended_well)
    )
    return session.exec(query.where(SweepRun.started_at > clock.real_now() - QUIET)).one()


def _post(session: Session, lang: str) -> Post:
    of_state = select(OutboxMessage.state, func.count(), func.min(OutboxMessage.queued_at))
    found = {state: (n, oldest) for state, n, oldest in session.exec(of_state.group_by(OutboxMessage.state))}
    waiting, oldest = found.get("queued", (0, None))
    sent, dead = (found.get(state, (0, None))[0] for state in ("sent", "dead"))
    return Post(waiting, oldest, sent, dead, translate(_last_reason(session), lang=lang))


def _last_reason(session: Session) -> str:
    """Why the latest message that failed did so."""
    query = select(OutboxMessage.last_error).where(OutboxMessage.state.in_(("queued", "dead")))
    failed = query.where(col(OutboxMessage.last_error).is_not(None))
    return session.exec(failed.order_by(col(OutboxMessage.id).desc()).limit(1)).first() or ""
