"""What an edit may change of a step, read and put back as plain values."""

from datetime import date
from typing import Any

from models import Step

EDITABLE = (
    "mode",
    "conversion_requires",
    "parallel_group",
    "lead_department_code",
    "department_code",
    "plan_days",
    "links",
    "pinned_on",
    "optional",
    "not_needed_reason",
    "local_edits",
)
_DAYS = frozenset({"pinned_on"})
Values = dict[str, Any]


def read(step: Step) -> Values:
    """The editable columns as JSON would keep them."""
    found = {name: getattr(step, name) for name in EDITABLE}
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list) else value


def write(step: Step, values: Values) -> None:
    """Put plain values back; lists are replaced, never changed in place."""
    for name, value in values.items():
        if name in _DAYS and value is not None:
            value = date.fromisoformat(value)
        setattr(step, name, list(value) if isinstance(value, list) else value)
    step.version += 1


def difference(before: Values, after: Values) -> tuple[Values, Values]:
    """(before, after) of the columns that differ."""
    names = [name for name in EDITABLE if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def edit(step: Step, **values: Any) -> None:
    """Change columns by hand: remembered as local, so that a changed template leaves them alone."""
    changed = {name: value for name, value in values.items() if getattr(step, name) != value}
    for name, value in changed.items():
        setattr(step, name, value)
    if changed:
        step.local_edits = sorted({*step.local_edits, *changed})
