"""Header rows as real ledgers have them: titles above, synonyms, units, columns nobody reads."""

import pytest

from domain.ledger_headers import header_row, missing, read_headers
from services.ledger_import.columns import columns, units
from tests.factories_plan import rows

COLUMNS, UNITS = columns(), units()


def places(*cells: object) -> dict[str, int]:
    return {code: one.place for code, one in read_headers(cells, COLUMNS, UNITS).found.items()}


def test_every_column_is_found_by_each_of_its_names() -> None:
    for column in COLUMNS:
        if column.handling in ("beside", "derived", "ignored"):
            continue
        for name in (column.code, *column.names, *column.synonyms):
            assert places(name) == {column.code: 0}, name


def test_no_name_means_two_columns() -> None:
    meant: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.code, *column.names, *filter(None, column.synonyms)):
            assert meant.setdefault(name.casefold(), column.code) == column.code, name


@pytest.mark.parametrize(
    ("header", "column", "unit"),
    [
        ("总投资（万元）", "investment_wan", "1"),
        ("总投资(亿元)", "investment_wan", "10000"),
        ("投资额\n（单位：元）", "investment_wan", "0.0001"),
        ("计划总投资/亿元", "investment_wan", "10000"),
        ("总投资 万元", "investment_wan", "1"),
        ("总投资", "investment_wan", ""),
        ("总投资（含设备）", "investment_wan", ""),
        ("Total investment (million yuan)", "investment_wan", "100"),
        ("用地（亩）", "land_mu", "1"),
        ("用地面积(公顷)", "land_mu", "15"),
        ("年度计划投资（万元）", "annual_investment_wan", "1"),
    ],
)
def test_the_unit_comes_from_the_header(header: str, column: str, unit: str) -> None:
    (found,) = read_headers([header], COLUMNS, UNITS).found.values()
    assert (found.column.code, found.unit) == (column, unit)


@pytest.mark.parametrize(
    "header", ["* 项目名称：", "项 目 名 称", "项目名称（必填）", "ＰＲＯＪＥＣＴ＿ＮＡＭＥ", "Project name"]
)
def test_ornaments_do_not_hide_a_name(header: str) -> None:
    assert places(header) == {"project_name": 0}


def test_a_phone_is_the_enterprises_only_beside_its_contact() -> None:
    assert places("联系人", "联系电话")["enterprise_phone"] == 1
    assert places("手机", "联系人")["enterprise_phone"] == 0
    headers = read_headers(["A角", "联系电话", "企业名称"], COLUMNS, UNITS)
    assert "enterprise_phone" not in headers.found and headers.unknown == ("联系电话",)


def test_what_is_not_read_is_told_apart() -> None:
    cells = ["序号", "项目名称", "项目", "灯", "剩余工作日", "形象进度", "总投资（万美元）", None, 5, "  "]
    headers = read_headers(cells, COLUMNS, UNITS)
    assert set(headers.found) == {"project_name"}
    assert headers.derived == ("灯", "剩余工作日") and headers.doubled == ("项目",)
    assert headers.unknown == ("形象进度",) and headers.foreign == ("总投资（万美元）",)


def test_an_official_name_beats_a_synonym_to_its_left() -> None:
    assert places("企业", "企业名称") == {"enterprise_name": 1}
    assert places("建设单位", "业主单位") == {"enterprise_name": 0}


def test_the_header_is_found_below_merged_titles() -> None:
    table = [
        ("平房区项目代办台账", None, None),
        ("填报单位：营商局", None, "2026年8月31日"),
        (),
        ("项目名称", "企业名称", "项目代码"),
        ("项目", "企业", "阶段"),
    ]
    headers = header_row(table, COLUMNS, UNITS)
    assert headers and headers.row == 4


def test_without_a_header_there_is_none() -> None:
    assert header_row([("甲", "乙"), (1, 2)], COLUMNS, UNITS) is None
    far = [*[("说明",)] * 10, ("项目名称", "企业名称")]
    assert header_row(far, COLUMNS, UNITS) is None


def test_missing_columns_are_named() -> None:
    headers = read_headers(["项目名称", "项目代码"], COLUMNS, UNITS)
    assert [column.code for column in missing(headers, COLUMNS)] == ["enterprise_name"]


def test_the_sample_pool_has_no_unknown_column() -> None:
    headers = read_headers(list(rows("sample_pool")[0]), COLUMNS, UNITS)
    assert not headers.unknown and not headers.doubled and len(headers.found) == 28
