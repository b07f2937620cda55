"""The columns of an item list: machine name, words in both languages, how a cell is read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import BadInput
from domain.ledger_headers import plain
from domain.ledger_values import shown
from domain.vocabulary import STAGES, DayUnit, Mode
from services.catalogue import DepartmentView, ItemView
from services.words import LANGS, translate

TEXTS = ("name_zh", "name_en", "short_zh", "short_en", "legal_basis", "notes")
FLAGS = ("same_day", "escalated", "milestone", "outdoor")
COLUMNS = (
    *("code", "name_zh", "name_en", "short_zh", "short_en", "stage", "department_code"),
    *("lead_department_code", "statutory_days", "promised_days", "day_unit", "prerequisites"),
    *("modes_allowed", "tolerance_flavour", "same_day", "escalated", "visits", "milestone", "outdoor"),
    *("legal_basis", "notes"),
)
NEEDED = ("name_zh", "stage", "department_code")
LIMITS = ("statutory_days", "promised_days", "day_unit")
_SPLIT = str.maketrans({"；": ";", "、": ";", ",": ";", "，": ";", "\n": ";"})


def header(name: str, lang: str) -> str:
    return translate(f"item_column.{name}", lang=lang)


def places(cells: Iterable[object]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Machine name → place of the known headers of a row, and the headers nobody reads."""
    known = {
        plain(text): name for name in COLUMNS for text in (name, *(header(name, lang) for lang in LANGS))
    }
    found: dict[str, int] = {}
    unread = []
    for place, cell in enumerate(cells):
        name = known.get(plain(cell)) if cell else None
        if name and name not in found:
            found[name] = place
        elif cell:
            unread.append(shown(cell))
    return found, tuple(unread)


@dataclass(frozen=True)
class Reader:
    """Words in cells → codes: departments and items by code or any of their names."""

    departments: Mapping[str, str]
    items: Mapping[str, str]

    def value(self, name: str, cell: Any) -> Any:
        """The value of a filled cell. Raises BadInput items.*."""
        text = shown(cell)
        readers: dict[str, Callable[[str], Any]] = {
            "stage": lambda said: _coded("stage", STAGES, said, "items.unknown_stage"),
            "department_code": self._department,
            "lead_department_code": self._department,
            "day_unit": lambda said: _coded("day_unit", DayUnit, said, "limits.unknown_unit"),
            "prerequisites": lambda said: tuple(self._item(part) for part in _parts(said)),
            "modes_allowed": lambda said: tuple(
                _coded("mode", Mode, part, "items.unknown_mode") for part in _parts(said)
            ),
            "tolerance_flavour": lambda said: said.upper(),
            "visits": _count,
            **dict.fromkeys(FLAGS, _flag),
        }
        return readers.get(name, lambda said: " ".join(said.split()))(text)

    def _department(self, text: str) -> str:
        if plain(text) not in self.departments:
            raise BadInput("items.unknown_department", text=text)
        return self.departments[plain(text)]

    def _item(self, text: str) -> str:
        if plain(text) not in self.items:
            raise BadInput("items.unknown_prerequisite", text=text)
        return self.items[plain(text)]


def known_departments(found: Collection[DepartmentView]) -> dict[str, str]:
    return {plain(text): one.code for one in found for text in _names(one) if text}


def known_items(found: Iterable[ItemView]) -> dict[str, str]:
    return {plain(text): one.code for one in found for text in _names(one) if text}


def _names(row: DepartmentView | ItemView) -> tuple[str, ...]:
    return (row.short_zh, row.short_en, row.name_en, row.name_zh, row.code)


def _coded(kind: str, codes: Iterable[str], text: str, refusal: str) -> str:
    for code in codes:
        words = {plain(code), *(plain(translate(f"{kind}.{code}", lang=lang)) for lang in LANGS)}
        if plain(text) in words:
            return str(code)
    raise BadInput(refusal, text=text)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.translate(_SPLIT).split(";") if part.strip()]


def _flag(text: str) -> bool:
    words = {
        answer: {word for lang in LANGS for word in translate(f"items.{answer}_words", lang=lang).split()}
        for answer in ("yes", "no")
    }
    if text.casefold() in words["yes"]:
        return True
    if text.casefold() in words["no"]:
        return False
    raise BadInput("items.not_yes_or_no", text=text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise BadInput("items.bad_visits", most=20)
    return int(text)
