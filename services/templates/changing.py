"""A change that a package or an answer makes to a roadmap: one row that can be undone like any other edit."""

from collections.abc import Callable
from typing import Any

from sqlmodel import func, select

from models import RoadmapChange, StepEvent
from services.database import UnitOfWork
from services.roadmaps import impact
from services.roadmaps.editing import columns
from services.roadmaps.editing.applying import in_words
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.impact import Impact

Values = dict[str, Any]


def changed(
    work: UnitOfWork,
    *,
    bench: Workbench,
    change: Callable[[], None],
    kind: str,
    summary: Values,
    columns_of_project: tuple[str, ...],
) -> Impact:
    """Run a change of the bench's steps, settle, keep what it replaced, and tell what it moved.

    `columns_of_project`: what the change writes on the project itself, put back by an undo as well.
    """
    project = bench.project
    orders: dict[str, int] = {}
    before: Values = {}

    def run() -> None:
        bench.renew()
        orders.update({step.item_code: step.seq for step in bench.desk.steps})
        before.update({name: getattr(project, name) for name in columns_of_project})
        change()
        project.version += 1
        bench.changed()

    with in_words(bench.desk, work.actor.lang):
        moved = impact.measured(work, project=project, change=run, today=bench.desk.today)
    _keep(work, bench, orders, before, kind, summary)
    return moved


def _keep(
    work: UnitOfWork, bench: Workbench, orders: dict[str, int], project: Values, kind: str, summary: Values
) -> None:
    steps_before, steps_after = _differences(bench, orders)
    last = select(func.max(StepEvent.id)).where(StepEvent.project_id == bench.project.id)
    work.session.add(
        RoadmapChange(
            project_id=bench.project.id or 0,
            kind=kind,
            summary=summary,
            before={"steps": steps_before, "project": project},
            after={
                "steps": steps_after,
                "project": {name: getattr(bench.project, name) for name in project},
                "added": bench.added,
                "events": bench.events,
                "log": work.session.exec(last).one() or 0,
            },
            made_by=work.actor.account_id,
            made_at=work.now,
        )
    )
    work.session.flush()


def _differences(bench: Workbench, orders: dict[str, int]) -> tuple[Values, Values]:
    """As an edit by hand keeps them; a new place is put back but never stands in an undo's way."""
    before: Values = {}
    after: Values = {}
    for step in bench.desk.steps:
        code = step.item_code
        if code in bench.added:
            after[code] = columns.read(step)
            continue
        was, now = columns.difference(bench.before[code], columns.read(step))
        if step.seq != orders[code]:
            was["seq"] = orders[code]
        if was:
            before[code], after[code] = was, now
            step.version += 1
    return before, after
