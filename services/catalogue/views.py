"""What other services and pages read of the catalogue: frozen views, by code; kept while unchanged."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from models import (
    ApprovalItem,
    Department,
    ItemMaterial,
    RoadmapTemplate,
    Setting,
    TemplateGroup,
    TemplateStep,
)
from services.kept import kept


@dataclass(frozen=True)
class DepartmentView:
    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    kind: str


@dataclass(frozen=True)
class ItemView:
    """Limits are in `day_unit`s; None means a milestone or no legal limit."""

    code: str
    seq: int
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    stage: str
    department_code: str
    lead_department_code: str | None
    statutory_days: int | None
    promised_days: int | None
    day_unit: str
    limits_status: str
    prerequisites: tuple[str, ...]
    modes_allowed: tuple[str, ...]
    tolerance_flavour: str | None
    same_day: bool
    escalated: bool
    visits: int
    milestone: bool
    outdoor: bool
    legal_basis: str


@dataclass(frozen=True)
class MaterialView:
    item_code: str
    name_zh: str
    name_en: str
    requirement: str
    defer_workdays: int | None
    source: str


@dataclass(frozen=True)
class TemplateStepView:
    item_code: str
    seq: int
    mode: str
    parallel_group: str | None
    optional: bool
    conversion_requires: tuple[str, ...]
    links: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class GroupView:
    parallel_group: str
    stage: str
    name_zh: str
    name_en: str
    lead_department_code: str


@dataclass(frozen=True)
class TemplateView:
    code: str
    name_zh: str
    name_en: str
    steps: tuple[TemplateStepView, ...]
    groups: tuple[GroupView, ...]


def departments(session: Session) -> dict[str, DepartmentView]:
    """Every department by code."""
    return kept(session, _departments)


def _departments(session: Session) -> dict[str, DepartmentView]:
    return {
        row.code: _view(DepartmentView, row) for row in session.exec(_columns(DepartmentView, Department))
    }


def items(session: Session) -> dict[str, ItemView]:
    """Every approval item by code, in the order of the catalogue."""
    return kept(session, _items)


def _items(session: Session) -> dict[str, ItemView]:
    found = session.exec(_columns(ItemView, ApprovalItem).order_by(ApprovalItem.seq))
    return {row.code: _view(ItemView, row) for row in found}


def materials(session: Session) -> dict[str, tuple[MaterialView, ...]]:
    """The materials of each item that needs any."""
    return kept(session, _materials)


def _materials(session: Session) -> dict[str, tuple[MaterialView, ...]]:
    found: dict[str, list[MaterialView]] = defaultdict(list)
    for row in session.exec(select(ItemMaterial).order_by(ItemMaterial.id)):
        found[row.item_code].append(_view(MaterialView, row))
    return {code: tuple(views) for code, views in found.items()}


def templates(session: Session) -> dict[str, TemplateView]:
    """Every package by code with its steps and parallel groups."""
    return kept(session, _templates)


def _templates(session: Session) -> dict[str, TemplateView]:
    steps: dict[str, list[TemplateStepView]] = defaultdict(list)
    for row in session.exec(select(TemplateStep).order_by(TemplateStep.seq)):
        steps[row.template_code].append(_view(TemplateStepView, row))
    groups: dict[str, list[GroupView]] = defaultdict(list)
    for row in session.exec(select(TemplateGroup).order_by(TemplateGroup.parallel_group)):
        groups[row.template_code].append(_view(GroupView, row))
    return {
        row.code: TemplateView(
            row.code, row.name_zh, row.name_en, tuple(steps[row.code]), tuple(groups[row.code])
        )
        for row in session.exec(select(RoadmapTemplate).order_by(RoadmapTemplate.seq))
    }


def settings_map(session: Session) -> dict[str, str]:
    """The editable numbers as text, by key."""
    return kept(session, _settings)


def numbers(session: Session) -> dict[str, int]:
    """Those of them that are whole numbers."""
    return kept(session, _numbers)


def _numbers(session: Session) -> dict[str, int]:
    return {key: int(value) for key, value in _settings(session).items() if value.isdigit()}


def _settings(session: Session) -> dict[str, str]:
    return {row.key: row.value for row in session.exec(select(Setting))}


def number(session: Session, key: str) -> int:
    """One editable number. Raises KeyError for a key that settings.csv does not have."""
    return int(settings_map(session)[key])


def _columns(view: type, model: type):  # type: ignore[no-untyped-def]
    """A select of what a view shows, without the cost of rows that remember their changes."""
    return select(*[getattr(model, name) for name in view.__dataclass_fields__])  # type: ignore


def _view(view: type, row: object):  # type: ignore[no-untyped-def]
    """A frozen view from a row: same names, lists become tuples."""
    values = {name: getattr(row, name) for name in view.__dataclass_fields__}  # type: ignore[attr-defined]
    return view(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})
