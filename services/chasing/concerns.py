"""Of which department a running step is a matter, and whose move it is (mode_lifecycle.csv, `holder`)."""

from collections.abc import Iterator
from typing import Any

from domain.modes.deadlines import IN_GROUP
from domain.vocabulary import Mode, Party, StateKind

OWN = ""
PAUSED = "paused"
CHECKED = "decided_pending_check"


def concerns(row: Any) -> Iterator[tuple[str, str]]:
    """(department code, whose move): OWN for the department's own, `paused`, else the party waited for.

    `row` has the columns of a step: mode, state, state_kind, holder, department_code, lead_department_code,
    opinion_on, paused_on. A member whose opinion is given is not asked again; the lead waits for the others.
    """
    lead = row.lead_department_code or row.department_code
    if row.state_kind == StateKind.PAUSED or row.paused_on is not None:
        yield row.department_code, PAUSED
    elif row.mode == Mode.PARALLEL and row.state in IN_GROUP:
        yield from _in_group(row, lead)
    elif row.holder == Party.LEAD_DEPARTMENT:
        yield lead, OWN
    elif row.holder == Party.DEPARTMENT or row.state == CHECKED:
        yield row.department_code, OWN
    else:
        yield row.department_code, row.holder


def _in_group(row: Any, lead: str) -> Iterator[tuple[str, str]]:
    """A late opinion is still owed after the coordinator was called in; a meeting waits for nobody's."""
    is_owed = row.opinion_on is None
    if is_owed:
        yield row.department_code, OWN if row.state != "joint_meeting" else Party.COORDINATOR.value
    if lead != row.department_code or not is_owed:
        yield lead, Party.DEPARTMENT.value


def group_of(row: Any, whose_code: str) -> tuple[Any, ...] | None:
    """What makes rows of one joint review one matter of its lead; None for a matter of its own."""
    if row.mode != Mode.PARALLEL or not row.parallel_group:
        return None
    if row.state in IN_GROUP and row.opinion_on is None and row.department_code == whose_code:
        return None
    return row.project_id, row.parallel_group, row.state
