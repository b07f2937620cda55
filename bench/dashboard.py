"""The dashboard's query against the same five aggregates in raw SQL."""

from sqlalchemy import text
from sqlmodel import select

from bench.measure import Figure, medians
from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account
from services import database
from services.dashboard import dashboard_view
from services.database import reading

AGGREGATES = (
    "SELECT stage, light, count(*) FROM project"
    " WHERE status IN ('active','paused','unassigned') GROUP BY stage, light",
    "SELECT count(*) FROM step JOIN project ON project.id = step.project_id"
    " WHERE step.state_kind = 'running' AND step.due_on < '2026-11-24' AND project.status = 'active'",
    "SELECT department_code, count(*), min(due_on) FROM step"
    " WHERE state_kind = 'running' GROUP BY department_code",
    "SELECT kind, state, count(*), min(raised_on) FROM problem WHERE state <> 'closed' GROUP BY kind, state",
    "SELECT primary_agent_id, count(DISTINCT enterprise_id), count(*) FROM project"
    " WHERE status = 'active' GROUP BY primary_agent_id",
)


def figures() -> list[Figure]:
    with reading(SYSTEM) as session:
        found = session.exec(select(Account.id, Account.display_name).where(Account.role == "leader")).first()
    assert found and found[0]
    leader = Actor(found[0], found[1], Role.LEADER)
    measured, floor = medians(20, lambda: dashboard_view(actor=leader), _raw)
    return [Figure("dashboard query / five raw aggregates", measured, floor, 3)]


def _raw() -> None:
    with database.engine().connect() as connection:
        for query in AGGREGATES:
            connection.execute(text(query)).all()
