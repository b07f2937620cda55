"""What a row would change of a project in the pool, and what is stored of both then."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.identifiers import normalised_name
from models import Account, Enterprise, Project
from services.ledger_import.cells import LedgerRow
from services.ledger_import.remarks import Remark, warning

SAME = (
    *("industry_code", "industry_name", "investment_wan", "annual_investment_wan", "land_mu", "park", "site"),
    *("build_type", "signed_on", "planned_start", "planned_production", "next_plan"),
)
CONTACT = {"enterprise_contact": "contact", "enterprise_phone": "phone", "contact_email": "email"}
PLACING_HINTS = ("stage", "current_item", "mode_focus", "accepted_on", "due_on", "paused_on", "done_on")
OTHER_HINTS = ("liaison", "problem_text")


def basics(row: LedgerRow, project: Project, enterprise: Enterprise) -> dict[str, Any]:
    """The fields of a `ChangeDraft` that differ. What the row does not say stays; an equal name stays too."""
    given = {name: row.values[name] for name in SAME if name in row.values}
    found = {name: value for name, value in given.items() if value != getattr(project, name)}
    if normalised_name(row.values["project_name"]) != project.name_normalised:
        found["project_name"] = row.values["project_name"]
    if row.values.get("project_code") not in (None, project.code):
        found["project_code"] = row.values["project_code"]
    for column, name in CONTACT.items():
        if row.values.get(column) not in (None, getattr(enterprise, name)):
            found[name] = row.values[column]
    return found


def hints(row: LedgerRow, names: Iterable[str]) -> dict[str, Any]:
    """What is kept for the backfill and of people who have no place of their own: days as ISO texts."""
    return {name: as_json(row.values[name]) for name in names if name in row.values}


def kept(row: LedgerRow, project: Project, enterprise: Enterprise) -> list[Remark]:
    """Where the row says otherwise than the pool and the pool stays as it is."""
    remarks = []
    package = row.values.get("template_code")
    if package not in (None, project.template_code):
        remarks.append(warning("ledger.package_kept", row.number, "template_code"))
    if normalised_name(row.values["enterprise_name"]) != enterprise.name_normalised:
        stored = enterprise.name
        remarks.append(warning("ledger.enterprise_kept", row.number, "enterprise_name", enterprise=stored))
    return remarks


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def stored_now(project: Project, enterprise: Enterprise, people: dict[int, Account]) -> dict[str, Any]:
    """Every machine column as the pool has it."""

    def name(account_id: int | None) -> str | None:
        return people[account_id].display_name if account_id in people else None

    found = {column: getattr(project, column) for column in (*SAME, "template_code", "last_verified_on")}
    found |= {column: getattr(enterprise, field) for column, field in CONTACT.items()}
    found |= {column: project.import_hints.get(column) for column in (*PLACING_HINTS, *OTHER_HINTS)}
    found |= {
        "project_code": project.code,
        "project_name": project.name,
        "enterprise_name": enterprise.name,
        "uscc": enterprise.uscc,
        "primary": name(project.primary_agent_id) or project.import_hints.get("primary"),
        "backup": name(project.backup_agent_id) or project.import_hints.get("backup"),
        "coordinator": name(project.coordinator_id) or project.import_hints.get("coordinator"),
        "responsible_leader": name(project.leader_id) or project.import_hints.get("responsible_leader"),
    }
    return found
