"""Further items from a table: every row's fate is shown first, then all rows are stored together or none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, DomainError, RuleBroken
from domain.graphs import find_cycle
from domain.ledger_headers import plain
from domain.ledger_values import shown
from domain.limits import Limit, checked
from domain.vocabulary import DayUnit, LimitsStatus, Mode
from models import ApprovalItem
from services import catalogue
from services.database import unit_of_work
from services.items import columns
from services.items.checking import check
from services.items.drafts import ItemDraft
from services.items.editing import draft_of
from services.items.storing import Wanted, store
from services.items.views import ImportedItems, ImportedRow
from services.items.wording import differences
from services.ledger_import import reading
from services.words import of_error

_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")


class _Try(Exception):
    """Rolls the transaction of a try back."""


def import_items(*, data: bytes, name: str, commit: bool, actor: Actor) -> ImportedItems:
    """New and changed items of a table (.xlsx or .csv); a try does the same and keeps nothing.

    Rows without a code are found by their Chinese name. Blank cells change nothing; limits of a confirmed
    item are not touched. Raises Forbidden, BadInput ledger.* for an unreadable file, items.no_header,
    items.missing_column (column), items.rows_refused (n) when `commit` meets one, items.nothing_new.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    table = reading.read(data=data, name=name, sheet=None)
    found: ImportedItems | None = None
    try:
        with unit_of_work(actor) as work:
            rows, unread = _judged(work.session, table, actor)
            wanted = [row.wanted for row in rows if row.wanted and row.fate in ("new", "changed")]
            rows = _tried(work, rows, wanted, actor)
            found = ImportedItems(tuple(row.view() for row in rows), unread, is_stored=commit)
            _refuse_half(found, commit)
            if not commit:
                raise _Try
    except _Try:
        pass
    assert found is not None
    return found


def _refuse_half(found: ImportedItems, commit: bool) -> None:
    if commit and found.count("refused"):
        raise BadInput("items.rows_refused", n=found.count("refused"))
    if commit and not found.may_store:
        raise BadInput("items.nothing_new")


@dataclass(frozen=True)
class _Row:
    """A row on its way: read, found or not, judged."""

    number: int
    code: str = ""
    name: str = ""
    fate: str = "refused"
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    reason: str = ""
    wanted: Wanted | None = None

    def view(self) -> ImportedRow:
        return ImportedRow(self.number, self.code, self.name, self.fate, self.changes, self.reason)  # type: ignore[arg-type]


def _tried(work: Any, rows: list[_Row], wanted: list[Wanted], actor: Actor) -> list[_Row]:
    """Store in the open transaction; a cycle that only a package or a project shows refuses what is new."""
    if any(row.fate == "refused" for row in rows) or not wanted:
        return rows
    try:
        store(work, wanted)
    except RuleBroken as broken:
        reason = of_error(broken, lang=actor.lang)
        return [
            replace(row, fate="refused", reason=reason, wanted=None)
            if row.wanted and row.wanted.orders
            else row
            for row in rows
        ]
    return rows


def _judged(session: Session, table: reading.Table, actor: Actor) -> tuple[list[_Row], tuple[str, ...]]:
    at, places, unread = _header(table)
    known = {row.code: row for row in session.exec(select(ApprovalItem).order_by(col(ApprovalItem.seq)))}
    items = catalogue.items(session)
    departments = catalogue.departments(session)
    by_name = columns.known_items(items.values())
    raw = list(_raw(table, at, places))
    fresh = _codes(raw, by_name, last=max((row.seq for row in known.values()), default=0))
    reader = columns.Reader(
        columns.known_departments(departments.values()),
        by_name
        | {plain(text): code for number, code in fresh.items() for text in _own_names(raw, number, code)},
    )
    judge = _Judge(known, set(known) | set(fresh.values()), set(departments), reader, fresh, actor)
    return _without_cycles([judge.row(*one) for one in raw], known, actor), unread


def _header(table: reading.Table) -> tuple[int, dict[str, int], tuple[str, ...]]:
    for at, cells in enumerate(table.rows[:10]):
        found, unread = columns.places(cells)
        if "name_zh" in found or {"code", "stage"} <= found.keys():
            for name in columns.NEEDED:
                if name not in found and "code" not in found:
                    raise BadInput("items.missing_column", column=f"item_column.{name}")
            return at, found, unread
    raise BadInput("items.no_header")


def _raw(table: reading.Table, at: int, places: dict[str, int]) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """(row number, filled cells by machine name, whether a formula stands in it)."""
    for number, cells in enumerate(table.rows[at + 1 :], start=at + 2):
        filled = {
            name: cells[place]
            for name, place in places.items()
            if place < len(cells) and cells[place] is not None and str(cells[place]).strip()
        }
        has_formula = any((number, place) in table.formulas for place in places.values())
        if filled or has_formula:
            yield number, filled, has_formula


def _codes(
    raw: list[tuple[int, dict[str, Any], bool]], by_name: dict[str, str], *, last: int
) -> dict[int, str]:
    """Row → code: as written, by the name of a known item, or a fresh one."""
    found: dict[int, str] = {}
    for number, cells, _formula in raw:
        written = shown(cells["code"]) if "code" in cells else ""
        known = by_name.get(plain(cells.get("name_zh", "")), "")
        last += not written and not known
        found[number] = written or known or f"item_{last:04d}"
    return found


def _own_names(raw: list[tuple[int, dict[str, Any], bool]], number: int, code: str) -> list[str]:
    cells = next(filled for row, filled, _ in raw if row == number)
    return [code, *(shown(cells[name]) for name in ("name_zh", "short_zh", "name_en") if name in cells)]


@dataclass
class _Judge:
    """Reads one row after the other; codes and names seen before are duplicates."""

    known: dict[str, ApprovalItem]
    codes: set[str]
    departments: set[str]
    reader: columns.Reader
    fresh: dict[int, str]
    actor: Actor
    seen: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def row(self, number: int, cells: dict[str, Any], has_formula: bool) -> _Row:
        code = self.fresh[number]
        name = shown(cells["name_zh"]) if "name_zh" in cells else ""
        item = self.known.get(code)
        blank = _Row(number, code, name or (item.name_zh if item else code))
        try:
            if has_formula:
                raise BadInput("department_sheet.formula")
            return self._of(blank, cells, item)
        except DomainError as refusal:
            return replace(blank, reason=self._words(refusal))
        finally:
            self.seen.add(code)
            self.names.add(plain(name))

    def _of(self, blank: _Row, cells: dict[str, Any], item: ApprovalItem | None) -> _Row:
        if not _CODE.fullmatch(blank.code):
            raise BadInput("items.bad_code", text=blank.code)
        if blank.code in self.seen:
            raise BadInput("items.twice", text=blank.code)
        if plain(cells.get("name_zh", "")) in self.names - {""}:
            raise BadInput("items.twice", text=blank.name)
        read = {
            name: self.reader.value(name, cell)
            for name, cell in cells.items()
            if name not in ("code", *columns.LIMITS)
        }
        before = draft_of(item) if item else None
        draft = self._draft(read, before)
        check(blank.code, draft, items=self.codes, departments=self.departments)
        limit = self._limit(cells, item)
        said = differences(before, draft, item, limit, lang=self.actor.lang)
        fate = "new" if item is None else "changed" if said else "unchanged"
        wanted = Wanted(blank.code, draft, limit, item, orders=_orders(before, draft))
        return replace(blank, name=draft.name_zh, fate=fate, changes=said if item else {}, wanted=wanted)

    def _draft(self, read: dict[str, Any], before: ItemDraft | None) -> ItemDraft:
        lacking = [name for name in columns.NEEDED if before is None and name not in read]
        if lacking:
            raise BadInput("items.cell_missing", column=f"item_column.{lacking[0]}")
        known = before.model_dump() if before else {}
        if "modes_allowed" in read and Mode.STANDARD not in read["modes_allowed"]:
            read["modes_allowed"] = (Mode.STANDARD.value, *read["modes_allowed"])
        for name in ("name_zh", "name_en", "short_zh", "short_en"):
            if len(read.get(name, "")) > 200:
                raise BadInput("ledger.too_long", limit=200)
        for name in ("legal_basis", "notes"):
            if len(read.get(name, "")) > 2000:
                raise BadInput("ledger.too_long", limit=2000)
        return ItemDraft(**(known | read))

    def _limit(self, cells: dict[str, Any], item: ApprovalItem | None) -> Limit | None:
        """The numbers of the row; a confirmed limit is only changed by its own door."""
        if item is None and not any(name in cells for name in columns.LIMITS):
            return Limit(None, None, DayUnit.WORKDAY, LimitsStatus.PENDING)
        unit = self.reader.value("day_unit", cells["day_unit"]) if "day_unit" in cells else None
        limit = checked(
            cells.get("statutory_days", item and item.statutory_days),
            cells.get("promised_days", item and item.promised_days),
            unit or (item.day_unit if item else DayUnit.WORKDAY),
            LimitsStatus.PENDING,
        )
        if item is None:
            return limit
        now = (item.statutory_days, item.promised_days, item.day_unit)
        if now == (limit.statutory_days, limit.promised_days, limit.day_unit):
            return None
        if item.limits_status == LimitsStatus.CONFIRMED:
            raise RuleBroken("items.limit_confirmed")
        return limit

    def _words(self, refusal: DomainError) -> str:
        return of_error(refusal, lang=self.actor.lang)


def _orders(before: ItemDraft | None, draft: ItemDraft) -> bool:
    """Whether the row says something new about what comes before the item."""
    return bool(draft.prerequisites) if before is None else before.prerequisites != draft.prerequisites


def _without_cycles(rows: list[_Row], known: dict[str, ApprovalItem], actor: Actor) -> list[_Row]:
    """Refuse the rows of every cycle of the catalogue, then those that wait for a refused new item."""
    while True:
        graph = {code: list(item.prerequisites) for code, item in known.items()}
        names = {code: item.name_zh for code, item in known.items()}
        for row in rows:
            if row.wanted:
                graph[row.code] = list(row.wanted.draft.prerequisites)
                names[row.code] = row.name
        cycle = set(path := find_cycle(graph))
        dangling = {
            row.code: before
            for row in rows
            if row.wanted
            for before in row.wanted.draft.prerequisites
            if before not in graph
        }
        if not cycle and not dangling:
            return rows
        reason = of_error(
            RuleBroken("items.cycle", path=" → ".join(names.get(code, code) for code in path)),
            lang=actor.lang,
        )
        rows = [
            replace(row, fate="refused", reason=reason, wanted=None)
            if row.wanted and row.wanted.orders and row.code in cycle
            else replace(row, fate="refused", wanted=None, reason=_dangling(dangling[row.code], actor))
            if row.wanted and row.code in dangling
            else row
            for row in rows
        ]


def _dangling(before: str, actor: Actor) -> str:
    return of_error(BadInput("items.prerequisite_refused", text=before), lang=actor.lang)
