"""A returned sheet: what every row would change, then the accepted rows in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, DomainError
from domain.ledger_values import day
from domain.limits import Limit, checked
from domain.vocabulary import DayUnit, LimitsStatus
from models import ApprovalItem
from services import catalogue, clock
from services.database import UnitOfWork, unit_of_work
from services.database import reading as reading_only
from services.department_sheets import reading
from services.department_sheets.reading import Returned, Row
from services.department_sheets.views import ReturnedRow, ReturnedSheet
from services.department_sheets.wording import changes, says_none, unit_of
from services.limits import LimitDraft, LimitEffects
from services.limits.applying import effects, limit_of
from services.limits.confirming import decide
from services.words import named, of_error

_EARLIEST, _FURTHEST = date(2000, 1, 1), timedelta(days=1100)


@dataclass(frozen=True)
class _Judged:
    """A row with the limit it asks for, when it can be accepted."""

    row: ReturnedRow
    limit: Limit | None = None
    version: int = 0


def look(*, data: bytes, name: str, actor: Actor) -> ReturnedSheet:
    """What each row of a returned sheet would do; nothing is stored.

    Raises Forbidden, BadInput ledger.* and department_sheet.* for a file that is not one of our sheets.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    returned = reading.read(data=data, name=name)
    with reading_only(actor) as session:
        return _seen(session, returned, _judged(session, returned, actor), actor)


def look_ahead(*, data: bytes, name: str, codes: Collection[str], actor: Actor) -> LimitEffects:
    """What accepting these rows would do to the open projects. Raises as `look`."""
    require(actor, Permission.MANAGE_CATALOGUE)
    returned = reading.read(data=data, name=name)
    with reading_only(actor) as session:
        found = _judged(session, returned, actor)
        wanted = {one.row.code: one.limit for one in found if one.limit and one.row.code in codes}
        return effects(session, wanted, actor)


def accept(*, data: bytes, name: str, codes: Collection[str], actor: Actor) -> int:
    """Confirm the limits of the chosen rows, all or none; how many.

    The file is judged again: raises as `look`, and BadInput department_sheet.row_refused (name, reason) when
    one of the rows cannot be accepted (any more), department_sheet.nothing_chosen.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    returned = reading.read(data=data, name=name)
    with unit_of_work(actor) as work:
        chosen = [one for one in _judged(work.session, returned, actor) if one.row.code in codes]
        if not chosen or len({one.row.code for one in chosen}) < len(set(codes)):
            raise BadInput("department_sheet.nothing_chosen")
        for one in chosen:
            _decide(work, one)
    return len(chosen)


def _decide(work: UnitOfWork, one: _Judged) -> None:
    row = one.row
    if row.fate != "confirm" or one.limit is None:
        raise BadInput("department_sheet.row_refused", name=row.name or row.code, reason=row.reason)
    draft = LimitDraft(
        status=LimitsStatus.CONFIRMED,
        statutory_days=one.limit.statutory_days,
        promised_days=one.limit.promised_days,
        day_unit=one.limit.day_unit,
        document_no=row.document_no,
        effective_on=row.effective_on,
        note=row.opinion,
    )
    decide(work, item_code=row.code, limit=one.limit, draft=draft, version=one.version)


def _seen(session: Session, returned: Returned, found: list[_Judged], actor: Actor) -> ReturnedSheet:
    department = catalogue.departments(session)[returned.department_code]
    owned = select(ApprovalItem.code).where(ApprovalItem.department_code == returned.department_code)
    there = {one.row.code for one in found}
    return ReturnedSheet(
        department_code=returned.department_code,
        department=named(department, actor.lang),
        rows=tuple(one.row for one in found),
        absent=len(set(session.exec(owned)) - there),
    )


def _judged(session: Session, returned: Returned, actor: Actor) -> list[_Judged]:
    if returned.department_code not in catalogue.departments(session):
        raise BadInput("department_sheet.not_ours")
    items = {row.code: row for row in session.exec(select(ApprovalItem))}
    seen: set[str] = set()
    found = []
    for row in returned.rows:
        code = row.text("code")
        try:
            if code in seen:
                raise BadInput("department_sheet.twice")
            item = _identified(row, items.get(code), returned.department_code)
            found.append(_of_row(row, item, actor))
        except DomainError as refusal:
            reason = of_error(refusal, lang=actor.lang)
            found.append(
                _Judged(ReturnedRow(row.number, code, row.text("name"), "refused", {}, reason=reason))
            )
        seen.add(code)
    return found


def _identified(row: Row, item: ApprovalItem | None, department_code: str) -> ApprovalItem:
    """The item the row was written for, unchanged since. Raises BadInput department_sheet.*."""
    if not row.text("code"):
        raise BadInput("department_sheet.no_code")
    if item is None:
        raise BadInput("department_sheet.unknown_code", item=row.text("code"))
    if item.department_code != department_code:
        raise BadInput("department_sheet.other_department")
    if _plain(row.text("name")) not in (_plain(item.name_zh), _plain(item.name_en)):
        raise BadInput("department_sheet.other_name", name=item.name_zh)
    if row.text("version") != str(item.version):
        raise BadInput("department_sheet.changed_since")
    return item


def _of_row(row: Row, item: ApprovalItem, actor: Actor) -> _Judged:
    name = item.name_en if actor.lang == "en" else item.name_zh
    opinion = row.text("opinion")[:1000]
    seen = ReturnedRow(row.number, item.code, name, "blank", {}, opinion=opinion)
    if not row.is_answered:
        return _Judged(replace(seen, fate="opinion" if opinion else "blank"))
    if row.formulas:
        raise BadInput("department_sheet.formula")
    limit = _asked(row, item)
    document, effective_on = row.text("new_document"), _day(row)
    if not document:
        raise BadInput("limits.document_missing")
    if len(document) > 200:
        raise BadInput("ledger.too_long", limit=200)
    seen = replace(seen, document_no=document, effective_on=effective_on)
    before = (limit_of(item), item.limits_source or "", item.limits_effective_on)
    if before == (limit, document, effective_on):
        return _Judged(replace(seen, fate="same"))
    differing = changes(before, (limit, document, effective_on), lang=actor.lang)
    return _Judged(replace(seen, fate="confirm", changes=differing), limit, item.version)


def _asked(row: Row, item: ApprovalItem) -> Limit:
    """The limit the department writes; what it leaves blank stays as it is, a word for none is none."""
    now = limit_of(item)
    statutory = _days(row, "new_statutory", now.statutory_days)
    promised = _days(row, "new_promised", now.promised_days)
    unit = unit_of(row.text("new_unit")) if row.text("new_unit") else now.day_unit
    return checked(statutory, promised, unit or DayUnit(now.day_unit), LimitsStatus.CONFIRMED)


def _days(row: Row, name: str, now: int | None) -> object:
    if name not in row.cells:
        return now
    return None if says_none(row.text(name)) else row.text(name)


def _day(row: Row) -> date:
    if "new_effective_on" not in row.cells:
        raise BadInput("limits.day_missing")
    found: date = day(row.cells["new_effective_on"]).value
    if not _EARLIEST <= found <= clock.today() + _FURTHEST:
        raise BadInput("limits.day_too_far", day=found)
    return found


def _plain(text: str) -> str:
    return "".join(text.split())
