"""A small district for sweeps: everybody who can be reminded, one project, and duties as rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Enterprise, Obligation, OutboxMessage, Project, Reminder
from services.database import reading, unit_of_work
from tests import factories_reports as rows
from tests.factories import TODAY
from tests.factories_reports import NOW


@dataclass(frozen=True)
class District:
    """A, B, their coordinator, a leader, an administrator, the liaison of natural resources, one project."""

    agent: Actor
    backup: Actor
    coordinator: Actor
    leader: Actor
    admin: Actor
    liaison: Actor
    project_id: int
    step_id: int


def district() -> District:
    """Everybody has an address `<username>@example.org`; nobody followed the project up later than today."""
    agent = _person("agent0001", "李代办", Role.AGENT)
    backup = _person("agent0002", "周代办", Role.AGENT)
    coordinator = _person("coord0001", "陈协调", Role.COORDINATOR)
    leader = _person("leader0001", "林领导", Role.LEADER)
    admin = _person("admin0001", "管理员", Role.ADMIN)
    liaison = _person("liaison0001", "王联络", Role.LIAISON, department_code="natural_resources")
    project_id = rows.project(
        primary=agent,
        backup=backup,
        coordinator_id=coordinator.account_id,
        leader_id=leader.account_id,
        last_verified_on=TODAY,
        last_follow_up_on=TODAY,
    )
    step_id = rows.step(
        project_id,
        "land_use_planning_permit",
        "land_planning",
        "natural_resources",
        limits_status="confirmed",
    )
    return District(agent, backup, coordinator, leader, admin, liaison, project_id, step_id)


def _person(username: str, name: str, role: Role, **values: Any) -> Actor:
    return rows.account(username, name, role, email=f"{username}@example.org", **values)


def duty(home: District, anchor: str, due_on: date, **values: Any) -> int:
    """An open duty of the district's step; returns its id."""
    base = {
        "project_id": home.project_id,
        "step_id": home.step_id,
        "subject": f"step:{home.step_id}",
        "party": "department",
        "opened_at": NOW,
    }
    with unit_of_work(SYSTEM) as work:
        row = Obligation(anchor=anchor, due_on=due_on, **(base | values))
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def change(model: Any, row_id: int, **values: Any) -> None:
    """Set columns of a row as another act would."""
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        work.session.add(row)


def redate(duty_id: int, due_on: date) -> None:
    change(Obligation, duty_id, due_on=due_on)


def close(duty_id: int) -> None:
    change(Obligation, duty_id, is_open=False, closed_at=NOW)


def enterprise_mail(project_id: int, address: str | None) -> None:
    with reading(SYSTEM) as session:
        enterprise_id = session.exec(select(Project.enterprise_id).where(Project.id == project_id)).one()
    change(Enterprise, enterprise_id, email=address)


def reminders(**values: Any) -> list[Reminder]:
    """Rows in the order they were written, detached."""
    query = select(Reminder).order_by(Reminder.id)
    for name, value in values.items():
        query = query.where(getattr(Reminder, name) == value)
    with reading(SYSTEM) as session:
        found = list(session.exec(query))
        session.expunge_all()
        return found


def told() -> list[tuple[str, str]]:
    """(rule, name of the account) of every reminder, sorted."""
    query = select(Reminder.rule_code, Account.display_name).join(
        Account, Account.id == Reminder.recipient_id
    )
    with reading(SYSTEM) as session:
        return sorted(tuple(row) for row in session.exec(query))  # type: ignore[misc]


def letters(state: str | None = None) -> list[OutboxMessage]:
    query = select(OutboxMessage).order_by(OutboxMessage.id)
    with reading(SYSTEM) as session:
        found = [row for row in session.exec(query) if state in (None, row.state)]
        session.expunge_all()
        return found
