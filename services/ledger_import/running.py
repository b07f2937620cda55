"""Importing a ledger: read, decide, and store only when nothing is wrong."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.errors import BadInput, DomainError
from domain.ledger_headers import Headers, header_row, missing
from services import clock
from services.database import reading, unit_of_work
from services.ledger_import import committing
from services.ledger_import.cells import ledger_rows
from services.ledger_import.columns import columns, name_of, units
from services.ledger_import.deciding import Decider
from services.ledger_import.decisions import Decision
from services.ledger_import.matching import Names
from services.ledger_import.reading import Table, is_filled, read
from services.ledger_import.remarks import Remark, of_refusal, warning
from services.ledger_import.results import result_of
from services.ledger_import.views import ImportResult
from services.projects.identity import wait_for_turn
from services.words import of_error

_PEOPLE = ("primary", "backup", "coordinator", "responsible_leader", "liaison")
_KEYS = ("project_code", "uscc")


@dataclass(frozen=True)
class _File:
    """A file that could be read: its table, header and identity."""

    name: str
    sha256: str
    table: Table
    headers: Headers


class _Refused(Exception):
    """Ends the transaction without storing; carries the decisions with the errors."""

    def __init__(self, decisions: list[Decision]) -> None:
        super().__init__()
        self.decisions = decisions


def run(
    *,
    data: bytes,
    name: str,
    sheet: str | None = None,
    commit: bool = False,
    package: str | None = None,
    on_row: Callable[[int, int], None] = lambda done, all_rows: None,
    actor: Actor,
) -> ImportResult:
    """Read a ledger and say what becomes of every row; with `commit` store it, if no row is refused.

    `package`: for new projects whose row names none. A file that cannot be read is a result with its
    `file_error`. All rows are stored in one transaction, so a second import of the file finds all unchanged.
    `on_row` hears how many of all rows are stored; what it raises ends the import without a trace.
    Raises Forbidden.
    """
    require(actor, Permission.INTAKE)
    try:
        file = _opened(data, name, sheet, actor.lang)
    except BadInput as refusal:
        return ImportResult(file_error=of_error(refusal, lang=actor.lang))
    if not commit:
        with reading(actor) as session:
            decisions = _decided(session, file, actor, clock.today(), package)
        return _result(file, decisions, actor, is_stored=False)
    try:
        return _result(file, _stored(file, package, on_row, actor=actor), actor, is_stored=True)
    except _Refused as refused:
        return _result(file, refused.decisions, actor, is_stored=False)


def _opened(data: bytes, name: str, sheet: str | None, lang: str) -> _File:
    table = read(data=data, name=name, sheet=sheet)
    headers = header_row(table.rows, columns(), units())
    if headers is None:
        wanted = [name_of(one.code, lang) for one in columns() if one.handling == "needed"]
        raise BadInput("ledger.no_header", columns=_listed(wanted))
    lacking = [name_of(one.code, lang) for one in missing(headers, columns())]
    if lacking:
        raise BadInput("ledger.columns_missing", columns=_listed(lacking), row=headers.row)
    if not any(code in headers.found for code in _KEYS):
        raise BadInput("ledger.keys_missing", columns=_listed([name_of(code, lang) for code in _KEYS]))
    if not any(is_filled(row) for row in table.rows[headers.row :]):
        raise BadInput("ledger.no_rows")
    return _File(name, hashlib.sha256(data).hexdigest(), table, headers)


def _listed(names: Iterable[str]) -> str:
    return " / ".join(names)


def _decided(session: Session, file: _File, actor: Actor, today: date, package: str | None) -> list[Decision]:
    names = Names(session, _people(file), actor.lang)
    decider = Decider(session, headers=file.headers, names=names, actor=actor, today=today, package=package)
    rows = ledger_rows(file.table, file.headers, names=names, today=today, lang=actor.lang)
    return [decider.decide(row) for row in rows]


def _people(file: _File) -> set[str]:
    """Every text in a column of people."""
    places = [file.headers.found[code].place for code in _PEOPLE if code in file.headers.found]
    below = file.table.rows[file.headers.row :]
    return {str(row[place]) for row in below for place in places if place < len(row) and row[place]}


def _stored(
    file: _File, package: str | None, on_row: Callable[[int, int], None], *, actor: Actor
) -> list[Decision]:
    """Decide anew under the lock, then write. Raises _Refused when a row is refused, also by a service."""
    with unit_of_work(actor) as work:
        wait_for_turn(work)
        today = clock.today()
        decisions = _decided(work.session, file, actor, today, package)
        if any(one.fate == "error" for one in decisions):
            raise _Refused(decisions)
        for place, decision in enumerate(decisions):
            on_row(place, len(decisions))
            try:
                decisions[place] = committing.store(work, decision, today=today)
            except DomainError as refusal:
                number = decision.row.number
                remarks = (*decision.remarks, of_refusal(refusal, number))
                decisions[place] = replace(decision, fate="error", remarks=remarks)
                raise _Refused(decisions) from refusal
        fates = [one.fate for one in decisions]
        counts = {fate: fates.count(fate) for fate in ("create", "update", "unchanged")}
        committing.record(work, name=file.name, sheet=file.table.sheet, sha256=file.sha256, counts=counts)
        return decisions


def _result(file: _File, decisions: list[Decision], actor: Actor, *, is_stored: bool) -> ImportResult:
    return result_of(
        decisions,
        of_file=_of_file(file),
        lang=actor.lang,
        is_stored=is_stored,
        sha256=file.sha256,
        sheet=file.table.sheet,
        sheets=file.table.sheets,
    )


def _of_file(file: _File) -> list[Remark]:
    """What is to be said of the file as a whole."""
    headers, found = file.headers, []
    for code, names in (
        ("ledger.columns_unknown", headers.unknown),
        ("ledger.columns_derived", headers.derived),
        ("ledger.columns_doubled", headers.doubled),
        ("ledger.columns_foreign", headers.foreign),
    ):
        if names:
            found.append(warning(code, columns=names))
    if len(file.table.sheets) > 1:
        found.append(warning("ledger.sheet_chosen", sheet=file.table.sheet, n=len(file.table.sheets)))
    return found
