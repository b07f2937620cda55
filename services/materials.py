"""The material checklist of a step: in the archive, produced by another step, received, or still owed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict
from domain.network import MaterialSpec
from domain.vocabulary import MaterialState, StateKind
from models import ArchiveDocument, Project, Step, StepMaterial
from services import audit, catalogue, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.queries import one_readable
from services.words import named


@dataclass(frozen=True)
class MaterialView:
    """`state` is a code of MaterialState; `produced_by` the item that gives it, with its name."""

    id: int
    name: str
    name_zh: str
    is_deferrable: bool
    defer_workdays: int | None
    state: str
    source: str
    produced_by: str | None
    produced_by_name: str | None
    received_on: date | None
    due_on: date | None
    note: str | None
    version: int

    @property
    def is_missing(self) -> bool:
        return self.state == MaterialState.OWED


def checklist(*, step_id: int, actor: Actor) -> tuple[MaterialView, ...]:
    """The materials of one step, key materials first. Raises NotFound for a step the actor may not see."""
    with reading(actor) as session:
        step = one_readable(session, actor, Step, step_id)
        rows = session.exec(
            select(StepMaterial).where(StepMaterial.step_id == step.id).order_by(StepMaterial.id)
        )
        return views(list(rows), catalogue.items(session), actor.lang)


def views(
    rows: Iterable[StepMaterial], items: dict[str, catalogue.ItemView], lang: str
) -> tuple[MaterialView, ...]:
    """Rows as people read them, key materials first."""
    ordered = sorted(rows, key=lambda row: (row.requirement == "deferrable", row.id or 0))
    return tuple(_view(row, items, lang) for row in ordered)


def _view(row: StepMaterial, items: dict[str, catalogue.ItemView], lang: str) -> MaterialView:
    producer = items.get(row.produced_by or "")
    return MaterialView(
        id=row.id or 0,
        name=row.name_en if lang == "en" else row.name_zh,
        name_zh=row.name_zh,
        is_deferrable=row.requirement == "deferrable",
        defer_workdays=row.defer_workdays,
        state=row.state,
        source=row.source,
        produced_by=row.produced_by,
        produced_by_name=named(producer, lang) if producer else None,
        received_on=row.received_on,
        due_on=row.due_on,
        note=row.note,
        version=row.version,
    )


def mark(
    *,
    material_id: int,
    state: MaterialState,
    actor: Actor,
    received_on: date | None = None,
    note: str | None = None,
    version: int | None = None,
) -> MaterialView:
    """Say by hand that a material is received, in the archive, or owed after all.

    Raises NotFound, Forbidden, RuleBroken("steps.project_closed"), Conflict("access.stale"),
    BadInput("materials.date_in_future").
    """
    from services.steps.recording import require_recorder

    require(actor, Permission.RECORD_EVENT)
    with unit_of_work(actor) as work:
        row = one_readable(work.session, actor, StepMaterial, material_id)
        project = work.session.get_one(Project, row.project_id)
        require_recorder(work.session, actor, project, clock.local(work.now).date())
        if version is not None and row.version != version:
            raise Conflict("access.stale")
        today = clock.local(work.now).date()
        if received_on and received_on > today:
            raise BadInput("materials.date_in_future", today=today)
        _set(work, row, state, received_on or today, note)
        work.session.flush()
        return _view(row, catalogue.items(work.session), actor.lang)


def receive(work: UnitOfWork, rows: Iterable[StepMaterial], names: Collection[str], on: date) -> None:
    """Mark materials received by name, inside the transaction of the act they came with."""
    for row in rows:
        if row.name_zh in names and row.state == MaterialState.OWED:
            _set(work, row, MaterialState.RECEIVED, on, None)


def _set(work: UnitOfWork, row: StepMaterial, state: MaterialState, on: date, note: str | None) -> None:
    before = {"state": row.state, "received_on": row.received_on}
    row.state = state.value
    row.received_on = on if state is MaterialState.RECEIVED else None
    row.note = note if note is not None else row.note
    row.version += 1
    work.session.add(row)
    audit.record(
        work,
        action="material.mark",
        subject_type="material",
        subject_id=row.id,
        project_id=row.project_id,
        before=before,
        after={"state": row.state, "received_on": row.received_on, "name": row.name_zh},
    )


def refresh(
    work: UnitOfWork,
    project: Project,
    steps: Iterable[Step],
    known: Mapping[int, Iterable[StepMaterial]] | None = None,
) -> None:
    """Where each material comes from now: what upstream has produced or the archive holds is not owed.

    `known`: the project's materials by step where the caller has them already.

    What a person marked as received stays.
    """
    decided = {step.item_code: step.state_kind == StateKind.DECIDED for step in steps}
    dropped = {step.item_code for step in steps if step.state_kind == StateKind.DROPPED}
    held = _in_archive(work, project)
    if known is None:
        rows: Iterable[StepMaterial] = work.session.exec(
            select(StepMaterial).where(StepMaterial.project_id == project.id)
        )
    else:
        rows = chain.from_iterable(known.values())
    there = decided.keys() - dropped
    for row in rows:
        before, source = row.state, row.source
        if before == MaterialState.RECEIVED:
            continue
        producer = MaterialSpec(row.name_zh, source).producer(there) if "item:" in source else None
        state = _automatic(row, producer, decided, held)
        if before != state or row.produced_by != producer:
            row.state, row.produced_by = state, producer
            work.session.add(row)


def _automatic(
    row: StepMaterial, producer: str | None, decided: dict[str, bool], held: Collection[str]
) -> str:
    if producer and decided[producer]:
        return MaterialState.PRODUCED.value
    shared = "archive" in row.source.split("|") and producer is None
    by_hand = row.state == MaterialState.ARCHIVED and row.version > 1
    return (MaterialState.ARCHIVED if shared or by_hand or row.name_zh in held else MaterialState.OWED).value


def _in_archive(work: UnitOfWork, project: Project) -> set[str]:
    """Names of the enterprise's documents that are on file and valid."""
    today = clock.local(work.now).date()
    found = work.session.exec(_ON_FILE, params={"enterprise_id": project.enterprise_id})
    return {name for name, valid_until in found if valid_until is None or valid_until >= today}


_ON_FILE: Any = select(col(ArchiveDocument.name), col(ArchiveDocument.valid_until)).where(
    ArchiveDocument.enterprise_id == bindparam("enterprise_id"),
    ArchiveDocument.replaced_by_id == None,  # noqa: E711 (SQL)
)
