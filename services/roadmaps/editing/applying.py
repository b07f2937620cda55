"""Edits applied one after the other to the workbench, refusals in the words of the reader."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from domain.errors import BadInput, DomainError, RuleBroken
from services.lifecycle_words import item_names, said
from services.roadmaps.editing import links, steps_on_off, ways
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import Edit, SetPin
from services.steps import ProjectSteps
from services.words import named

_BY_KIND: Mapping[str, Callable[[Workbench, Any], None]] = {
    "add": steps_on_off.add,
    "drop": steps_on_off.drop,
    "need": steps_on_off.need,
    "mode": ways.set_mode,
    "duration": ways.set_duration,
    "department": ways.set_department,
    "link": links.add,
    "unlink": links.remove,
    "group": ways.set_group,
    "pin": ways.set_pin,
}
_STEPS = ("item", "step", "source")


def apply(bench: Workbench, edits: Sequence[Edit]) -> None:
    """Raises BadInput edit.nothing for no edits, else what an edit refuses."""
    if not edits:
        raise BadInput("edit.nothing")
    for edit in edits:
        _BY_KIND[edit.kind](bench, edit)


def require_pins_hold(bench: Workbench, edits: Sequence[Edit]) -> None:
    """An agreed acceptance cannot lie before what the step waits for. RuleBroken edit.pin_too_early."""
    for edit in edits:
        if not isinstance(edit, SetPin) or edit.on is None:
            continue
        step = bench.step(edit.code)
        earliest = step.plan_accept_on
        if earliest and earliest > _first_workday(bench, edit.on):
            raise RuleBroken("edit.pin_too_early", item=edit.code, earliest=earliest)


def _first_workday(bench: Workbench, day: date) -> date:
    known = bench.desk.calendar
    return day if known.is_workday(day) else known.next_workday(day)


@contextmanager
def in_words(desk: ProjectSteps, lang: str) -> Iterator[None]:
    """Within the block a refusal names steps and departments as the reader knows them, also along a cycle."""
    names = item_names(desk.items, lang)
    try:
        yield
    except DomainError as error:
        params = dict(error.params)
        for key in _STEPS:
            if key in params:
                params[key] = names.get(str(params[key]), params[key])
        if "codes" in params:
            params["path"] = " → ".join(names.get(str(code), str(code)) for code in params["codes"])  # type: ignore[attr-defined]
        if str(params.get("department")) in desk.departments:
            params["department"] = named(desk.departments[str(params["department"])], lang)
        error.params.update(said(params, lang=lang, names=names))
        raise
