"""A department's sheet out and back: row by row, foreign rows refused, nothing half-saved."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden, NotFound
from domain.vocabulary import Role
from exports import department_items
from models import ApprovalItem
from services import department_sheets, limits
from services.database import reading
from services.department_sheets import ANSWERS, COLUMNS, ReturnedSheet
from tests.factories import TODAY
from tests.factories_roadmaps import project, steps

pytestmark = pytest.mark.usefixtures("db")
ADMIN = Actor(90, "管理员", Role.ADMIN)
OFFICE, ITEM, OTHER = "natural_resources", "planning_conditions", "land_use_planning_permit"
NAMES = (*COLUMNS, *ANSWERS)
ANSWER = {
    "new_statutory": 15,
    "new_promised": 4,
    "new_unit": "工作日",
    "new_document": "资规发〔2026〕3号",
    "new_effective_on": date(2026, 9, 1),
}


def sent(lang: str = "zh_CN") -> bytes:
    admin = Actor(90, "管理员", Role.ADMIN, lang=lang)
    view = department_sheets.sheet(department_code=OFFICE, actor=admin)
    return department_items.render(view, lang=lang)


def edited(change: Callable[[Worksheet], None], data: bytes | None = None) -> bytes:
    book = load_workbook(io.BytesIO(data or sent()))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet: Worksheet, code: str) -> int:
    return next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == code)


def put(sheet: Worksheet, code: str, **values: Any) -> None:
    for name, value in values.items():
        sheet.cell(row_of(sheet, code), NAMES.index(name) + 1).value = value


def answered(data: bytes | None = None, **rows: dict[str, Any]) -> bytes:
    def fill(sheet: Worksheet) -> None:
        for code, values in rows.items():
            put(sheet, code, **values)

    return edited(fill, data)


def look(data: bytes) -> ReturnedSheet:
    return department_sheets.look(data=data, name="back.xlsx", actor=ADMIN)


def fates(data: bytes) -> dict[str, str]:
    return {row.code: row.fate for row in look(data).rows}


def accept(data: bytes, *codes: str) -> int:
    return department_sheets.accept(data=data, name="back.xlsx", codes=codes, actor=ADMIN)


def item(code: str = ITEM) -> ApprovalItem:
    with reading(SYSTEM) as session:
        found = session.get_one(ApprovalItem, code)
        session.expunge(found)
        return found


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_answer_is_shown_row_by_row_and_then_accepted(lang: str) -> None:
    project_id = project()
    unit = {"zh_CN": "工作日", "en": "working days"}[lang]
    data = answered(sent(lang), **{ITEM: ANSWER | {"new_unit": unit}, OTHER: {"opinion": "时限由市局核定"}})
    seen = look(data)
    assert (seen.department_code, seen.absent) == (OFFICE, 0)
    assert (seen.count("confirm"), seen.count("opinion"), seen.count("refused")) == (1, 1, 0)
    row = next(row for row in seen.rows if row.code == ITEM)
    assert row.changes["promised"] == ("5个工作日", "4个工作日")
    assert row.changes["status"] == ("待核定", "已核定")
    assert item().limits_status == "pending"
    ahead = department_sheets.look_ahead(data=data, name="back.xlsx", codes=[ITEM], actor=ADMIN)
    assert (ahead.projects, ahead.steps) == (1, 1)
    assert accept(data, ITEM) == 1
    kept = item()
    assert (kept.statutory_days, kept.promised_days, kept.limits_source) == (15, 4, "资规发〔2026〕3号")
    assert steps(project_id)[ITEM].promised_days == 4
    assert item(OTHER).limits_status == "pending"
    assert limits.item_sheet(item_code=ITEM, actor=ADMIN).history[0].document_no == "资规发〔2026〕3号"


def test_blank_stays_none_is_none_and_days_keep_their_unit() -> None:
    data = answered(
        **{
            ITEM: {"new_document": "A1", "new_effective_on": "2026年9月1日"},
            OTHER: ANSWER | {"new_statutory": "无", "new_unit": None},
        }
    )
    before = item()
    assert accept(data, ITEM, OTHER) == 2
    assert (item().statutory_days, item().promised_days) == (before.statutory_days, before.promised_days)
    assert item().limits_status == "confirmed"
    assert (item(OTHER).statutory_days, item(OTHER).promised_days) == (None, 4)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"new_promised": -3}, "不小于0的整数"),
        ({"new_promised": 2.5}, "不小于0的整数"),
        ({"new_promised": "三天"}, "不小于0的整数"),
        ({"new_promised": 16}, "长于法定时限"),
        ({"new_unit": "周"}, "无法识别"),
        ({"new_document": None}, "依据文件"),
        ({"new_effective_on": None}, "生效日期"),
        ({"new_effective_on": "明年"}, "明年"),
        ({"new_effective_on": date(2060, 1, 1)}, "不在合理范围"),
        ({"new_promised": "=2+2"}, "公式"),
        ({"name": "另一个事项"}, "对不上"),
        ({"code": "no_such_item"}, "不在目录中"),
        ({"code": None}, "没有事项标识"),
        ({"code": "energy_review", "name": "节能审查"}, "其他部门"),
        ({"code": OTHER, "name": "建设用地规划许可证"}, "两次"),
        ({"version": 99}, "导出之后有过改动"),
    ],
)
def test_a_foreign_or_senseless_row_is_refused_and_nothing_is_saved(values: dict, said: str) -> None:
    def spoil(sheet: Worksheet) -> None:
        put(sheet, OTHER, **ANSWER)
        row = row_of(sheet, ITEM)
        for name, value in (ANSWER | values).items():
            sheet.cell(row, NAMES.index(name) + 1).value = value

    data = edited(spoil)
    refused = [row for row in look(data).rows if row.fate == "refused"]
    assert len(refused) == 1 and said in refused[0].reason, look(data).rows
    with pytest.raises(BadInput) as refusal:
        accept(data, OTHER, refused[0].code)
    assert refusal.value.code in ("department_sheet.row_refused", "department_sheet.nothing_chosen")
    assert item().limits_status == item(OTHER).limits_status == "pending"


def test_missing_rows_delete_nothing_and_sorted_rows_find_their_item() -> None:
    def cut(sheet: Worksheet) -> None:
        put(sheet, OTHER, **ANSWER)
        sheet.delete_rows(row_of(sheet, ITEM))
        sheet.move_range(f"A{row_of(sheet, OTHER)}:P{row_of(sheet, OTHER)}", rows=20)

    data = edited(cut)
    assert look(data).absent == 1
    assert accept(data, OTHER) == 1
    assert item().limits_status == "pending"


def test_a_sheet_from_before_a_change_is_refused_for_the_changed_row_alone() -> None:
    data = answered(**{ITEM: ANSWER, OTHER: ANSWER})
    accept(data, ITEM)
    assert {code: fate for code, fate in fates(data).items() if fate != "blank"} == {
        ITEM: "refused",
        OTHER: "confirm",
    }
    again = answered(**{ITEM: ANSWER})
    assert fates(again)[ITEM] == "same"
    with pytest.raises(BadInput, match=r"department_sheet\.row_refused"):
        accept(again, ITEM)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no workbook", b"code,version\n1,2\n"])
def test_no_workbook_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        look(data)


def test_a_workbook_without_our_marks_is_refused() -> None:
    with pytest.raises(BadInput, match=r"department_sheet\.not_ours"):
        look(edited(lambda sheet: sheet.cell(1, 1, "x")))
    with pytest.raises(BadInput, match=r"department_sheet\.not_ours"):
        look(edited(lambda sheet: sheet.cell(1, 1, "daiban.department_items.1:nobody")))
    with pytest.raises(BadInput, match=r"department_sheet\.columns_gone"):
        look(edited(lambda sheet: sheet.delete_cols(2)))
    with pytest.raises(BadInput, match=r"department_sheet\.columns_gone"):
        look(edited(lambda sheet: sheet.delete_cols(NAMES.index("new_document") + 1)))


def test_who_may_and_which_departments() -> None:
    for role in (Role.AGENT, Role.COORDINATOR, Role.LIAISON, Role.AUDITOR):
        with pytest.raises(Forbidden):
            department_sheets.choices(actor=Actor(2, "李明", role))
    known = {one.code: one for one in department_sheets.choices(actor=ADMIN)}
    assert "enterprise" not in known and known[OFFICE].pending == known[OFFICE].items == 7
    with pytest.raises(NotFound):
        department_sheets.sheet(department_code="enterprise", actor=ADMIN)


def test_a_future_day_waits() -> None:
    accept(answered(**{ITEM: ANSWER | {"new_effective_on": date(2026, 12, 1)}}), ITEM)
    assert date(2026, 12, 1) > TODAY and item().limits_status == "pending"
    assert limits.item_sheet(item_code=ITEM, actor=ADMIN).row.planned_on == date(2026, 12, 1)
