"""The comparison as a workbook: every scenario, both baselines with n, formulas never."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from domain.access import SYSTEM
from exports import whatif as exported
from services.roadmaps import whatif
from tests.factories_roadmaps import project


@pytest.mark.parametrize(("lang", "title"), [("zh_CN", "方案对比"), ("en", "Scenarios")])
def test_all_scenarios_stand_side_by_side(sqlite_db: str, lang: str, title: str) -> None:
    view = whatif.scenarios(project_id=project(), actor=replace(SYSTEM, lang=lang))
    view = replace(view, project_name="=1+1")
    data = exported.render(view, lang=lang)
    assert data == exported.render(view, lang=lang)
    book = load_workbook(io.BytesIO(data))
    sheet = book[title]
    assert sheet.max_row >= 4 + len(view.rows)
    planned = [cell.value for cell in sheet[6]]
    assert planned[3].date() == view.rows[2].finish_on
    assert planned[6] == pytest.approx((view.rows[2].saving.vs_b1_pct or 0) / 100) and planned[8] == 14
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(book.worksheets) == 2
