"""Dated duties (anchors.csv) as rows: what is owed by whom until when. The reminder sweep reads them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, select

from domain.modes.obligations import Obligation as Duty
from models import Obligation
from services.database import UnitOfWork

DISCHARGED = "discharged"
LEFT = "left_pool"
"""Outcomes: the deed itself, or its project left the pool."""
_OPEN: Any = select(Obligation).where(Obligation.project_id == bindparam("project_id"), Obligation.is_open)


def sync_subject(
    work: UnitOfWork,
    *,
    project_id: int | None,
    subject: str,
    wanted: Iterable[Duty],
    step_id: int | None = None,
    attempt: int = 1,
    departments: Mapping[str, str | None] | None = None,
    known: Iterable[Obligation] | None = None,
) -> None:
    """Make the open duties of a subject exactly `wanted`: insert, re-date, discharge what is no longer there.

    `subject` is `step:12`, `project:3`, `problem:7` or `event:9`; `departments` maps a duty's party to the
    department whose liaison is meant; `known`: the subject's open duties where the caller has them already.
    What the subject owed when its project left the pool is overtaken: it does not come back with the project.
    """
    if known is None:
        _overtake(work, subject)
        known = work.session.exec(select(Obligation).where(Obligation.subject == subject, Obligation.is_open))
    left = {(row.anchor, row.key): row for row in known}
    for duty in wanted:
        row = left.pop((duty.anchor, duty.key), None) or Obligation(
            project_id=project_id,
            step_id=step_id,
            subject=subject,
            anchor=duty.anchor,
            key=duty.key,
            due_on=duty.due_on,
            opened_at=work.now,
        )
        _write(
            row,
            due_on=duty.due_on,
            started_on=duty.started_on,
            granted_workdays=duty.granted_workdays,
            is_paused=duty.is_paused,
            party=str(duty.party),
            attempt=attempt,
            department_code=(departments or {}).get(str(duty.party)),
        )
        work.session.add(row)
    for row in left.values():
        row.is_open, row.closed_at, row.outcome = False, work.now, DISCHARGED
        work.session.add(row)


def _overtake(work: UnitOfWork, subject: str) -> None:
    left = (Obligation.subject == subject, Obligation.outcome == LEFT)
    work.session.execute(update(Obligation).where(*left).values(outcome=DISCHARGED))  # type: ignore[arg-type]


def discharge(work: UnitOfWork, *, subject: str, anchor: str) -> None:
    """The deed itself ends one kind of duty of a subject; the others stay as they are."""
    own = select(Obligation).where(Obligation.subject == subject, Obligation.anchor == anchor)
    for row in work.session.exec(own.where(Obligation.is_open)):
        row.is_open, row.closed_at, row.outcome = False, work.now, DISCHARGED
        work.session.add(row)


def open_duties(session: Session, project_id: int | None) -> dict[str, list[Obligation]]:
    """The open duties of everything that hangs on a project, by subject."""
    found: dict[str, list[Obligation]] = defaultdict(list)
    for row in session.exec(_OPEN, params={"project_id": project_id}):
        found[row.subject].append(row)
    return found


def _write(row: Obligation, **values: object) -> None:
    """Only what really changes, so that an unchanged duty writes nothing."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
