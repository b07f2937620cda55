"""The district that things are broken in: people with addresses, projects, and duties that are due today."""

from datetime import UTC, date, datetime

from sqlmodel import select

from domain.access import SYSTEM
from domain.vocabulary import Role
from models import Account, Enterprise, Obligation, Project, Step
from services.database import reading, unit_of_work

TUESDAY = date(2026, 9, 1)
"""A working day after a working day, with an ordinary week before it."""
NINE = datetime(2026, 9, 1, 1, tzinfo=UTC)
"""09:00 in China: the mornings' digests are due."""
_DUE = (
    ("step_due", date(2026, 9, 1)),
    ("supplement_due", date(2026, 9, 1)),
    ("commit_due", date(2026, 8, 31)),
    ("land_result", date(2026, 9, 1)),
    ("step_due", date(2026, 8, 25)),
)
"""Agents and enterprises at once and in digests, coordinators, liaisons and leaders."""
_ITEM, _DEPARTMENT = "land_use_planning_permit", "natural_resources"


def fill(*, projects: int, agents: int) -> None:
    """People and projects; every second enterprise has an address."""
    with unit_of_work(SYSTEM) as work:
        session = work.session
        people = [_person(f"agent{n:04}", Role.AGENT) for n in range(agents)]
        others = [_person(f"{role}{n}", role) for role in (Role.COORDINATOR, Role.LEADER) for n in range(2)]
        liaison = _person("liaison0", Role.LIAISON, department_code=_DEPARTMENT)
        firms = [_enterprise(n) for n in range(projects)]
        session.add_all([*people, *others, liaison, _person("admin0", Role.ADMIN), *firms])
        session.flush()
        coordinators, leaders = others[:2], others[2:]
        made = []
        for n, firm in enumerate(firms):
            primary, backup = people[n % agents], people[(n + 1) % agents]
            made.append(_project(firm, primary, backup, coordinators[n % 2], leaders[n % 2]))
        session.add_all(made)
        session.flush()
        session.add_all(_step(project) for project in made)


def owe(first: int, last: int) -> None:
    """The duties number `first` … `last - 1`, all due: each makes two or three reminders."""
    with reading(SYSTEM) as session:
        places = session.exec(select(Step.id, Step.project_id).order_by(Step.id)).all()
    with unit_of_work(SYSTEM) as work:
        for number in range(first, last):
            step_id, project_id = places[number % len(places)]
            anchor, due_on = _DUE[number % len(_DUE)]
            work.session.add(
                Obligation(
                    project_id=project_id,
                    step_id=step_id,
                    subject=f"step:{step_id}",
                    key=f"{number}",
                    anchor=anchor,
                    due_on=due_on,
                    party="department",
                    department_code=_DEPARTMENT,
                    opened_at=datetime(2026, 8, 3, 1, tzinfo=UTC),
                )
            )


def _person(username: str, role: Role, **values: object) -> Account:
    return Account(
        username=username, display_name=username, role=role, email=f"{username}@example.org", **values
    )


def _enterprise(number: int) -> Enterprise:
    name, mail = f"Enterprise {number}", f"enterprise{number}@example.org" if number % 2 else None
    return Enterprise(name=name, name_normalised=name.lower(), email=mail)


def _project(
    firm: Enterprise, primary: Account, backup: Account, coordinator: Account, leader: Account
) -> Project:
    return Project(
        name=f"Project of {firm.name}",
        name_normalised=f"project of {firm.name_normalised}",
        enterprise_id=firm.id or 0,
        template_code="industrial_new_grant",
        status="active",
        primary_agent_id=primary.id,
        backup_agent_id=backup.id,
        coordinator_id=coordinator.id,
        leader_id=leader.id,
        entered_on=date(2026, 8, 3),
        stage="land_planning",
        light="green",
        last_verified_on=TUESDAY,
        last_follow_up_on=TUESDAY,
    )


def _step(project: Project) -> Step:
    return Step(
        project_id=project.id or 0,
        item_code=_ITEM,
        stage="land_planning",
        department_code=_DEPARTMENT,
        seq=10,
        mode="standard",
        state="not_started",
        state_kind="open",
    )
