"""What first: how little time a row's step has left against the thaw or the project's target."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, select

from models import Project
from services.desk.surroundings import Surroundings
from services.desk.views import DutyRow
from services.roadmaps.outlook import SLACK, TARGET


def with_slack(session: Session, here: Surroundings, rows: Sequence[DutyRow]) -> list[DutyRow]:
    """The rows with the slack that the last plan left their step; one that is too late says by how much."""
    ids = sorted({row.project_id for row in rows if row.step_code})
    if not ids:
        return list(rows)
    query = select(Project.id, Project.outlook).where(Project.id.in_(ids))  # type: ignore[union-attr]
    slacks = {project_id: outlook.get(SLACK, {}) for project_id, outlook in session.exec(query)}
    return [_row(here, row, slacks.get(row.project_id, {}).get(row.step_code)) for row in rows]


def _row(here: Surroundings, row: DutyRow, kept: list | None) -> DutyRow:
    if not kept:
        return row
    slack, against = kept
    if slack >= 0:
        return replace(row, slack=slack)
    if against == TARGET:
        reason = here("{n} working days short of the target", n=-slack)
    else:
        reason = here("{n} working days short of the thaw", n=-slack)
    why = here("desk.reason", text=row.why, reason=reason) if row.why else reason
    return replace(row, slack=slack, why=why)
