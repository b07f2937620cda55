"""Dated duties (anchors.csv) as rows: what is owed by whom until when. The reminder sweep reads them."""

from collections.abc import Iterable, Mapping

from sqlmodel import select

from domain.modes.obligations import Obligation as Duty
from models import Obligation
from services.database import UnitOfWork

DISCHARGED = "discharged"


def sync_subject(
    work: UnitOfWork,
    *,
    project_id: int | None,
    subject: str,
    wanted: Iterable[Duty],
    step_id: int | None = None,
    attempt: int = 1,
    departments: Mapping[str, str | None] | None = None,
) -> None:
    """Make the open duties of a subject exactly `wanted`: insert, re-date, discharge what is no longer there.

    `subject` is `step:12`, `project:3`, `problem:7` or `event:9`; `departments` maps a duty's party to the
    department whose liaison is meant.
    """
    rows = work.session.exec(select(Obligation).where(Obligation.subject == subject, Obligation.is_open))
    known = {(row.anchor, row.key): row for row in rows}
    for duty in wanted:
        row = known.pop((duty.anchor, duty.key), None) or Obligation(
            project_id=project_id,
            step_id=step_id,
            subject=subject,
            anchor=duty.anchor,
            key=duty.key,
            due_on=duty.due_on,
            opened_at=work.now,
        )
        row.due_on, row.started_on = duty.due_on, duty.started_on
        row.granted_workdays, row.is_paused = duty.granted_workdays, duty.is_paused
        row.party, row.attempt = str(duty.party), attempt
        row.department_code = (departments or {}).get(str(duty.party))
        work.session.add(row)
    for row in known.values():
        row.is_open, row.closed_at, row.outcome = False, work.now, DISCHARGED
        work.session.add(row)
    work.session.flush()
