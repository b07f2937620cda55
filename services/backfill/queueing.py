"""Which projects still have to be placed, and how many are."""

from sqlalchemy import ColumnElement, case, exists, func
from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import ProjectStatus
from models import Enterprise, Project
from models import StepEvent as EventRow
from services import catalogue
from services.backfill.ledgers import ledger_of
from services.backfill.scope import may_edit
from services.backfill.views import Queue, QueueRow
from services.database import reading
from services.queries import visible
from services.words import named, translate

_OPEN = (ProjectStatus.UNASSIGNED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)


def queue(*, actor: Actor) -> Queue:
    """Running projects nobody has placed and in which nothing was recorded yet, newest first.

    Raises Forbidden.
    """
    may_edit(actor)
    with reading(actor) as session:
        query = (
            select(Project.id, Project.name, Enterprise.name, Project.import_hints)
            .join(Enterprise, Enterprise.id == Project.enterprise_id)
            .where(visible(actor, Project), _waits())
            .order_by(Project.id.desc())
        )
        items = catalogue.items(session)
        rows = tuple(
            QueueRow(project_id, name, enterprise, *_where(hints, items, actor.lang))
            for project_id, name, enterprise, hints in session.exec(query)
        )
        placed, waiting = _counts(session, actor)
        return Queue(rows, placed=placed, total=placed + waiting)


def _waits() -> ColumnElement[bool]:
    entries = select(EventRow.id).where(
        EventRow.project_id == Project.id,
        EventRow.corrected_by_event_id == None,  # noqa: E711 (SQL)
        EventRow.event != "correct_entry",
    )
    never = Project.backfilled_at == None  # noqa: E711 (SQL)
    return never & Project.status.in_(_OPEN) & ~exists(entries)


def _counts(session: Session, actor: Actor) -> tuple[int, int]:
    placed = case((Project.backfilled_at != None, 1), else_=0)  # noqa: E711 (SQL)
    waiting = case((_waits(), 1), else_=0)
    query = select(func.sum(placed), func.sum(waiting)).where(visible(actor, Project))
    found = session.exec(query).one()
    return int(found[0] or 0), int(found[1] or 0)


def _where(
    hints: dict[str, str], items: dict[str, catalogue.ItemView], lang: str
) -> tuple[str | None, str | None]:
    """The ledger's stage and current item in words."""
    ledger = ledger_of(hints)
    item = items.get(ledger.item or "")
    return (
        translate(f"stage.{ledger.stage}", lang=lang) if ledger.stage else None,
        named(item, lang) if item else None,
    )
