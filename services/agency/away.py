"""Absence: while A is away B acts, and while both are the coordinator does."""

from datetime import timedelta

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.assignment import Away, require_absence
from domain.errors import NotFound
from models import Absence
from services import audit, clock
from services.agency.acting import is_kept
from services.agency.drafts import AbsenceDraft
from services.agency.placing import agent_account
from services.agency.views import OwnAbsence
from services.database import UnitOfWork, reading, unit_of_work


def record_absence(*, draft: AbsenceDraft, actor: Actor) -> int:
    """Note that an agent is away: agents for themselves, coordinators for anybody; returns its id.

    Raises Forbidden; BadInput agency.absence_inverted/absence_over/not_an_agent; RuleBroken
    agency.absence_overlaps (start, until).
    """
    _require_own(actor, draft.agent_id)
    with unit_of_work(actor) as work:
        agent_account(work.session, draft.agent_id)
        wanted = Away(draft.from_on, draft.until_on)
        require_absence(wanted, _known(work.session, draft.agent_id), clock.today())
        row = Absence(**draft.model_dump())
        work.session.add(row)
        work.session.flush()
        _record(work, "absence.record", row, after=draft.model_dump())
        return row.id or 0


def _require_own(actor: Actor, agent_id: int) -> None:
    own = actor.account_id == agent_id
    require(actor, Permission.EDIT_PROJECT if own else Permission.ASSIGN)


def _known(session: Session, agent_id: int) -> list[Away]:
    rows = session.exec(select(Absence).where(Absence.agent_id == agent_id, is_kept()))
    return [Away(row.from_on, row.until_on) for row in rows]


def absences(*, agent_id: int, actor: Actor) -> tuple[OwnAbsence, ...]:
    """The absences of an agent from today on, the next first. Raises Forbidden."""
    _require_own(actor, agent_id)
    today = clock.today()
    query = select(Absence).where(Absence.agent_id == agent_id, Absence.until_on >= today, is_kept())
    with reading(actor) as session:
        return tuple(
            OwnAbsence(row.id or 0, row.from_on, row.until_on, row.reason)
            for row in session.exec(query.order_by(Absence.from_on))  # type: ignore[arg-type]
        )


def cancel_absence(*, absence_id: int, actor: Actor) -> None:
    """The agent is back, or never leaves: an absence that has begun ends yesterday, another one is void.

    Raises Forbidden, NotFound (also for one that is over or cancelled).
    """
    today = clock.today()
    with unit_of_work(actor) as work:
        row = work.session.get(Absence, absence_id, with_for_update=True)
        if row is None:
            raise NotFound("access.not_found")
        _require_own(actor, row.agent_id)
        if row.cancelled_at is not None or row.until_on < today:
            raise NotFound("access.not_found")
        before = {"until_on": row.until_on}
        if row.from_on < today:
            row.until_on = today - timedelta(days=1)
        else:
            row.cancelled_at = work.now
        work.session.add(row)
        after = {"until_on": row.until_on, "cancelled": row.cancelled_at is not None}
        _record(work, "absence.cancel", row, before=before, after=after)


def _record(work: UnitOfWork, action: str, row: Absence, *, after: dict, before: dict | None = None) -> None:
    audit.record(work, action=action, subject_type="absence", subject_id=row.id, before=before, after=after)
