"""The progress report reopened: what it says, how it prints, that nothing typed can run."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.progress_report import render
from services.reports.views import Ask, ProgressReportView
from tests.exports import report_views

VIEWS = ("ordinary", "sparse", "long", "english")


def _book(view: ProgressReportView) -> Workbook:
    return load_workbook(io.BytesIO(render(view)))


def _texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def _links(sheet: Worksheet) -> list[str]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return [cell.hyperlink.target for cell in cells if cell.hyperlink]


def _overview(view: ProgressReportView) -> str:
    return "\n".join(_texts(_book(view).worksheets[0]))


def test_the_sheets_are_overview_roadmap_and_schedule() -> None:
    assert _book(report_views.ordinary()).sheetnames == ["总览", "明细", "进度图"]
    assert _book(report_views.english()).sheetnames == ["Overview", "Roadmap", "Schedule"]


def test_the_lead_answers_how_what_and_when() -> None:
    text = _overview(report_views.ordinary())
    assert "▲ 有事项需要留意（“建设工程规划许可”剩2个工作日）。" in text
    assert (
        "自上期以来办成3件；需要您办4件，最早11月25日(周三)到期；预计2027年3月18日（暂定）全程办结。" in text
    )


def test_the_overview_carries_every_section() -> None:
    text = _overview(report_views.ordinary())
    parts = """第12期 项目代码2607-230108-04-01-990039 签约 立项用地 暂定2027年1月22日 晚3个工作日
    提供法定代表人授权书原件 资规分局，等您补齐材料 企业投资项目备案已办结 提交环境影响评价审批 容缺待补
    告知承诺 WT-2026-041 待核验 李代办 周代办（现代班） 0451-8600 12345"""
    for part in parts.split():
        assert part in text, part


def test_a_simulated_opinion_is_said_to_have_no_legal_force() -> None:
    words = "模拟审批意见在转为正式审批前没有法律效力，不得据此开工建设。"
    assert words in _overview(report_views.ordinary())
    assert words not in _overview(replace(report_views.ordinary(), has_simulated_opinion=False))


def test_an_empty_project_says_so_in_words() -> None:
    text = _overview(report_views.sparse())
    for words in ("目前没有需要您办的事", "目前没有正在办理的事项。", "没有未销号的问题。", "不涉及"):
        assert words in text


def test_a_list_that_does_not_fit_is_cut_aloud_and_is_whole_on_its_own_sheet() -> None:
    view = report_views.long()
    book = _book(view)
    assert book.sheetnames == ["总览", "明细", "清单", "进度图"]
    assert "另有8件，见“清单”表。" in _texts(book["总览"])
    whole = "\n".join(_texts(book["清单"]))
    assert all(row.text in whole for row in view.owed)
    assert "第11号材料" not in "\n".join(_texts(book["总览"]))


def test_a_date_of_another_year_names_the_year_and_a_provisional_one_is_marked() -> None:
    sheet = _book(report_views.ordinary())["明细"]
    finish = {row[2].value: row[8] for row in sheet.iter_rows(min_row=3)}
    assert finish["国有土地出让合同"].value.date() == date(2026, 11, 27)
    assert finish["国有土地出让合同"].number_format == 'm"月"d"日"_)'
    assert finish["竣工联合验收"].number_format == 'yyyy"年"m"月"d"日""（暂定）"_)'


def test_limits_are_numbers_and_unconfirmed_ones_print_as_provisional() -> None:
    sheet = _book(report_views.ordinary())["明细"]
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=3)}
    assert (rows["施工图联合审查"][5].value, rows["施工图联合审查"][5].number_format) == (15, '"暂按"0_)')
    assert rows["企业开办一件事"][5].number_format == "0_)"
    assert rows["环境影响评价审批"][5].number_format == '"暂按"0"自然日"_)'
    assert rows["投资协议签订"][5].value == "— "


def test_the_roadmap_freezes_filters_and_repeats_its_head() -> None:
    sheet = _book(report_views.ordinary())["明细"]
    assert sheet.freeze_panes == "D3"
    assert sheet.auto_filter.ref == "A2:O15"
    assert sheet.print_title_rows == "$1:$2"
    rule = sheet.data_validations.dataValidation[0]
    assert (rule.formula1, str(rule.sqref)) == ('"已完成,进行中,有困难"', "N3:N15")


@pytest.mark.parametrize("name", VIEWS)
def test_every_sheet_has_its_page_setup(name: str) -> None:
    for sheet in _book(getattr(report_views, name)()).worksheets:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert setup.orientation in ("portrait", "landscape")
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.right.text
    overview = _book(getattr(report_views, name)()).worksheets[0]
    assert (overview.page_setup.orientation, overview.page_setup.fitToHeight) == ("portrait", 1)


def test_nothing_typed_becomes_a_formula_anywhere() -> None:
    evil = '=HYPERLINK("http://example.invalid","点我")'
    view = report_views.ordinary()
    view = replace(
        view,
        project_name=evil,
        enterprise_name="+" + evil,
        light_reason=evil,
        asks=(Ask("@SUM(A1)", "-1+1", date(2026, 11, 25), 2, "yellow"),),
        problems=tuple(replace(row, text=evil, number="\t=1") for row in view.problems),
        contacts=tuple(replace(row, name=evil, phone="=1+8613000001111,,*21#") for row in view.contacts),
        steps=tuple(replace(row, name=evil, remark="=1\x00+1", department="\x07@x") for row in view.steps),
    )
    book = _book(view)
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d", "inlineStr"}  # inlineStr: the schedule's own coloured legend
    assert book["明细"]["C3"].value == evil
    assert book["明细"]["M3"].value == "=1+1"
    assert _links(book["总览"]) == ["tel:+8613000001111"] * 4


def test_a_footer_cannot_be_given_codes() -> None:
    view = replace(report_views.ordinary(), project_name="甲&P&D项目")
    assert _book(view).worksheets[0].oddFooter.left.text == "甲&&P&&D项目 第12期"


def test_equal_views_give_equal_bytes_and_another_day_does_not() -> None:
    def digest(view: ProgressReportView) -> str:
        return hashlib.sha256(render(view)).hexdigest()

    assert digest(report_views.ordinary()) == digest(report_views.ordinary())
    assert digest(report_views.ordinary()) != digest(replace(report_views.ordinary(), number=13))


def test_cells_share_their_styles() -> None:
    book = _book(report_views.long())
    assert len(book._cell_styles) < 160


def test_the_phone_numbers_can_be_dialled() -> None:
    sheet = _book(report_views.ordinary())["总览"]
    assert _links(sheet) == ["tel:045186000102", "tel:045186000108", "tel:045186000120", "tel:12345"]


def test_a_project_without_any_date_still_draws_a_schedule() -> None:
    view = report_views.sparse()
    bare = tuple(replace(step, plan_accept_on=None, plan_finish_on=None) for step in view.steps)
    sheet = _book(replace(view, steps=bare, finish_on=None))["进度图"]
    assert "今天" in _texts(sheet)
    assert "全程办结日期待路线图排定后告知" in _overview(replace(view, steps=bare, finish_on=None))


def test_english_has_no_chinese_left() -> None:
    for sheet in _book(report_views.english()).worksheets:
        for text in _texts(sheet):
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in text), text
