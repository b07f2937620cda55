"""A package (套餐) as one value: items with mode, group and place, joint groups; how a draft is edited."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.errors import NotFound, RuleBroken
from domain.network import Link
from domain.vocabulary import Mode

GAP = 10
"""Distance of two neighbours' places, so that a new item between them moves nobody else."""


@dataclass(frozen=True)
class TemplateRow:
    """One item of a package. `conversion_requires`: what turns a simulated opinion formal, by item code.

    `links`: what the package puts before the item besides the law.
    """

    item_code: str
    seq: int
    mode: str
    parallel_group: str | None = None
    optional: bool = False
    conversion_requires: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TemplateGroup:
    """A joint group of a package with the department that leads it."""

    parallel_group: str
    stage: str
    name_zh: str
    name_en: str
    lead_department_code: str


@dataclass(frozen=True)
class TemplateBody:
    """The full state of a package; the rows in roadmap order."""

    rows: tuple[TemplateRow, ...]
    groups: tuple[TemplateGroup, ...] = ()

    @property
    def by_code(self) -> dict[str, TemplateRow]:
        return {row.item_code: row for row in self.rows}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(row.item_code for row in self.rows)

    def row(self, item_code: str) -> TemplateRow:
        """Raises NotFound templates.no_such_item."""
        found = self.by_code.get(item_code)
        if found is None:
            raise NotFound("templates.no_such_item", item=item_code)
        return found

    def group(self, code: str | None) -> TemplateGroup | None:
        return next((group for group in self.groups if group.parallel_group == code), None)

    def lead(self, row: TemplateRow) -> str | None:
        """The department that leads the row's group, if it is worked in one."""
        group = self.group(row.parallel_group)
        return group.lead_department_code if group else None


def body_of(rows: Iterable[TemplateRow], groups: Iterable[TemplateGroup]) -> TemplateBody:
    """Rows in their order, each with what its mode uses; groups that no row uses are left out."""
    ordered = tuple(sorted(map(_tidied, rows), key=lambda row: (row.seq, row.item_code)))
    used = {row.parallel_group for row in ordered}
    kept = sorted((g for g in groups if g.parallel_group in used), key=lambda g: g.parallel_group)
    return TemplateBody(ordered, tuple(kept))


def _tidied(row: TemplateRow) -> TemplateRow:
    """Only joint work has a group, only a simulated step converts."""
    group = row.parallel_group if row.mode == Mode.PARALLEL else None
    needs = row.conversion_requires if row.mode == Mode.SIMULATED else ()
    return replace(row, parallel_group=group, conversion_requires=needs)


def changed(body: TemplateBody, row: TemplateRow, group: TemplateGroup | None = None) -> TemplateBody:
    """The row in place of the one of its item; `group` is the row's, new or as it should be now.

    Raises NotFound templates.no_such_item.
    """
    body.row(row.item_code)
    rows = [row if one.item_code == row.item_code else one for one in body.rows]
    return body_of(rows, _with_group(body, group))


def added(
    body: TemplateBody, row: TemplateRow, *, after: str | None, group: TemplateGroup | None = None
) -> TemplateBody:
    """The row right after the item `after` (None: first). Raises RuleBroken templates.duplicate_item."""
    if row.item_code in body.by_code:
        raise RuleBroken("templates.duplicate_item", item=row.item_code)
    return _placed(body, row, after, _with_group(body, group))


def moved(body: TemplateBody, item_code: str, *, after: str | None) -> TemplateBody:
    """The item right after another one (None: first). Raises NotFound templates.no_such_item."""
    row = body.row(item_code)
    if after == item_code or after == before(body, item_code):
        return body
    rest = TemplateBody(tuple(one for one in body.rows if one is not row), body.groups)
    return _placed(rest, row, after, body.groups)


def removed(body: TemplateBody, item_code: str) -> TemplateBody:
    """Without the item; who converts on it is found by the check. Raises NotFound templates.no_such_item."""
    row = body.row(item_code)
    return body_of((one for one in body.rows if one is not row), body.groups)


def before(body: TemplateBody, item_code: str) -> str | None:
    """The item right before this one; None for the first."""
    codes = [row.item_code for row in body.rows]
    place = codes.index(item_code)
    return codes[place - 1] if place else None


def next_group_code(body: TemplateBody) -> str:
    """The first of G1, G2, … that no group has."""
    taken = {group.parallel_group for group in body.groups}
    return next(code for number in range(1, len(taken) + 2) if (code := f"G{number}") not in taken)


def _with_group(body: TemplateBody, group: TemplateGroup | None) -> tuple[TemplateGroup, ...]:
    if group is None:
        return body.groups
    rest = tuple(one for one in body.groups if one.parallel_group != group.parallel_group)
    return (*rest, group)


def _placed(
    body: TemplateBody, row: TemplateRow, after: str | None, groups: Iterable[TemplateGroup]
) -> TemplateBody:
    """Between two neighbours where a place is free; else everybody's place is counted anew."""
    codes = [one.item_code for one in body.rows]
    place = codes.index(after) + 1 if after is not None else 0
    low = body.rows[place - 1].seq if place else 0
    high = body.rows[place].seq if place < len(codes) else low + 2 * GAP
    rows = [*body.rows[:place], replace(row, seq=(low + high) // 2), *body.rows[place:]]
    if high - low < 2:
        rows = [replace(one, seq=GAP * number) for number, one in enumerate(rows, 1)]
    return body_of(rows, groups)
