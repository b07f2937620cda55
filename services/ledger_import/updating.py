"""Rows that mean a project in the pool: what they say anew is written, what they leave blank stays."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from domain.access import Permission, can
from domain.errors import DomainError
from domain.vocabulary import ProjectStatus
from models import Account, Enterprise, Project
from services.ledger_import import differences
from services.ledger_import.cells import LedgerRow
from services.ledger_import.decisions import PEOPLE, Change, Decision, Surroundings, refused, stored, unplaced
from services.ledger_import.differences import CONTACT, OTHER_HINTS, PLACING_HINTS
from services.ledger_import.places import Pair
from services.ledger_import.remarks import Remark, error, of_refusal, warning
from services.ledger_import.standing import require_new_name
from services.projects.working import may_work
from services.queries import visible

_CLOSED = (ProjectStatus.DONE, ProjectStatus.WITHDRAWN)


def decision(
    around: Surroundings, row: LedgerRow, project: Project, enterprise: Enterprise, remarks: Sequence[Remark]
) -> Decision:
    """Updated or unchanged; refused where the actor may not work on it. A closed project stays as it is."""
    if foreign := _not_mine(around, row, project):
        return refused(around, row, [foreign])
    people, of_people = _people(around, row, project)
    pair, of_agents = around.places.of_known(row, project)
    change = _change(row, project, enterprise, people, pair)
    said = [*remarks, *differences.kept(row, project, enterprise), *of_people, *of_agents]
    if "project_name" in change.basics:
        try:
            require_new_name(around.session, project, row.values["project_name"])
        except DomainError as refusal:
            said.append(of_refusal(refusal, row.number, "project_name"))
    if any(remark.is_error for remark in said):
        return refused(around, row, said, project.id)
    if project.status in _CLOSED and not change.is_empty:
        said.append(warning("ledger.closed_kept", row.number))
        change = Change()
    problem = change.hints.get("problem_text", "")
    if problem:
        said.append(warning("ledger.problem_raised", row.number, "problem_text"))
    now = differences.stored_now(project, enterprise, _accounts(around, project))
    return Decision(
        row,
        "unchanged" if change.is_empty else "update",
        (*row.remarks, *said),
        project.id,
        stored=stored(around, now, _column_values(row, change)),
        change=change,
        problem=problem,
        waits=project.status == ProjectStatus.UNASSIGNED and change.pair is None,
    )


def _not_mine(around: Surroundings, row: LedgerRow, project: Project) -> Remark | None:
    mine = select(Project.id).where(visible(around.actor, Project), Project.id == project.id)
    if around.session.exec(mine).first() is None:
        return error("ledger.not_yours", row.number, "project_name")
    needs_right = project.status not in _CLOSED and not around.actor.is_system
    if needs_right and not may_work(around.session, around.actor, project, around.today):
        return error("steps.backup_not_acting", row.number, "project_name")
    return None


def _people(around: Surroundings, row: LedgerRow, project: Project) -> tuple[dict[str, Any], list[Remark]]:
    """Coordinator and leader that differ; those who do not assign only hear that they stay."""
    found: dict[str, Any] = {}
    remarks = []
    for column, (kind, name) in PEOPLE.items():
        account_id = around.names.account_id(kind, row.values.get(column))
        if account_id in (None, getattr(project, name)):
            continue
        if can(around.actor, Permission.ASSIGN):
            found[name] = account_id
        else:
            remarks.append(warning("ledger.agent_kept", row.number, column, name=row.values[column]))
    return found, remarks


def _change(
    row: LedgerRow, project: Project, enterprise: Enterprise, people: dict[str, Any], pair: Pair | None
) -> Change:
    agents = pair or Pair(project.primary_agent_id, project.backup_agent_id)
    placed = {column: people.get(name) or getattr(project, name) for column, (_, name) in PEOPLE.items()}
    left = unplaced(placed | {"primary": agents.primary, "backup": agents.backup})
    placing = PLACING_HINTS if project.backfilled_at is None else ()
    given = differences.hints(row, (*placing, *OTHER_HINTS, *left))
    verified, known = row.values.get("last_verified_on"), project.last_verified_on
    uscc = row.values.get("uscc")
    return Change(
        basics=differences.basics(row, project, enterprise) | people,
        uscc=uscc if uscc != enterprise.uscc else None,
        hints={name: text for name, text in given.items() if project.import_hints.get(name) != text},
        last_verified_on=verified if verified and (known is None or verified > known) else None,
        pair=pair,
    )


def _column_values(row: LedgerRow, change: Change) -> dict[str, Any]:
    """What an update writes, by machine column."""
    columns = {name: column for column, name in CONTACT.items()}
    columns |= {name: column for column, (_, name) in PEOPLE.items()}
    found = {columns.get(name, name): value for name, value in change.basics.items()}
    named = [column for column in PEOPLE if column in found]
    named += ["primary", "backup"] if change.pair else []
    found |= {column: row.values[column] for column in named if column in row.values} | change.hints
    found |= {"uscc": change.uscc} if change.uscc else {}
    return found | ({"last_verified_on": change.last_verified_on} if change.last_verified_on else {})


def _accounts(around: Surroundings, project: Project) -> dict[int, Account]:
    ids = {project.primary_agent_id, project.backup_agent_id, project.coordinator_id, project.leader_id}
    return {one: found for one in ids if one and (found := around.session.get(Account, one))}
