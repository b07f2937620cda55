"""Adopting a scenario: its modes become the plan, as one audited change of the roadmap that can be undone."""

from collections.abc import Mapping
from typing import Any

from domain.access import Actor, Permission, require
from domain.errors import BadInput, RuleBroken
from domain.plans import Plan
from domain.vocabulary import Mode
from models import Project
from services import audit, clock, project_duties
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project
from services.roadmaps.editing import Saved, SetMode
from services.roadmaps.editing.saving import carry_out, record
from services.roadmaps.impact import Impact, previewed
from services.roadmaps.whatif.comparing import own_scenario
from services.roadmaps.whatif.ground import ground_of
from services.roadmaps.whatif.keeping import changed_modes


def preview_adoption(*, project_id: int, modes: Mapping[str, str], actor: Actor) -> Impact:
    """What adopting these modes would move; nothing is kept. Raises as `adopt`, but asks for no reason."""
    require(actor, Permission.EDIT_PROJECT)

    def run(work: UnitOfWork) -> Impact:
        today = clock.local(work.now).date()
        return _carried_out(work, open_project(work, project_id, today), changed_modes(modes))[1]

    return previewed(run, actor=actor)


def adopt(
    *, project_id: int, scenario: str, modes: Mapping[str, str], version: int, reason: str, actor: Actor
) -> Saved:
    """Work the steps in these modes from now on. `modes`: what was shown; `scenario`: its code, kept in the
    audit; `version`: the project's as it was read.

    Raises Forbidden, NotFound, Conflict access.stale, BadInput edit.no_reason, whatif.nothing_changed,
    RuleBroken `mode_refused.*`, `guard.*`, `edit.*`, `roadmap.*`.
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        project = open_project(work, project_id, today, version)
        if not reason.strip():
            raise BadInput("edit.no_reason")
        bench, impact = _carried_out(work, project, changed_modes(modes))
        change = record(work, bench, _edits(changed_modes(modes)), reason.strip())
        change.summary = {**change.summary, "scenario": scenario}
        _mark(work, project, scenario)
        audit.record(
            work,
            action="scenario.adopt",
            subject_type="project",
            subject_id=project_id,
            project_id=project_id,
            before={"finish_on": impact.finish_before},
            after={"scenario": scenario, "finish_on": impact.finish_after, "change": change.id},
            reason=reason.strip(),
        )
        project_duties.follow_up(work, project=project, on=today)
        return Saved(change.id or 0, impact)


def _carried_out(work: UnitOfWork, project: Project, modes: Mapping[str, Mode]) -> tuple[Any, Impact]:
    if not modes:
        raise BadInput("whatif.nothing_changed")
    today = clock.local(work.now).date()
    bench, impact = carry_out(work, project=project, edits=_edits(modes), today=today)
    _require_supplements_in_time(work, project)
    return bench, impact


def _edits(modes: Mapping[str, Mode]) -> list[SetMode]:
    return [SetMode(code=code, mode=mode) for code, mode in modes.items()]


def _require_supplements_in_time(work: UnitOfWork, project: Project) -> None:
    """A plan whose supplement comes later than its deferral is refused (scheduling.md §3)."""
    ground = ground_of(work.session, project, clock.local(work.now).date())
    planned: Plan[Any] = ground.planned(ground.network)
    for late in planned.late_supplements:
        if ground.is_open(late.step):
            raise RuleBroken(
                "roadmap.supplement_too_late", step=late.step, item=late.producer, days=late.allowed_workdays
            )


def _mark(work: UnitOfWork, project: Project, scenario: str) -> None:
    """An own scenario remembers that it was adopted."""
    kind, _, number = scenario.partition("-")
    if kind == "own" and number.isdigit():
        ground = ground_of(work.session, project, clock.local(work.now).date())
        row = own_scenario(work.session, ground, int(number))
        row.adopted_at = work.now
        work.session.add(row)
