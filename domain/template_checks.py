"""What is wrong with a draft of a package: each fault by itself, so that a screen can name them all."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from domain.errors import RuleBroken
from domain.templates import TemplateBody, TemplateRow
from domain.vocabulary import Mode


def faults(
    body: TemplateBody, *, modes_allowed: Mapping[str, Collection[str]], departments: Collection[str]
) -> Iterator[RuleBroken]:
    """Faults of single rows and groups. `modes_allowed` by item code: what the catalogue has and permits.

    Codes: `templates.empty`, `templates.duplicate_item`, `templates.unknown_item`,
    `templates.mode_not_allowed`, `templates.parallel_alone`, `templates.nothing_to_convert_on`,
    `templates.dangling_conversion`, `templates.dangling_link`, `templates.group_of_one`,
    `templates.group_without_lead`, `templates.group_without_name`.
    """
    if not body.rows:
        yield RuleBroken("templates.empty")
    for code, times in Counter(row.item_code for row in body.rows).items():
        if times > 1:
            yield RuleBroken("templates.duplicate_item", item=code)
    for row in body.rows:
        yield from _row_faults(body, row, modes_allowed)
    yield from _group_faults(body, departments)


def _row_faults(
    body: TemplateBody, row: TemplateRow, modes_allowed: Mapping[str, Collection[str]]
) -> Iterator[RuleBroken]:
    item = row.item_code
    if item not in modes_allowed:
        yield RuleBroken("templates.unknown_item", item=item)
        return
    if row.mode not in modes_allowed[item]:
        yield RuleBroken("templates.mode_not_allowed", item=item, mode=f"mode.{row.mode}")
    for link in row.links:
        if link.source not in body.by_code:
            yield RuleBroken("templates.dangling_link", item=item, items=(link.source,))
    if row.mode == Mode.PARALLEL and not row.parallel_group:
        yield RuleBroken("templates.parallel_alone", item=item)
    if row.mode != Mode.SIMULATED:
        return
    if not row.conversion_requires:
        yield RuleBroken("templates.nothing_to_convert_on", item=item)
    for code in row.conversion_requires:
        if code == item or code not in body.by_code:
            yield RuleBroken("templates.dangling_conversion", item=item, items=(code,))


def _group_faults(body: TemplateBody, departments: Collection[str]) -> Iterator[RuleBroken]:
    members = Counter(row.parallel_group for row in body.rows if row.mode == Mode.PARALLEL)
    for code, count in members.items():
        if code is None:
            continue
        group = body.group(code)
        if count == 1:
            alone = next(row for row in body.rows if row.parallel_group == code and row.mode == Mode.PARALLEL)
            yield RuleBroken("templates.group_of_one", group=code, item=alone.item_code)
        if group is None or group.lead_department_code not in departments:
            yield RuleBroken("templates.group_without_lead", group=code)
        if group is not None and not group.name_zh.strip():
            yield RuleBroken("templates.group_without_name", item=_first(body, code))


def _first(body: TemplateBody, group: str) -> str:
    return next(row.item_code for row in body.rows if row.parallel_group == group)
