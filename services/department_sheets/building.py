"""The sheet of a department: its items with the limits of now, to be answered and sent back."""

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import NotFound
from domain.vocabulary import DepartmentKind, LimitsStatus
from models import ApprovalItem
from services import catalogue, clock
from services.catalogue import DepartmentView
from services.database import reading
from services.department_sheets.views import DepartmentChoice, DepartmentSheet, SheetLine
from services.settings import settings
from services.words import named


def choices(*, actor: Actor) -> tuple[DepartmentChoice, ...]:
    """Departments that have items to answer for: all but the enterprise's own tasks. Raises Forbidden."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        waiting: dict[str, list[bool]] = {}
        for code, status in session.exec(select(ApprovalItem.department_code, ApprovalItem.limits_status)):
            waiting.setdefault(code, []).append(status == LimitsStatus.PENDING)
        return tuple(
            DepartmentChoice(code, named(view, actor.lang), len(waiting[code]), sum(waiting[code]))
            for code, view in _asked(session).items()
            if code in waiting
        )


def sheet(*, department_code: str, actor: Actor) -> DepartmentSheet:
    """One department's items. Raises Forbidden, NotFound department_sheet.unknown_department."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        department = _asked(session).get(department_code)
        lines = _lines(session, department_code, actor.lang)
        if department is None or not lines:
            raise NotFound("department_sheet.unknown_department")
        return _sheet(department, lines, actor.lang)


def sheets(*, actor: Actor) -> tuple[DepartmentSheet, ...]:
    """Every department's sheet, for one archive of all. Raises Forbidden."""
    return tuple(sheet(department_code=one.code, actor=actor) for one in choices(actor=actor))


def _asked(session: Session) -> dict[str, DepartmentView]:
    known = catalogue.departments(session)
    return {code: view for code, view in known.items() if view.kind != DepartmentKind.ENTERPRISE}


def _sheet(department: DepartmentView, lines: tuple[SheetLine, ...], lang: str) -> DepartmentSheet:
    name = department.name_en if lang == "en" else department.name_zh
    return DepartmentSheet(department.code, name, settings().district_name, clock.today(), lines)


def _lines(session: Session, department_code: str, lang: str) -> tuple[SheetLine, ...]:
    query = select(ApprovalItem).where(ApprovalItem.department_code == department_code)
    rows = session.exec(query.order_by(col(ApprovalItem.seq))).all()
    return tuple(
        SheetLine(
            code=row.code,
            version=row.version,
            seq=number,
            name=row.name_en if lang == "en" else row.name_zh,
            stage=row.stage,
            statutory_days=row.statutory_days,
            promised_days=row.promised_days,
            day_unit=row.day_unit,
            legal_basis=row.legal_basis,
            limits_status=row.limits_status,
            document_no=row.limits_source or "",
            effective_on=row.limits_effective_on,
        )
        for number, row in enumerate(rows, start=1)
    )
