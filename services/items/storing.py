"""Writing imported items inside the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import select

from domain.limits import Limit
from models import ApprovalItem
from services import audit
from services.database import UnitOfWork
from services.items.checking import refuse_cycles
from services.items.drafts import ItemDraft
from services.items.editing import columns, replan, write
from services.limits.confirming import renumber


@dataclass(frozen=True)
class Wanted:
    """An item as a row wants it. `limit` None: its numbers stay; `orders`: prerequisites are new."""

    code: str
    draft: ItemDraft
    limit: Limit | None
    item: ApprovalItem | None
    orders: bool


def store(work: UnitOfWork, wanted: Iterable[Wanted]) -> None:
    """Insert and change; raises RuleBroken items.cycle…, then nothing may be kept."""
    rows = list(wanted)
    last = work.session.exec(select(func.max(ApprovalItem.seq))).one() or 0
    for number, one in enumerate((row for row in rows if row.item is None), start=1):
        _insert(work, one, last + number)
    touched = [one.code for one in rows if one.item is not None and _write(work, one)]
    if any(one.orders for one in rows):
        refuse_cycles(work.session, lang=work.actor.lang)
    if touched:
        replan(work, touched)


def _insert(work: UnitOfWork, one: Wanted, seq: int) -> None:
    assert one.limit is not None
    row = ApprovalItem(
        code=one.code,
        seq=seq,
        statutory_days=one.limit.statutory_days,
        promised_days=one.limit.promised_days,
        day_unit=one.limit.day_unit.value,
        limits_status=one.limit.status.value,
        **columns(one.draft),
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="item.add",
        subject_type="item",
        subject_id=one.code,
        after={"name_zh": row.name_zh, "stage": row.stage, "department_code": row.department_code},
    )


def _write(work: UnitOfWork, one: Wanted) -> bool:
    """True if open projects must be planned anew."""
    assert one.item is not None
    changed = write(work, one.item, one.draft)
    if one.limit is not None:
        renumber(work, item=one.item, limit=one.limit)
    return bool(changed & {"prerequisites", "tolerance_flavour", "outdoor"})
