"""Layout and html of the map of a roadmap with every item of the catalogue: 45 steps."""

import statistics
import time
from dataclasses import fields, replace
from datetime import date
from typing import Any
from unittest.mock import patch

from bench.measure import Figure
from domain.access import SYSTEM
from services import catalogue
from services.catalogue import ItemView
from services.database import reading
from services.roadmaps.views import RoadmapView, SavingView, StepRow
from ui import map_html, session

_TIMES = 15
_LIMIT_SECONDS = 0.06
_TODAY = date(2026, 11, 26)


def figures() -> list[Figure]:
    """An absolute figure: each run draws a roadmap that the cache has not seen."""
    view = _view()
    durations = []
    with patch.object(session, "lang", return_value="zh_CN"):
        for number in range(_TIMES):
            fresh = replace(view, project_id=number)
            started = time.perf_counter()
            map_html.html(fresh, stage="construction_permit")
            durations.append(time.perf_counter() - started)
    name = f"map of {len(view.steps)} steps, layout and html"
    return [Figure(name, statistics.median(durations), None, _LIMIT_SECONDS)]


def _view() -> RoadmapView:
    with reading(SYSTEM) as found:
        items = catalogue.items(found)
    return RoadmapView(
        project_id=0,
        template_name="",
        today=_TODAY,
        start_on=_TODAY,
        finish_on=date(2027, 6, 4),
        baseline_finish_on=None,
        critical=(),
        is_provisional=True,
        saving=SavingView(0, 0, 0, None, None, 0, 0, 0, 0),
        off_days=(),
        provisional_from=None,
        groups=(),
        steps=tuple(_step(item, number) for number, item in enumerate(items.values())),
    )


def _step(item: ItemView, number: int) -> StepRow:
    empty: dict[str, Any] = {field.name: None for field in fields(StepRow)}
    known: dict[str, Any] = {
        "id": number,
        "code": item.code,
        "name": item.name_zh,
        "short_name": item.short_zh,
        "stage": item.stage,
        "department": item.department_code,
        "mode": "standard",
        "state_word": "",
        "state_kind": "open",
        "light": "none",
        "plan_finish_on": _TODAY,
        "is_critical": number % 3 == 0,
        "is_waiting_option": False,
        "pauses": (),
        "predecessors": item.prerequisites,
        "soft_predecessors": (),
    }
    return StepRow(**(empty | known))
