"""Own scenarios: kept under a name beside the computed ones, renamed, deleted; each act audited."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, RuleBroken
from domain.vocabulary import Mode
from models import PlanScenario
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project
from services.roadmaps.whatif.comparing import chosen_modes, own_scenario
from services.roadmaps.whatif.ground import WhatIfGround, ground_of

LONGEST_NAME = 40


class ScenarioDraft(BaseModel):
    """A name and the modes of the steps that are to be worked otherwise than planned now."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, StringConstraints(strip_whitespace=True)]
    modes: dict[str, Mode] = {}


def save(*, project_id: int, draft: ScenarioDraft, actor: Actor) -> int:
    """Keep a choice of modes; the same name is written over. Returns its id.

    Raises Forbidden, NotFound, RuleBroken steps.project_closed, BadInput whatif.no_name,
    whatif.name_too_long,
    whatif.nothing_changed, whatif.unknown_step.
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        ground = _held(work, project_id)
        name = _name(draft.name)
        chosen = chosen_modes(ground, draft.modes)
        changed = {code: mode.value for code, mode in chosen.items() if mode != ground.present[code]}
        if not changed:
            raise BadInput("whatif.nothing_changed")
        row = _named(work, project_id, name) or PlanScenario(project_id=project_id, name=name)
        before = dict(row.modes or {})
        row.modes, row.made_by, row.made_at = changed, actor.account_id, work.now
        row.version += 1 if row.id else 0
        work.session.add(row)
        work.session.flush()
        _audit(
            work, row, "scenario.save", {"modes": before} if before else {}, {"name": name, "modes": changed}
        )
        return row.id or 0


def rename(*, project_id: int, own_id: int, name: str, actor: Actor) -> None:
    """Raises as `save`, and RuleBroken whatif.name_taken, NotFound whatif.no_scenario."""
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        ground = _held(work, project_id)
        row, name = own_scenario(work.session, ground, own_id), _name(name)
        other = _named(work, project_id, name)
        if other is not None and other.id != own_id:
            raise RuleBroken("whatif.name_taken", name=name)
        _audit(work, row, "scenario.rename", {"name": row.name}, {"name": name})
        row.name, row.version = name, row.version + 1
        work.session.add(row)


def delete(*, project_id: int, own_id: int, actor: Actor) -> None:
    """Raises Forbidden, NotFound whatif.no_scenario, RuleBroken steps.project_closed."""
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        row = own_scenario(work.session, _held(work, project_id), own_id)
        _audit(work, row, "scenario.delete", {"name": row.name, "modes": row.modes}, {})
        work.session.delete(row)


def changed_modes(modes: Mapping[str, str]) -> dict[str, Mode]:
    """Plain values as a page keeps them."""
    return {code: Mode(mode) for code, mode in modes.items()}


def _held(work: UnitOfWork, project_id: int) -> WhatIfGround:
    today = clock.local(work.now).date()
    return ground_of(work.session, open_project(work, project_id, today), today)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadInput("whatif.no_name")
    if len(name) > LONGEST_NAME:
        raise BadInput("whatif.name_too_long", most=LONGEST_NAME)
    return name


def _named(work: UnitOfWork, project_id: int, name: str) -> PlanScenario | None:
    query = select(PlanScenario).where(PlanScenario.project_id == project_id, PlanScenario.name == name)
    return work.session.exec(query).first()


def _audit(
    work: UnitOfWork, row: PlanScenario, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    audit.record(
        work,
        action=action,
        subject_type="project",
        subject_id=row.project_id,
        project_id=row.project_id,
        before=before,
        after=after,
    )
