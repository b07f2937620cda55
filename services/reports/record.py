"""One project's rows for a report, read in one transaction; nothing here is worded or left out yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models import (
    Account,
    ApprovalItem,
    ArchiveDocument,
    Department,
    Enterprise,
    IssuedReport,
    Obligation,
    Problem,
    Project,
    Step,
    StepEvent,
    StepMaterial,
    Visit,
)

OWED_ANCHORS = ("supplement_due", "commit_due", "rectify_due", "validity_end")
_CLOCK_EVENTS = ("pause", "resume")


@dataclass(frozen=True)
class Record:
    """Rows of one project. Steps that are not needed are left out; order is the roadmap's."""

    project: Project
    enterprise: Enterprise
    steps: tuple[Step, ...]
    items: dict[str, ApprovalItem]
    departments: dict[str, Department]
    obligations: tuple[Obligation, ...]
    materials: dict[int, list[StepMaterial]]
    problems: tuple[Problem, ...]
    visits: tuple[date, ...]
    pauses: dict[int, list[tuple[date, date | None]]]
    documents: tuple[ArchiveDocument, ...]
    accounts: dict[int, Account]
    issued: tuple[IssuedReport, ...]

    @property
    def needed(self) -> tuple[Step, ...]:
        """The steps that count, as the pool counts them: an optional one only once it was begun."""
        return tuple(step for step in self.steps if not is_waiting_option(step))


def is_waiting_option(step: Step) -> bool:
    """True for an optional step that nobody has begun."""
    return step.optional and step.state_kind == "open" and step.attempt == 1


def read(session: Session, project: Project) -> Record:
    """Everything a report may need to know of the project."""
    own = {"project_id": project.id}
    steps = tuple(_all(session, Step, order=Step.seq, **own))
    enterprise = session.get_one(Enterprise, project.enterprise_id)
    documents = _all(session, ArchiveDocument, order=ArchiveDocument.valid_until, enterprise_id=enterprise.id)
    return Record(
        project=project,
        enterprise=enterprise,
        steps=tuple(step for step in steps if step.state_kind != "dropped"),
        items={row.code: row for row in session.exec(select(ApprovalItem))},
        departments={row.code: row for row in session.exec(select(Department))},
        obligations=_obligations(session, project),
        materials=_materials(session, project),
        problems=tuple(_all(session, Problem, order=Problem.id, **own)),
        visits=tuple(row.visited_on for row in _all(session, Visit, order=Visit.visited_on, **own)),
        pauses=_pauses(session, steps),
        documents=tuple(row for row in documents if row.replaced_by_id is None and row.valid_until),
        accounts=_accounts(session, project),
        issued=tuple(_all(session, IssuedReport, order=IssuedReport.id, kind="progress", **own)),
    )


def _all(session: Session, model, *, order, **equal):  # type: ignore[no-untyped-def]
    return session.exec(select(model).filter_by(**equal).order_by(order)).all()


def _obligations(session: Session, project: Project) -> tuple[Obligation, ...]:
    """Open duties of the enterprise, and how long opinions are valid."""
    wanted = (
        select(Obligation)
        .where(Obligation.project_id == project.id, col(Obligation.is_open))
        .where(col(Obligation.anchor).in_(OWED_ANCHORS))
        .order_by(col(Obligation.due_on), col(Obligation.id))
    )
    return tuple(session.exec(wanted))


def _materials(session: Session, project: Project) -> dict[int, list[StepMaterial]]:
    """Materials still owed, by step."""
    owed: dict[int, list[StepMaterial]] = defaultdict(list)
    for row in _all(session, StepMaterial, order=StepMaterial.id, project_id=project.id, state="owed"):
        owed[row.step_id].append(row)
    return owed


def _pauses(session: Session, steps: tuple[Step, ...]) -> dict[int, list[tuple[date, date | None]]]:
    """The pauses of each step's running attempt, from its event log; an open one has no end."""
    attempts = {step.id: step.attempt for step in steps}
    wanted = (
        select(StepEvent)
        .where(col(StepEvent.step_id).in_(attempts), col(StepEvent.event).in_(_CLOCK_EVENTS))
        .where(col(StepEvent.corrected_by_event_id).is_(None), col(StepEvent.happened_on).is_not(None))
        .order_by(col(StepEvent.happened_on), col(StepEvent.id))
    )
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for event in session.exec(wanted):
        if event.attempt != attempts[event.step_id] or event.happened_on is None:
            continue
        spans = found[event.step_id]
        if event.event == "pause":
            spans.append((event.happened_on, None))
        elif spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], event.happened_on)
    return found


def _accounts(session: Session, project: Project) -> dict[int, Account]:
    ids = (project.primary_agent_id, project.backup_agent_id, project.coordinator_id)
    wanted = select(Account).where(col(Account.id).in_([one for one in ids if one]))
    return {row.id: row for row in session.exec(wanted) if row.id}
