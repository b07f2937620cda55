"""The empty ledger to fill in: every column that is read, what it wants, and what may be chosen."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.vocabulary import STAGES, Mode
from models import RoadmapTemplate
from services import catalogue
from services.database import reading
from services.ledger_import.columns import columns, name_of
from services.words import named, translate

Shape = Literal["text", "number", "day"]
_LEFT_OUT = ("split", "beside", "derived", "ignored")
_SHAPES: dict[str, Shape] = {"money": "number", "area": "number", "day": "day", "past_day": "day"}
_UNITS = {"money": "ledger.unit_money", "area": "ledger.unit_area"}


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its header as the import reads it, what to write there, and what may be chosen."""

    header: str
    note: str
    is_needed: bool
    shape: Shape = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class TemplateView:
    """All words are in the reader's language. `rules` are the lines of the second sheet."""

    title: str
    sheet: str
    rules_sheet: str
    rules: tuple[str, ...]
    columns: tuple[TemplateColumn, ...]


def template(*, actor: Actor) -> TemplateView:
    """What the empty ledger holds. For all who import."""
    require(actor, Permission.INTAKE)
    lang = actor.lang
    with reading(actor) as session:
        packages = session.exec(select(RoadmapTemplate).order_by(RoadmapTemplate.seq)).all()
        choices = {
            "package": tuple(named(row, lang) for row in packages),
            "item": tuple(named(row, lang) for row in catalogue.items(session).values()),
            "stage": tuple(translate(f"stage.{stage}", lang=lang) for stage in STAGES),
            "mode": tuple(translate(f"mode.{mode}", lang=lang) for mode in Mode),
        }
    return TemplateView(
        title=translate("Project ledger to import", lang=lang),
        sheet=translate("Ledger", lang=lang),
        rules_sheet=translate("How to fill it in", lang=lang),
        rules=tuple(translate(f"ledger.template_rule_{number}", lang=lang) for number in range(1, 6)),
        columns=tuple(
            TemplateColumn(
                header=_header(one.code, one.kind, lang),
                note=translate(f"ledger.template_{one.kind}", lang=lang),
                is_needed=one.handling == "needed",
                shape=_SHAPES.get(one.kind, "text"),
                choices=choices.get(one.kind, ()),
            )
            for one in columns()
            if one.handling not in _LEFT_OUT
        ),
    )


def _header(code: str, kind: str, lang: str) -> str:
    """The name, with the unit that the import then reads."""
    name = name_of(code, lang)
    if kind not in _UNITS:
        return name
    return translate("ledger.header_unit", lang=lang, name=name, unit=translate(_UNITS[kind], lang=lang))
