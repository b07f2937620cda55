"""The report's lists, the same on the first page (cut) and on the sheet of full lists."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from exports.grid import COLUMNS, Column, Entry, Grid
from exports.style import SIGNS, SOFT, TEXT, UNDERLINE, Look, light_look
from exports.wording import Words
from services.reports.views import Ask, Happening, Owed, ProblemLine, UnderWay

Row = TypeVar("Row")


def shown_of(rows: Sequence[Row], most: int | None) -> Sequence[Row]:
    """The rows that fit into `most` lines, one of which says how many are left when there are more."""
    return rows if most is None or len(rows) <= most else rows[: most - 1]


class ReportTables:
    """Writes one section after the other into a grid; `most` cuts a list and says how many are left."""

    def __init__(self, grid: Grid, words: Words) -> None:
        self.grid = grid
        self.words = words

    def asks(self, rows: Sequence[Ask], *, most: int | None = None) -> None:
        words = self.words
        columns = (
            Column(words("report.col_number"), 1, 1, "center"),
            Column(words("report.col_matter"), 2, 7),
            Column(words("report.col_used_for"), 8, 9),
            Column(words("report.col_deadline"), 10, 11, "right"),
            Column(words("report.col_left"), 12, 12, "center"),
        )
        entries = [
            (Entry(str(n)), Entry(row.text), Entry(row.used_for), self._due(row.due_on), self._left(row))
            for n, row in enumerate(rows, start=1)
        ]
        empty = words("Nothing at the moment. We will call you when that changes.")
        self._section(words("What we need from you"), columns, entries, empty, most)

    def under_way(self, rows: Sequence[UnderWay], *, most: int | None = None) -> None:
        words = self.words
        columns = (
            Column(words("report.col_matter"), 1, 5),
            Column(words("report.col_holder"), 6, 9),
            Column(words("report.col_due"), 10, 11, "right"),
            Column(words("report.col_left"), 12, 12, "center"),
        )
        entries = [
            (self._name(row), Entry(row.holder), self._due(row.due_on), self._left(row)) for row in rows
        ]
        empty = words("No item is being handled at the moment.")
        self._section(words("Under way now, and who has it"), columns, entries, empty, most)

    def owed(self, rows: Sequence[Owed], *, most: int | None = None) -> None:
        words = self.words
        columns = (
            Column(words("report.col_kind"), 1, 2),
            Column(words("report.col_owed"), 3, 7),
            Column(words("report.col_used_for"), 8, 9),
            Column(words("report.col_deadline"), 10, 11, "right"),
            Column(words("report.col_left"), 12, 12, "center"),
        )
        entries = [
            (
                Entry(words(f"owed.{row.kind}")),
                Entry(row.text),
                Entry(row.used_for),
                self._due(row.due_on),
                self._left(row),
            )
            for row in rows
        ]
        empty = words("No material is owed and no promise is open.")
        self._section(words("Materials owed and promises given"), columns, entries, empty, most)

    def problems(self, rows: Sequence[ProblemLine], *, most: int | None = None) -> None:
        words = self.words
        columns = (
            Column(words("report.col_problem_number"), 1, 2),
            Column(words("report.col_problem"), 3, 6),
            Column(words("report.col_department"), 7, 8),
            Column(words("report.col_answer_by"), 9, 10, "right"),
            Column(words("report.col_state"), 11, 12, "center"),
        )
        entries = [
            (
                Entry(row.number),
                Entry(row.text),
                Entry(row.department or "—"),
                self._due(row.due_on),
                self._state(row),
            )
            for row in rows
        ]
        self._section(words("report.problems"), columns, entries, words("No open problem."), most)

    def happenings(self, heading: str, rows: Sequence[Happening], empty: str) -> None:
        columns = (
            Column(self.words("report.col_matter"), 1, 9),
            Column(self.words("report.col_day"), 10, 12, "right"),
        )
        entries = [(Entry(row.text), self._due(row.on)) for row in rows]
        self._section(heading, columns, entries, empty, None)

    def _section(
        self,
        heading: str,
        columns: Sequence[Column],
        entries: Sequence[Sequence[Entry]],
        empty: str,
        most: int | None,
    ) -> None:
        self.grid.gap()
        self.grid.heading(heading)
        if not entries:
            return self._line(empty)
        shown = shown_of(entries, most)
        self.grid.table(columns, shown)
        if len(shown) < len(entries):
            self._line(self.words("{n} more on the sheet “Lists”.", n=len(entries) - len(shown)))

    def _line(self, text: str) -> None:
        self.grid.next_row(19)
        self.grid.span(1, COLUMNS, text, Look(size=9, ink=SOFT, rules=UNDERLINE))

    def _name(self, row: UnderWay) -> Entry:
        return Entry(row.name, TEXT.but(bold=True)) if row.is_critical else Entry(row.name)

    def _due(self, day: date | None) -> Entry:
        return Entry(self.words.day(day))

    def _left(self, row: Ask | Owed | UnderWay) -> Entry:
        return Entry(self.words.left(row.left_workdays, row.light), light_look(row.light))

    def _state(self, row: ProblemLine) -> Entry:
        word = self.words(f"problem_state.{row.state}")
        return Entry(f"{SIGNS[row.light]} {word}", light_look(row.light))
