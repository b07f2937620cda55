"""A project with a roadmap, made by the services."""

from datetime import date
from typing import Any

from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Enterprise, Project, Step
from services import roadmaps
from services.database import reading, unit_of_work
from tests.factories import TODAY


def agent(name: str = "李明") -> Actor:
    """A signed-in agent with an account of the given name."""
    with unit_of_work(SYSTEM) as work:
        row = Account(username=f"agent-{name}", display_name=name, role=Role.AGENT.value, password_hash="x")
        work.session.add(row)
        work.session.flush()
        return Actor(row.id or 0, name, Role.AGENT)


def project(
    template_code: str = "industrial_new_grant",
    *,
    owner: Actor | None = None,
    include: set[str] | None = None,
    signed_on: date = TODAY,
    **values: Any,
) -> int:
    """A project with the roadmap of a package, planned on the fixture day; returns its id."""
    with unit_of_work(SYSTEM) as work:
        enterprise = Enterprise(name="示例机械有限公司", name_normalised="示例机械有限公司")
        work.session.add(enterprise)
        work.session.flush()
        row = Project(
            name="演示装备制造项目",
            name_normalised="演示装备制造项目",
            enterprise_id=enterprise.id or 0,
            template_code=template_code,
            status="active" if owner else "unassigned",
            primary_agent_id=owner.account_id if owner else None,
            signed_on=signed_on,
            entered_on=TODAY,
            **values,
        )
        work.session.add(row)
        work.session.flush()
        roadmaps.create(work, project=row, template_code=template_code, include=include, today=TODAY)
        return row.id or 0


def steps(project_id: int) -> dict[str, Step]:
    """The stored steps by item code, detached."""
    with reading(SYSTEM) as session:
        found = session.exec(select(Step).where(Step.project_id == project_id)).all()
        session.expunge_all()
        return {step.item_code: step for step in found}


def write(project_id: int, today: date = TODAY, **changes: dict[str, Any]) -> None:
    """Set derived columns of steps (as the event log would) and recalculate."""
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        for step in work.session.exec(select(Step).where(Step.project_id == project_id)):
            for name, value in changes.get(step.item_code, {}).items():
                setattr(step, name, value)
        work.session.flush()
        roadmaps.recalculate(work, project=row, today=today)
