"""Which column of a ledger is which: machine names, Chinese and English names, synonyms, units in the header.

The names come from reference/ledger_columns.csv (domain.md (e)).
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

SEARCHED_ROWS = 10
_BRACKET = re.compile(r"[(\[{【]([^)\]}】]*)[)\]}】]")
_MARKS = re.compile(r"[\s*:_\-\"'“”、·]+")


@dataclass(frozen=True)
class Column:
    """One column a ledger may have. `handling`: needed, stored, hint, person, problem, split, beside,
    derived (computed here, never read) or ignored."""

    code: str
    kind: str
    handling: str
    names: tuple[str, ...]
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A column of the file: its place (from 0), its header as written, and the factor of the unit in it."""

    column: Column
    place: int
    header: str
    unit: str = ""


@dataclass(frozen=True)
class Headers:
    """The header row (from 1) and what its cells are. `unknown` are headers nobody reads, `derived` those of
    columns that are computed, `doubled` second columns of one kind, `foreign` amounts in another currency."""

    row: int
    found: Mapping[str, Found]
    unknown: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True)
class Units:
    """The words for units of `money` and `area`: word → factor as text, `refused` for a foreign currency."""

    money: Mapping[str, str] = field(default_factory=dict)
    area: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, str]:
        return {"money": self.money, "area": self.area}.get(kind, {})


def plain(text: object) -> str:
    """A header or a word as compared: half-width, lower case, without spaces and ornaments."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", str(text or "")).casefold())


def header_row(rows: Sequence[Sequence[object]], columns: Sequence[Column], units: Units) -> Headers | None:
    """The row among the first ten that names most columns, the first of equals; None if none names any."""
    best: Headers | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS], start=1):
        headers = read_headers(row, columns, units, number)
        if headers.found and (best is None or len(headers.found) > len(best.found)):
            best = headers
    return best


def read_headers(cells: Sequence[object], columns: Sequence[Column], units: Units, row: int = 1) -> Headers:
    """What each cell of a header row is. An official name beats a synonym, the left one the right one."""
    known = _known(columns)
    hits = {place: _hit(cell, known, units) for place, cell in enumerate(cells) if isinstance(cell, str)}
    hits = {place: _beside(place, hit, hits, columns) for place, hit in hits.items()}
    chosen: dict[str, Found] = {}
    others: dict[str, list[str]] = {"unknown": [], "derived": [], "doubled": [], "foreign": []}
    for place in sorted(hits, key=lambda place: (hits[place].rank, place)):
        hit = hits[place]
        kind = hit.verdict(chosen)
        if kind == "found" and hit.column:
            chosen[hit.column.code] = Found(hit.column, place, hit.header, hit.unit)
        elif kind in others:
            others[kind].append(hit.header)
    return Headers(row, chosen, **{name: tuple(texts) for name, texts in others.items()})


@dataclass(frozen=True)
class _Hit:
    header: str
    column: Column | None = None
    rank: int = 9
    unit: str = ""

    def verdict(self, chosen: Collection[str]) -> str:
        if not self.header:
            return "empty"
        if self.column is None or self.column.handling == "beside":
            return "unknown"
        if self.column.handling in ("derived", "ignored"):
            return self.column.handling
        if self.unit == "refused":
            return "foreign"
        return "doubled" if self.column.code in chosen else "found"


def _known(columns: Sequence[Column]) -> dict[str, tuple[int, Column]]:
    """Every name as compared → how good it is (0 official, 1 synonym) and its column."""
    known: dict[str, tuple[int, Column]] = {}
    for column in columns:
        for rank, names in enumerate(((column.code, *column.names), column.synonyms)):
            for name in names:
                if plain(name):
                    known.setdefault(plain(name), (rank, column))
    return known


def _hit(cell: str, known: Mapping[str, tuple[int, Column]], units: Units) -> _Hit:
    header = " ".join(cell.split())
    text = unicodedata.normalize("NFKC", header)
    bracket = " ".join(_BRACKET.findall(text))
    for name in (plain(text), plain(_BRACKET.sub("", text))):
        if name in known:
            rank, column = known[name]
            return _Hit(header, column, rank, _unit(bracket, units.of(column.kind)))
    return _with_unit_behind(header, plain(_BRACKET.sub("", text)), known, units)


def _with_unit_behind(header: str, name: str, known: Mapping[str, tuple[int, Column]], units: Units) -> _Hit:
    """The unit without brackets: it ends the header."""
    for kind in ("money", "area"):
        for word in sorted(units.of(kind), key=len, reverse=True):
            rank, column = known.get(name.removesuffix(plain(word)).rstrip("/,"), (9, None))
            if name.endswith(plain(word)) and column is not None and column.kind == kind:
                return _Hit(header, column, rank, units.of(kind)[word])
    return _Hit(header)


def _unit(bracket: str, words: Mapping[str, str]) -> str:
    """The factor of the longest unit word that the bracket holds; empty when it names none."""
    text = plain(bracket)
    for word in sorted(words, key=len, reverse=True):
        if plain(word) in text:
            return words[word]
    return ""


def _beside(place: int, hit: _Hit, hits: Mapping[int, _Hit], columns: Sequence[Column]) -> _Hit:
    """A bare "phone" is the enterprise's when it stands next to the enterprise's contact, else nobody's."""
    if hit.column is None or hit.column.handling != "beside":
        return hit
    neighbours = (hits.get(place - 1), hits.get(place + 1))
    if any(one and one.column and one.column.code == "enterprise_contact" for one in neighbours):
        phone = next(column for column in columns if column.code == "enterprise_phone")
        return _Hit(hit.header, phone, 1)
    return hit


def missing(headers: Headers, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns without which a row cannot be a project."""
    return tuple(one for one in columns if one.handling == "needed" and one.code not in headers.found)
