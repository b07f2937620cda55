"""Robots added, changed and removed by administrators. The web hook stays out of audit, logs and views."""

from typing import Any

from sqlalchemy import update
from sqlmodel import Session, select

from domain import robots
from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict, NotFound, RuleBroken
from models import Department, OutboxMessage, Robot
from services import audit, outbox
from services.database import reading, unit_of_work
from services.robots.views import RobotDraft, RobotView, view_of
from services.words import named, translate


def list_robots(*, actor: Actor) -> tuple[RobotView, ...]:
    """Robots in use by name. Raises Forbidden, RuleBroken robots.no_network."""
    require_network(actor)
    with reading(actor) as session:
        rows = session.exec(select(Robot).where(Robot.is_active).order_by(Robot.name, Robot.id)).all()
        return tuple(view_of(row) for row in rows)


def audiences(*, actor: Actor) -> dict[str, str]:
    """Whom a robot may serve, in words: roles, then departments. Raises Forbidden."""
    require(actor, Permission.MANAGE_SETTINGS)
    with reading(actor) as session:
        rows = session.exec(select(Department).order_by(Department.code)).all()
        departments = {f"{robots.DEPARTMENT_PREFIX}{row.code}": named(row, actor.lang) for row in rows}
    roles = {role.value: translate(f"role.{role.value}", lang=actor.lang) for role in robots.AUDIENCE_ROLES}
    return roles | departments


def add(*, draft: RobotDraft, actor: Actor) -> int:
    """Add a robot; returns its id.

    Raises Forbidden; RuleBroken robots.no_network; BadInput robots.name_missing/bad_address_<kind>/
    bad_secret/bad_audience/bad_budget.
    """
    require_network(actor)
    with unit_of_work(actor) as work:
        values = _checked(work.session, draft)
        row = Robot(address=robots.written(draft.kind, draft.address, draft.secret), **values)
        work.session.add(row)
        work.session.flush()
        audit.record(work, action="robot.add", subject_type="robot", subject_id=row.id, after=values)
        return row.id or 0


def change(*, robot_id: int, version: int, draft: RobotDraft, actor: Actor) -> None:
    """Change a robot; an empty address keeps the web hook. Raises as `add`; NotFound, Conflict."""
    require_network(actor)
    with unit_of_work(actor) as work:
        row = row_of(work.session, robot_id)
        if row.version != version:
            raise Conflict("access.stale")
        values = _checked(work.session, draft)
        before, after = audit.changes(row, values)
        if draft.address.strip() or draft.secret.strip() or draft.kind != row.kind:
            kept = row.address if draft.kind == row.kind else ""
            values["address"] = robots.written(draft.kind, draft.address.strip() or kept, draft.secret)
            after["address"] = translate("robots.replaced")
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        work.session.add(row)
        audit.record(
            work,
            action="robot.change",
            subject_type="robot",
            subject_id=row.id,
            before=before,
            after=after,
        )


def remove(*, robot_id: int, actor: Actor) -> None:
    """Take a robot out of use: its web hook is forgotten, what waited for it is not sent. Raises NotFound."""
    require_network(actor)
    with unit_of_work(actor) as work:
        row = row_of(work.session, robot_id)
        row.is_active, row.address = False, ""
        row.version += 1
        work.session.add(row)
        work.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.robot_id == robot_id, OutboxMessage.state.in_(("queued", "dead")))
            .values(state="void", next_try_at=None)
        )
        audit.record(
            work, action="robot.remove", subject_type="robot", subject_id=row.id, before={"name": row.name}
        )


def require_network(actor: Actor) -> None:
    require(actor, Permission.MANAGE_SETTINGS)
    if not outbox.are_robots_on():
        raise RuleBroken("robots.no_network")


def row_of(session: Session, robot_id: int) -> Robot:
    row = session.get(Robot, robot_id)
    if row is None or not row.is_active:
        raise NotFound("access.not_found")
    return row


def _checked(session: Session, draft: RobotDraft) -> dict[str, Any]:
    name = draft.name.strip()
    if not name:
        raise BadInput("robots.name_missing")
    departments = frozenset(session.exec(select(Department.code)))
    return {
        "name": name[:60],
        "kind": draft.kind.value,
        "audience": robots.checked_audience(draft.audience, departments),
        "per_minute": robots.checked_budget(draft.kind, draft.per_minute),
    }
