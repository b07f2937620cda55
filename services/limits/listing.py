"""The catalogue by its limits: what is confirmed, what waits, and how one item came to its limit."""

from datetime import date

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import NotFound
from domain.vocabulary import STAGES, LimitsStatus
from models import Account, ApprovalItem, LimitChange
from services import catalogue
from services.database import reading
from services.limits.views import LimitChangeView, LimitList, LimitRow, LimitSheet
from services.words import named


def list_items(
    *, department: str = "", stage: str = "", status: str = "", text: str = "", actor: Actor
) -> LimitList:
    """The items that match all that is given, by stage and in the catalogue's order. Raises Forbidden."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        known = catalogue.departments(session)
        names = {code: named(view, actor.lang) for code, view in known.items()}
        planned = _planned(session)
        items = session.exec(select(ApprovalItem).order_by(col(ApprovalItem.seq))).all()
        found = [
            row_of(item, names, actor.lang, planned.get(item.code))
            for item in items
            if (not department or item.department_code == department)
            and (not stage or item.stage == stage)
            and (not status or item.limits_status == status)
            and _matches(item, text)
        ]
        confirmed = sum(item.limits_status == LimitsStatus.CONFIRMED for item in items)
        total, used = len(items), {item.department_code for item in items}
    order = [stage.value for stage in STAGES]
    return LimitList(
        rows=tuple(sorted(found, key=lambda row: (order.index(row.stage), row.seq))),
        total=total,
        confirmed=confirmed,
        pending=total - confirmed,
        departments={code: name for code, name in names.items() if code in used},
    )


def item_sheet(*, item_code: str, actor: Actor) -> LimitSheet:
    """One item and every decision about its limit. Raises Forbidden, NotFound."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        item = session.get(ApprovalItem, item_code)
        if item is None:
            raise NotFound("limits.unknown_item", item=item_code)
        names = {code: named(view, actor.lang) for code, view in catalogue.departments(session).items()}
        row = row_of(item, names, actor.lang, _planned(session).get(item_code))
        return LimitSheet(row, item.notes, item.evidence, _history(session, item_code))


def row_of(item: ApprovalItem, names: dict[str, str], lang: str, planned_on: date | None) -> LimitRow:
    return LimitRow(
        code=item.code,
        seq=item.seq,
        version=item.version,
        name=item.name_en if lang == "en" else item.name_zh,
        stage=item.stage,
        department_code=item.department_code,
        department=names.get(item.department_code, item.department_code),
        statutory_days=item.statutory_days,
        promised_days=item.promised_days,
        day_unit=item.day_unit,
        limits_status=item.limits_status,
        document_no=item.limits_source or "",
        effective_on=item.limits_effective_on,
        legal_basis=item.legal_basis,
        milestone=item.milestone,
        planned_on=planned_on,
    )


def _matches(item: ApprovalItem, text: str) -> bool:
    wanted = text.strip().lower()
    said = (item.name_zh, item.name_en, item.short_zh, item.short_en, item.code, item.legal_basis)
    return not wanted or any(wanted in one.lower() for one in said)


def _planned(session: Session) -> dict[str, date]:
    """The next change of each item that is decided but not yet in force."""
    query = (
        select(LimitChange.item_code, LimitChange.effective_on)
        .where(col(LimitChange.applied_at).is_(None))
        .order_by(col(LimitChange.effective_on).desc())
    )
    return dict(session.exec(query).all())


def _history(session: Session, item_code: str) -> tuple[LimitChangeView, ...]:
    query = (
        select(LimitChange, Account.display_name)
        .outerjoin(Account, col(Account.id) == LimitChange.decided_by)
        .where(LimitChange.item_code == item_code)
        .order_by(col(LimitChange.id).desc())
    )
    return tuple(
        LimitChangeView(
            id=row.id or 0,
            statutory_days=row.statutory_days,
            promised_days=row.promised_days,
            day_unit=row.day_unit,
            limits_status=row.limits_status,
            document_no=row.document_no or "",
            note=row.note or "",
            effective_on=row.effective_on,
            decided_by=name or "",
            decided_at=row.decided_at,
            applied_at=row.applied_at,
        )
        for row, name in session.exec(query)
    )
