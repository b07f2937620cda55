"""Loads the CSV files of reference/ into the editable tables; what somebody edited is never overwritten."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.access import SYSTEM
from models import (
    ApprovalItem,
    CalendarDay,
    Department,
    ItemMaterial,
    ReminderRule,
    RoadmapTemplate,
    Setting,
    TemplateGroup,
    TemplateStep,
    TemplateVersion,
)
from services import audit
from services.database import unit_of_work
from services.kept import stamp_if_missing
from services.settings import ROOT

Record = dict[str, str]


def records(name: str) -> Iterator[Record]:
    """The rows of reference/<name>.csv (UTF-8 with BOM), as text."""
    with (ROOT / "reference" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def load() -> int:
    """Insert what is missing; returns how many rows were new. A second call inserts nothing."""
    from services.templates.bodies import write_down_missing

    with unit_of_work(SYSTEM) as work:
        kept = set(work.session.exec(select(TemplateVersion.template_code)))
        added = sum(_add_missing(work.session, rows, identity) for rows, identity in _sources(kept))
        added += write_down_missing(work, work.session.exec(select(RoadmapTemplate)).all())
        stamp_if_missing(work.session)
        if added:
            audit.record(
                work,
                action="catalogue.load",
                subject_type="catalogue",
                subject_id="all",
                after={"rows": added},
            )
    return added


def _sources(kept: set[str]) -> Iterator[tuple[list[Any], Callable[[Any], Any]]]:
    """`kept`: packages with a published version; an item that somebody took out of one stays out."""
    yield _departments(), lambda row: row.code
    yield _items(), lambda row: row.code
    yield _materials(), lambda row: (row.item_code, row.name_zh)
    yield _templates(), lambda row: row.code
    steps = [row for row in _template_steps() if row.template_code not in kept]
    groups = [row for row in _template_groups() if row.template_code not in kept]
    yield steps, lambda row: (row.template_code, row.item_code)
    yield groups, lambda row: (row.template_code, row.parallel_group)
    yield _calendar_days(), lambda row: row.day
    yield _settings(), lambda row: row.key
    yield _rules(), lambda row: row.code


def _add_missing(session: Session, rows: list[Any], identity: Callable[[Any], Any]) -> int:
    if not rows:
        return 0
    present = {identity(row) for row in session.exec(select(type(rows[0])))}
    missing = [row for row in rows if identity(row) not in present]
    session.add_all(missing)
    session.flush()
    return len(missing)


def _departments() -> list[Department]:
    shorts = {r["code"]: r for r in records("department_short_names")}
    return [
        Department(**_named(r), code=r["code"], kind=r["kind"], **_shorts(shorts.get(r["code"])))
        for r in records("departments")
    ]


def _items() -> list[ApprovalItem]:
    shorts = {r["code"]: r for r in records("item_short_names")}
    return [_item(seq, r, shorts.get(r["code"])) for seq, r in enumerate(records("approval_catalogue"), 1)]


def _item(seq: int, r: Record, short: Record | None) -> ApprovalItem:
    return ApprovalItem(
        **_named(r),
        **_shorts(short),
        **_flags(r, "same_day", "escalated", "milestone", "outdoor"),
        **_texts(r, "code", "stage", "department_code", "day_unit", "limits_status"),
        **_texts(r, "legal_basis", "notes", "evidence"),
        seq=seq,
        lead_department_code=r["lead_department_code"] or None,
        statutory_days=_int(r["statutory_days"]),
        promised_days=_int(r["promised_days"]),
        prerequisites=_split(r["prerequisites"]),
        modes_allowed=_split(r["modes_allowed"]),
        tolerance_flavour=r["tolerance_flavour"] or None,
        visits=int(r["visits"]),
    )


def _materials() -> list[ItemMaterial]:
    return [
        ItemMaterial(
            item_code=r["item_code"],
            name_zh=r["material_zh"],
            name_en=r["material_en"],
            requirement=r["requirement"],
            defer_workdays=_int(r["defer_working_days"]),
            source=r["source"],
            evidence=r["evidence"],
        )
        for r in records("materials")
    ]


def _templates() -> list[RoadmapTemplate]:
    first = {r["template_code"]: r for r in reversed(list(records("roadmap_templates")))}
    return [
        RoadmapTemplate(code=code, seq=seq, name_zh=r["template_name_zh"], name_en=r["template_name_en"])
        for seq, (code, r) in enumerate(sorted(first.items(), key=lambda pair: _template_order(pair[0])), 1)
    ]


def _template_order(code: str) -> int:
    return list(dict.fromkeys(r["template_code"] for r in records("roadmap_templates"))).index(code)


def _template_steps() -> list[TemplateStep]:
    return [
        TemplateStep(
            template_code=r["template_code"],
            seq=int(r["seq"]),
            item_code=r["item_code"],
            mode=r["mode"],
            parallel_group=r["parallel_group"] or None,
            optional=r["optional"] == "yes",
            conversion_requires=_split(r["conversion_requires"]),
        )
        for r in records("roadmap_templates")
    ]


def _template_groups() -> list[TemplateGroup]:
    return [
        TemplateGroup(
            **_named(r),
            **{
                name: r[name] for name in ("template_code", "parallel_group", "stage", "lead_department_code")
            },
        )
        for r in records("parallel_groups")
    ]


def _calendar_days() -> list[CalendarDay]:
    return [
        CalendarDay(
            day=date.fromisoformat(r["date"]),
            name=r["name"],
            is_workday=r["is_off_day"] == "no",
            provisional=r["provisional"] == "yes",
            source=r["source"],
        )
        for r in records("holidays_cn")
    ]


def _settings() -> list[Setting]:
    return [
        Setting(
            key=r["key"],
            value=r["default"],
            unit=r["unit"],
            meaning_zh=r["meaning_zh"],
            evidence=r["evidence"],
        )
        for r in records("settings")
    ]


def _rules() -> list[ReminderRule]:
    return [
        ReminderRule(
            **_texts(r, "scope", "anchor", "offset", "unit", "repeat", "level", "text_zh"),
            code=r["rule"],
            recipients=_split(r["recipients"]),
        )
        for r in records("reminder_rules")
    ]


def _texts(r: Record, *names: str) -> dict[str, Any]:
    return {name: r[name] for name in names}


def _flags(r: Record, *names: str) -> dict[str, Any]:
    return {name: r[name] == "yes" for name in names}


def _named(r: Record) -> dict[str, Any]:
    return {"name_zh": r["name_zh"], "name_en": r["name_en"]}


def _shorts(r: Record | None) -> dict[str, Any]:
    return {"short_zh": r["short_zh"], "short_en": r["short_en"]} if r else {}


def _split(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _int(text: str) -> int | None:
    return int(text) if text else None
