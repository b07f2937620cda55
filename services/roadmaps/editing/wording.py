"""Edits as sentences: in the basket of the page and in the list of changes."""

from collections.abc import Mapping
from typing import Any

from services.roadmaps.editing.drafts import Edit, SetDepartment, SetDuration, SetGroup, SetMode, SetPin
from services.words import say_date, translate


def sentence(edit: Edit, *, names: Mapping[str, str], departments: Mapping[str, str], lang: str) -> str:
    """One edit in words, the step named: 工程规划许可：计划天数改为12天."""
    values = {
        key: names.get(value, value) if key in ("code", "source") else value
        for key, value in edit.model_dump().items()
    }
    key, more = _of_kind(edit, departments, lang)
    return translate(f"edit_said.{key}", lang=lang, **{**values, **more, "item": values["code"]})


def _of_kind(edit: Edit, departments: Mapping[str, str], lang: str) -> tuple[str, dict[str, Any]]:
    if isinstance(edit, SetMode):
        return "mode", {"mode": translate(f"mode.{edit.mode.value}", lang=lang)}
    if isinstance(edit, SetDuration):
        return ("duration_back" if edit.days is None else "duration"), {}
    if isinstance(edit, SetDepartment):
        return "department", {"department": departments.get(edit.department_code, edit.department_code)}
    if isinstance(edit, SetGroup):
        return ("group_left" if edit.group is None else "group"), {}
    if isinstance(edit, SetPin):
        return ("pin_back", {}) if edit.on is None else ("pin", {"on": say_date(edit.on, lang=lang)})
    if edit.kind == "link":
        return f"link_{edit.link_kind.value.lower()}", {}
    return edit.kind, {}
