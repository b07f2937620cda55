"""Settling only what an act concerns (docs/adr/0014) leaves exactly what settling everything leaves."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError
from models import Obligation, Project, Step, StepMaterial
from services import clock, steps
from services.database import reading, unit_of_work
from services.steps import EventDraft, ProjectSteps, settle_project
from tests.factories import TODAY
from tests.factories_roadmaps import agent, project

pytestmark = pytest.mark.usefixtures("sqlite_db")
PACKAGES = ("industrial_new_grant", "standard_land_start_on_grant", "existing_site_upgrade", "gov_investment")
_LOOSE = {"version", "changed_at", "opened_at", "closed_at"}
_PAYLOAD: dict[str, Any] = {"days": 5, "reason": "correction_due", "due_on": str(TODAY + timedelta(days=20))}


def stored(session: Session, project_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything derived: columns of project and steps, materials, open duties."""
    found = {"project": [session.get_one(Project, project_id)]}
    for table in (Step, StepMaterial):
        query = select(table).where(table.project_id == project_id).order_by(col(table.id))
        found[table.__name__] = list(session.exec(query))  # type: ignore[assignment]
    duties = select(Obligation).where(Obligation.project_id == project_id, Obligation.is_open)
    order = duties.order_by(Obligation.subject, Obligation.anchor, Obligation.key)  # type: ignore[arg-type]
    found["duties"] = list(session.exec(order))  # type: ignore[assignment]
    return {name: [row.model_dump(exclude=_LOOSE) for row in rows] for name, rows in found.items()}


def settled_anew(project_id: int) -> tuple[Any, Any]:
    """What is stored, and what a full settling in the same transaction would store."""
    with reading(SYSTEM) as session:
        before = stored(session, project_id)
    with unit_of_work(SYSTEM) as work:
        settle_project(work, project=work.session.get_one(Project, project_id), today=clock.today())
        work.session.flush()
        after = stored(work.session, project_id)
    return before, after


def one_act(dice: random.Random, step_ids: list[int], by: Actor) -> str | None:
    """A random permitted act on a random step; None where its form would have asked for more."""
    view = steps.step_view(step_id=dice.choice(step_ids), actor=by)
    free = [act for act in view.permitted if not act.blocked]
    if not free:
        return None
    act = dice.choice(free)
    draft = EventDraft(
        acted_by=dice.choice(act.acted_by),
        acted_by_name="王科员",
        document_no="哈审〔2026〕1号",
        reason="现场核对",
        member_code=dice.choice(act.members).code if act.members else None,
        payload=_PAYLOAD,
    )
    try:
        steps.advance(step_id=view.id, event=act.event, happened_on=clock.today(), draft=draft, actor=by)
    except DomainError:
        return None
    return act.event


def begun(dice: random.Random, project_id: int, by: Actor) -> list[int]:
    """A project somewhere on its way: what stands before a random step is done."""
    with unit_of_work(by) as work:
        desk = ProjectSteps(work.session, work.session.get_one(Project, project_id), TODAY)
        upto = dice.randrange(4, 24)
        for step in desk.steps[:upto]:
            if step.state == "not_started" and not step.parallel_group:
                steps.place(work, step=step, how="done", on=TODAY, today=TODAY, desk=desk)
        settle_project(work, project=desk.project, today=TODAY)
        return [step.id or 0 for step in desk.steps]


@pytest.mark.parametrize("seed", range(6))
def test_near_and_full_settling_agree_along_random_lives(seed: int) -> None:
    dice, by, today = random.Random(seed), agent(), TODAY
    project_id = project(PACKAGES[seed % len(PACKAGES)], owner=by)
    ids, entered = begun(dice, project_id, by), []
    for _ in range(90):
        today += timedelta(days=dice.choice((0, 0, 0, 1, 3)))
        with clock.frozen(today):
            with unit_of_work(SYSTEM) as work:
                steps.tick_system(work, project_ids=[project_id], today=today)
            if act := one_act(dice, ids, by):
                entered.append(act)
                before, after = settled_anew(project_id)
                assert after == before, act
    assert len(entered) >= 20 and len(set(entered)) >= 5
