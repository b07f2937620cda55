"""All roadmaps of a large pool planned anew and stored, against reading, the bare pass and writing back."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bench.measure import Figure
from domain.access import SYSTEM
from domain.network import MaterialSpec
from domain.plans import Plan
from domain.roadmap import plan
from models import Project, Step, StepMaterial
from services import clock, database, roadmaps
from services.database import reading, unit_of_work
from services.roadmaps.specs import Reference, facts_of, network_with

_BATCH = 250
_STORED = ("plan_accept_on", "plan_opinion_on", "plan_finish_on", "latest_accept_on", "slack_workdays")
_PROJECT, _STEP, _MATERIAL = (model.__table__ for model in (Project, Step, StepMaterial))  # type: ignore[attr-defined]


def figures(url: str) -> list[Figure]:
    """On the large pool; service and floor take turns, a batch each, one day further on every turn."""
    before = database.current_url()
    database.use(url)
    with reading(SYSTEM) as session:
        ids = list(session.connection().scalars(select(_PROJECT.c.id).order_by(_PROJECT.c.id)))
    seconds = {_service: 0.0, _floor: 0.0}
    for start in range(0, len(ids), _BATCH):
        for days, run in enumerate(seconds, 1):
            started = time.perf_counter()
            run(ids[start : start + _BATCH], clock.today() + timedelta(days=days))
            seconds[run] += time.perf_counter() - started
    database.use(before)
    name = f"{len(ids):,} roadmaps planned and stored / read, pass, write"
    return [Figure(name, seconds[_service], seconds[_floor], 3)]


def _service(ids: Sequence[int], today: date) -> None:
    with unit_of_work(SYSTEM) as work:
        reference = Reference(work.session)
        projects = work.session.scalars(select(Project).where(_PROJECT.c.id.in_(ids)))
        for project in projects.all():
            roadmaps.recalculate(work, project=project, today=today, reference=reference)


def _floor(ids: Sequence[int], today: date) -> None:
    with unit_of_work(SYSTEM) as work:
        reference, connection = Reference(work.session), work.session.connection()
        projects = {row.id: row for row in connection.execute(select(_PROJECT).where(_PROJECT.c.id.in_(ids)))}
        materials = _materials(connection, ids)
        query = select(_STEP).where(_STEP.c.project_id.in_(ids)).order_by(_STEP.c.project_id, _STEP.c.seq)
        changed: list[dict[str, Any]] = []
        for project_id, rows in groupby(connection.execute(query), key=lambda row: row.project_id):
            steps: Any = list(rows)
            changed += _changes(steps, _pass(reference, projects[project_id], steps, materials, today))
        values = {name: bindparam(name) for name in _STORED}
        connection.execute(update(_STEP).where(_STEP.c.id == bindparam("key")).values(values), changed)


def _materials(connection: Connection, ids: Sequence[int]) -> dict[int, list[MaterialSpec]]:
    columns = (_MATERIAL.c[name] for name in ("name_zh", "source", "requirement", "defer_workdays"))
    query = select(_MATERIAL.c.step_id, *columns).where(
        _MATERIAL.c.project_id.in_(ids), _MATERIAL.c.source.contains("item:")
    )
    found = defaultdict(list)
    for step_id, *values in connection.execute(query):
        found[step_id].append(MaterialSpec(*values))
    return found


def _pass(
    reference: Reference, project: Any, steps: Any, materials: dict[int, list[MaterialSpec]], today: date
) -> Plan[date]:
    return plan(
        network_with(reference, steps, materials),
        timeline=reference.timeline,
        start=project.signed_on or project.entered_on,
        facts=facts_of(steps, today=today, known=reference.calendar),
        today=today,
    )


def _changes(steps: Any, planned: Plan[date]) -> list[dict[str, Any]]:
    found = []
    for step in steps:
        dates = planned.steps.get(step.item_code)
        values = {name: getattr(dates, name.removeprefix("plan_"), None) for name in _STORED}
        if any(getattr(step, name) != value for name, value in values.items()):
            found.append({"key": step.id, **values})
    return found
