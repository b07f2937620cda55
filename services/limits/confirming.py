"""Deciding a limit: confirmed by a document from a day on, or back to 待核定 with the reason."""

from datetime import date

from sqlmodel import col, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict, NotFound, RuleBroken
from domain.limits import Limit, checked
from domain.vocabulary import LimitsStatus
from models import ApprovalItem, LimitChange
from services import audit, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.limits.applying import effects, put_in_force
from services.limits.drafts import LimitDraft
from services.limits.views import LimitEffects


def preview(*, item_code: str, draft: LimitDraft, actor: Actor) -> LimitEffects:
    """What the decision would do to the open projects on the day it comes into force; nothing is kept.

    Raises as `confirm`, without Conflict.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    limit = read(draft)
    with reading(actor) as session:
        if session.get(ApprovalItem, item_code) is None:
            raise NotFound("limits.unknown_item", item=item_code)
        return effects(session, {item_code: limit}, actor)


def confirm(*, item_code: str, draft: LimitDraft, version: int, actor: Actor) -> bool:
    """Store a decision; True if it is in force at once, False if it waits for its day.

    `version` is the item's as it was read. Raises Forbidden, NotFound limits.unknown_item, Conflict
    limits.changed_meanwhile, BadInput limits.* (days, unit, document, day, reason), RuleBroken
    limits.already_pending.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    limit = read(draft)
    with unit_of_work(actor) as work:
        return decide(work, item_code=item_code, limit=limit, draft=draft, version=version)


def decide(work: UnitOfWork, *, item_code: str, limit: Limit, draft: LimitDraft, version: int) -> bool:
    """The same inside the caller's transaction (a department's whole sheet is one)."""
    item = work.session.get(ApprovalItem, item_code, with_for_update=True)
    if item is None:
        raise NotFound("limits.unknown_item", item=item_code)
    if item.version != version:
        raise Conflict("limits.changed_meanwhile", item=_name(item, work.actor))
    today = clock.local(work.now).date()
    is_return = limit.status is LimitsStatus.PENDING
    if is_return and item.limits_status == LimitsStatus.PENDING and not _waiting(work, item_code):
        raise RuleBroken("limits.already_pending", item=_name(item, work.actor))
    if is_return:
        _withdraw_waiting(work, item_code, draft.note)
    change = _stored(work, item_code, limit, draft, today)
    if change.effective_on > today:
        item.version += 1
        work.session.add(item)
        return False
    put_in_force(work, change, today)
    return True


def renumber(work: UnitOfWork, *, item: ApprovalItem, limit: Limit) -> None:
    """Other numbers for an item that is 待核定 (from an imported list): in force at once, still pending."""
    change = LimitChange(
        item_code=item.code,
        statutory_days=limit.statutory_days,
        promised_days=limit.promised_days,
        day_unit=limit.day_unit.value,
        limits_status=LimitsStatus.PENDING.value,
        effective_on=clock.local(work.now).date(),
        decided_by=work.actor.account_id,
        decided_at=work.now,
    )
    work.session.add(change)
    work.session.flush()
    put_in_force(work, change, change.effective_on)


def withdraw(*, change_id: int, reason: str, actor: Actor) -> None:
    """Take back a decided change that is not in force yet.

    Raises Forbidden, NotFound limits.no_such_change, RuleBroken limits.in_force_already,
    BadInput limits.reason_missing.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    if not reason.strip():
        raise BadInput("limits.reason_missing")
    with unit_of_work(actor) as work:
        change = work.session.get(LimitChange, change_id, with_for_update=True)
        if change is None:
            raise NotFound("limits.no_such_change")
        if change.applied_at is not None:
            raise RuleBroken("limits.in_force_already")
        _remove(work, change, reason.strip())


def read(draft: LimitDraft) -> Limit:
    """The limit of a draft. Raises BadInput limits.*."""
    limit = checked(draft.statutory_days, draft.promised_days, draft.day_unit, draft.status)
    if limit.status is LimitsStatus.CONFIRMED:
        if not draft.document_no:
            raise BadInput("limits.document_missing")
        if draft.effective_on is None:
            raise BadInput("limits.day_missing")
    elif not draft.note:
        raise BadInput("limits.reason_missing")
    return limit


def _stored(work: UnitOfWork, item_code: str, limit: Limit, draft: LimitDraft, today: date) -> LimitChange:
    change = LimitChange(
        item_code=item_code,
        statutory_days=limit.statutory_days,
        promised_days=limit.promised_days,
        day_unit=limit.day_unit.value,
        limits_status=limit.status.value,
        document_no=draft.document_no or None,
        note=draft.note or None,
        effective_on=today if limit.status is LimitsStatus.PENDING else draft.effective_on or today,
        decided_by=work.actor.account_id,
        decided_at=work.now,
    )
    work.session.add(change)
    work.session.flush()
    audit.record(
        work,
        action="limit.decide",
        subject_type="item",
        subject_id=item_code,
        after={
            "change": change.id,
            "status": change.limits_status,
            "statutory_days": change.statutory_days,
            "promised_days": change.promised_days,
            "day_unit": change.day_unit,
            "document_no": change.document_no,
            "effective_on": change.effective_on,
        },
        reason=change.note,
    )
    return change


def _waiting(work: UnitOfWork, item_code: str) -> list[LimitChange]:
    query = select(LimitChange).where(
        LimitChange.item_code == item_code, col(LimitChange.applied_at).is_(None)
    )
    return list(work.session.exec(query))


def _withdraw_waiting(work: UnitOfWork, item_code: str, reason: str) -> None:
    """Back to 待核定: what was decided for a later day is off as well."""
    for change in _waiting(work, item_code):
        _remove(work, change, reason)


def _remove(work: UnitOfWork, change: LimitChange, reason: str) -> None:
    item = work.session.get_one(ApprovalItem, change.item_code)
    item.version += 1
    work.session.add(item)
    audit.record(
        work,
        action="limit.withdraw",
        subject_type="item",
        subject_id=change.item_code,
        before={
            "change": change.id,
            "statutory_days": change.statutory_days,
            "promised_days": change.promised_days,
            "document_no": change.document_no,
            "effective_on": change.effective_on,
        },
        reason=reason,
    )
    work.session.delete(change)
    work.session.flush()


def _name(item: ApprovalItem, actor: Actor) -> str:
    return item.name_en if actor.lang == "en" else item.name_zh
