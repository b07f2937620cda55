"""Which project and enterprise of the pool a row means, and what it resembles."""

import difflib
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from domain.errors import BadInput, RuleBroken
from domain.identifiers import normalised_name
from models import Enterprise, Project
from services import projects
from services.ledger_import.cells import LedgerRow
from services.ledger_import.remarks import Remark, warning

_ALIKE, _ENTERPRISES_ALIKE = 0.75, 0.86
_MOST_ALIKE = 50
_FRONT = 4  # an enterprise's name begins with its place: as many characters must agree before it is compared


@dataclass(frozen=True)
class Standing:
    """The stored rows, None where the file brings something new."""

    project: Project | None
    enterprise: Enterprise | None


def standing(session: Session, values: dict[str, Any]) -> Standing:
    """By project code, else by the enterprise (credit code, else name) and the project's name.

    Raises RuleBroken projects.credit_code_of_another, projects.enterprise_ambiguous.
    """
    code, name = values.get("project_code"), values["project_name"]
    uscc = values.get("uscc")
    found = projects.same_project(session, code=code, enterprise_id=None, name=name)
    if found is not None:
        owner = session.get_one(Enterprise, found.enterprise_id)
        _require_owner(session, owner, uscc)
        return Standing(found, owner)
    enterprise = projects.find_enterprise(session, name=values["enterprise_name"], code=uscc)
    enterprise_id = enterprise.id if enterprise else None
    found = projects.same_project(session, code=code, enterprise_id=enterprise_id, name=name)
    return Standing(found, enterprise)


def _require_owner(session: Session, owner: Enterprise, uscc: str | None) -> None:
    """The project of this code is the enterprise's of this credit code; a missing one may be filled in."""
    if uscc is None or uscc == owner.uscc:
        return
    other = session.exec(select(Enterprise).where(Enterprise.uscc == uscc)).first()
    if owner.uscc is not None or other is not None:
        raise RuleBroken("ledger.project_of_another", enterprise=owner.name)


def require_new_name(session: Session, project: Project, name: str) -> None:
    """Raises BadInput ledger.name_taken when another project of the enterprise is called so."""
    other = projects.same_project(session, code=None, enterprise_id=project.enterprise_id, name=name)
    if other is not None and other.id != project.id:
        raise BadInput("ledger.name_taken", project=other.name)


def likenesses(session: Session, row: LedgerRow, enterprise: Enterprise | None) -> list[Remark]:
    """What a new project resembles in the pool: shown, never merged."""
    name, owner = row.values["project_name"], row.values["enterprise_name"]
    remarks = []
    if enterprise is not None:
        for other in _names_of(session, enterprise):
            if _ratio(normalised_name(name), normalised_name(other)) >= _ALIKE:
                remarks.append(warning("ledger.like_own_project", row.number, "project_name", project=other))
    else:
        alike = _enterprises_like(session, owner)
        remarks += [
            warning("ledger.like_enterprise", row.number, "enterprise_name", enterprise=one) for one in alike
        ]
    for other_owner in _owners_of(session, name, enterprise):
        remarks.append(warning("ledger.like_project", row.number, "project_name", enterprise=other_owner))
    return remarks


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _names_of(session: Session, enterprise: Enterprise) -> list[str]:
    query = select(Project.name).where(Project.enterprise_id == enterprise.id).order_by(Project.id)
    return list(session.exec(query.limit(_MOST_ALIKE)))


def _owners_of(session: Session, name: str, enterprise: Enterprise | None) -> list[str]:
    """Other enterprises with a project of exactly this name."""
    query = (
        select(Enterprise.name)
        .join(Project, Project.enterprise_id == Enterprise.id)
        .where(Project.name_normalised == normalised_name(name))
    )
    if enterprise is not None:
        query = query.where(Enterprise.id != enterprise.id)
    return list(session.exec(query.order_by(Project.id).limit(3)))


def _enterprises_like(session: Session, owner: str) -> list[str]:
    """Enterprises whose name is nearly this one."""
    wanted = normalised_name(owner)
    query = select(Enterprise.name).where(
        col(Enterprise.name_normalised).startswith(wanted[:_FRONT], autoescape=True)
    )
    near = session.exec(query.order_by(Enterprise.id).limit(2000))
    return [one for one in near if _ratio(wanted, normalised_name(one)) >= _ENTERPRISES_ALIKE][:3]
