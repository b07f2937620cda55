"""An agent is away: B acts from the first day to the last, reminders follow by themselves."""

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Forbidden, NotFound, RuleBroken
from domain.vocabulary import Role
from models import Absence, Account
from services import audit, clock
from services.agency.drafts import AbsenceDraft
from services.database import UnitOfWork, unit_of_work


def record_absence(*, draft: AbsenceDraft, actor: Actor) -> int:
    """Keep an absence and return its id. Agents enter their own, coordinators anybody's.

    Raises Forbidden, BadInput agency.absence_inverted, agency.absence_over, agency.not_an_agent,
    RuleBroken agency.absence_overlaps (from_on, until_on).
    """
    _require_own(actor, draft.agent_id)
    if draft.until_on < draft.from_on:
        raise BadInput("agency.absence_inverted")
    if draft.until_on < clock.today():
        raise BadInput("agency.absence_over")
    with unit_of_work(actor) as work:
        account = work.session.get(Account, draft.agent_id)
        if account is None or account.role != Role.AGENT:
            raise BadInput("agency.not_an_agent")
        _refuse_overlap(work, draft)
        row = Absence(**draft.model_dump())
        work.session.add(row)
        work.session.flush()
        audit.record(
            work,
            action="absence.record",
            subject_type="absence",
            subject_id=row.id,
            after=draft.model_dump(),
        )
        return row.id or 0


def cancel_absence(*, absence_id: int, actor: Actor) -> None:
    """The agent stays, or is back early: from now on A acts again. A second click changes nothing.

    Raises Forbidden, NotFound.
    """
    with unit_of_work(actor) as work:
        row = work.session.get(Absence, absence_id)
        if row is None:
            raise NotFound("access.not_found")
        _require_own(actor, row.agent_id)
        if row.cancelled_at is not None:
            return
        row.cancelled_at = work.now
        work.session.add(row)
        audit.record(work, action="absence.cancel", subject_type="absence", subject_id=absence_id)


def _require_own(actor: Actor, agent_id: int) -> None:
    if actor.role is Role.AGENT:
        if actor.account_id != agent_id:
            raise Forbidden("access.denied")
        return
    require(actor, Permission.ASSIGN)


def _refuse_overlap(work: UnitOfWork, draft: AbsenceDraft) -> None:
    query = select(Absence).where(
        Absence.agent_id == draft.agent_id,
        Absence.from_on <= draft.until_on,
        Absence.until_on >= draft.from_on,
        Absence.cancelled_at == None,  # noqa: E711 (SQL)
    )
    known = work.session.exec(query).first()
    if known is not None:
        raise RuleBroken("agency.absence_overlaps", from_on=known.from_on, until_on=known.until_on)
