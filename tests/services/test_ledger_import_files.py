"""Files that cannot be read or should not be believed: each refused in words that say what to do."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from domain.access import SYSTEM
from services import ledger_import
from services.ledger_import import ImportResult, reading
from services.settings import settings
from tests import factories_ledgers as ledgers
from tests.factories_ledgers import line, text, xlsx

pytestmark = pytest.mark.usefixtures("sqlite_db")


def run(data: bytes, name: str = "台账.xlsx", **options: Any) -> ImportResult:
    return ledger_import.run(data=data, name=name, actor=SYSTEM, **options)


def refused(data: bytes, name: str = "台账.xlsx", **options: Any) -> str:
    result = run(data, name, commit=True, **options)
    assert result.file_error and not result.rows and not result.is_stored
    assert result.as_document()["created"] == 0
    return result.file_error


def said(result: ImportResult) -> str:
    assert result.file_error is None
    return "\n".join(issue.message for issue in (*result.errors, *result.warnings))


# ---- the file


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 not a table", "台账.xlsx"),
        (b"%PDF-1.7 \x00\x01", "台账.csv"),
        (b"\x89PNG\r\n\x1a\n\x00", "台账.csv"),
        (xlsx([line(1)]), "台账.csv"),
        (text([line(1)]), "台账.xlsx"),
        (text([line(1)]), "台账.pdf"),
        (text([line(1)]), "台账"),
    ],
)
def test_the_wrong_type_is_refused_whatever_its_name(data: bytes, name: str) -> None:
    assert "不是Excel（.xlsx）或CSV文件" in refused(data, name)


def test_an_old_or_locked_workbook_says_how_to_save_it() -> None:
    assert "另存为不加密的.xlsx" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "台账.xls")


@pytest.mark.parametrize("cut", [200, 2000])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    assert "已损坏" in refused(xlsx([line(1)])[:-cut])


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "已损坏" in refused(stream.getvalue())


def test_a_workbook_whose_parts_are_nonsense_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([line(1)]))) as good, zipfile.ZipFile(stream, "w") as bad:
        for part in good.namelist():
            is_sheet = part.startswith("xl/worksheets/")
            bad.writestr(part, b"<worksheet><sheetData><row r='x'" if is_sheet else good.read(part))
    assert "已损坏" in refused(stream.getvalue())


def test_what_is_too_big_is_refused_before_it_is_opened() -> None:
    limit = settings().upload_megabytes
    assert limit == 20 and "超过20MB" in refused(b"PK\x03\x04" + bytes(limit * 1024 * 1024))


def test_a_file_that_unpacks_to_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_UNPACKED", 1000)
    assert "超过20MB" in refused(xlsx([line(1)]))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    many = [line(number) for number in range(1, 15)]
    assert "一次最多导入3行" in refused(xlsx(many))
    assert "请分成几个文件" in refused(text(many), "台账.csv")


@pytest.mark.parametrize("data", [b"", b"\n\n \n"])
def test_an_empty_text_is_refused(data: bytes) -> None:
    assert "文件是空的" in refused(data, "台账.csv") or "没有内容" in refused(data, "台账.csv")


def test_an_empty_sheet_is_refused() -> None:
    assert "没有内容" in refused(xlsx([]))


def test_a_header_without_projects_is_refused() -> None:
    assert "没有项目" in refused(xlsx([dict.fromkeys(line(1))]))


# ---- the header


@pytest.mark.parametrize(("header", "name"), [("项目名称", "项目名称"), ("企业名称", "企业名称")])
def test_a_missing_column_is_named(header: str, name: str) -> None:
    one = line(1)
    del one[header]
    assert f"（第1行）缺少必需的列：{name}" in refused(xlsx([one]))


def test_both_keys_missing_is_said() -> None:
    one = line(1)
    del one["项目代码"], one["统一社会信用代码"]
    assert "项目代码 / 统一社会信用代码" in refused(xlsx([one]))


def test_no_header_at_all_is_said() -> None:
    assert "前10行里找不到表头" in refused(text([{"甲": 1, "乙": 2}]), "台账.csv")


def test_the_header_below_merged_titles_and_sums_below_the_rows() -> None:
    total = dict.fromkeys(line(1)) | {"项目名称": "合计", "总投资（万元）": 36003}
    note = dict.fromkeys(line(1)) | {"服务套餐": "填表人：马某"}
    result = run(xlsx([line(1), line(2), total, note], titles=3))
    assert [(row.number, row.fate) for row in result.rows] == [
        *((5, "create"), (6, "create"), (7, "skipped"), (8, "skipped"))
    ]


def test_columns_that_are_not_read_are_said_once() -> None:
    result = run(xlsx([line(number, 灯="红", 形象进度="三层", 序号=number) for number in (1, 2)]))
    assert said(result).count("由系统计算、没有读取的列：灯") == 1
    assert said(result).count("不认识、没有读取的列：形象进度") == 1 and "序号" not in said(result)


def test_the_unit_of_the_header_counts() -> None:
    one = line(1, **{"投资额（亿元）": 1.8})
    del one["总投资（万元）"]
    result = run(xlsx([one]))
    assert result.rows[0].values["investment_wan"] == 18000 and "“1.8”读作“18,000万元”" in said(result)


# ---- sheets


def test_the_sheet_with_the_ledger_is_read_and_another_can_be_chosen() -> None:
    data = xlsx([{"说明": "请先看这里"}], 在谈=[line(1)], 在办=[line(1), line(2)])
    first = run(data)
    assert (first.sheet, first.sheets, len(first.rows)) == ("在谈", ("台账", "在谈", "在办"), 1)
    assert "读的是“在谈”" in said(first)
    assert len(run(data, sheet="在办").rows) == 2
    assert "没有名为“别的”的工作表" in refused(data, sheet="别的")


def test_a_hidden_sheet_is_not_read() -> None:
    book = load_workbook(io.BytesIO(xlsx([line(1)], 旧表=[line(2), line(3)])))
    book["旧表"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert run(stream.getvalue()).sheets == ("台账",)


# ---- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_every_encoding(encoding: str, delimiter: str) -> None:
    result = run(text([line(1, 园区="镕基园区"), line(2)], encoding, delimiter), "台账.csv")
    assert [row.fate for row in result.rows] == ["create", "create"] and not result.errors
    assert result.rows[0].values["park"] == "镕基园区"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert "编码" in refused("项目名称,企业名称\n".encode() + b"\xff\xff\x80\x80\n", "台账.csv")


def test_digits_quoted_against_excel_are_digits() -> None:
    result = run(text([line(1, 行业代码='="0451"')]), "台账.csv")
    assert result.rows[0].values["industry_code"] == "0451" and not result.errors


def test_row_numbers_are_excels_also_after_blank_lines() -> None:
    rows = text([line(1), line(2, 受理日="明年")]).decode().splitlines()
    result = run("\r\n".join([rows[0], "", rows[1], "", "", rows[2]]).encode(), "台账.csv")
    assert [row.number for row in result.rows] == [3, 6] and [issue.row for issue in result.errors] == [6]


# ---- formulas and cells


def test_a_formula_without_result_is_refused_where_it_stands() -> None:
    result = run(xlsx([line(1), line(2, **{"总投资（万元）": "=C2*2"}), line(3, 项目名称='=HYPERLINK("x")')]))
    assert [(issue.row, issue.column) for issue in result.errors] == [
        (3, "investment_wan"),
        (4, "project_name"),
    ]
    assert "第3行“总投资”：是公式，没有算出的结果" in said(result)


def test_a_formula_in_text_is_refused() -> None:
    result = run(text([line(1, 项目名称="=1+1")]), "台账.csv")
    assert [(issue.row, issue.column) for issue in result.errors] == [(2, "project_name")]


def test_a_formula_with_a_result_is_read_and_said() -> None:
    result = run(_with_cached_result(xlsx([line(1, **{"总投资（万元）": "=9000*2"})]), b"18000"))
    assert not result.errors and result.rows[0].values["investment_wan"] == 18000
    assert "是公式，按上次算出的结果“18000”读取" in said(result)


def _with_cached_result(data: bytes, result: bytes) -> bytes:
    """As Excel stores a formula: with the value it last came to."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"</f><v />", b"</f><v>" + result + b"</v>"))
    assert b"<v>" + result in zipfile.ZipFile(stream).read("xl/worksheets/sheet1.xml")
    return stream.getvalue()


def test_formulas_in_columns_nobody_reads_do_not_matter() -> None:
    assert not run(xlsx([line(1, 序号="=ROW()-1", 灯='=IF(A1,"红","绿")')])).errors


def test_every_bad_cell_is_named_by_row_and_column() -> None:
    bad = {
        "统一社会信用代码": ("91230108MAXXXX015B", "uscc"),
        "项目代码": ("2513-230108-04-01-990010", "project_code"),
        "受理日": ("2026-02-30", "accepted_on"),
        "签约日期": ("2026年13月1日", "signed_on"),
        "计划开工": ("明年", "planned_start"),
        "总投资（万元）": ("很多", "investment_wan"),
        "企业联系电话": ("见名片", "enterprise_phone"),
        "企业邮箱": ("无此人", "contact_email"),
        "服务套餐": ("一条龙", "template_code"),
        "最近核实日": ("2026-12-31", "last_verified_on"),
        "园区": ("#REF!", "park"),
        "项目名称": (None, "project_name"),
    }
    lines = [
        line(number, **{header: cell}) for number, (header, (cell, _)) in enumerate(bad.items(), start=1)
    ]
    result = run(xlsx(lines))
    found = [(issue.row, issue.column) for issue in result.errors]
    assert found == [(number, column) for number, (_, column) in enumerate(bad.values(), start=2)]
    for issue in result.errors:
        assert issue.message.startswith(f"第{issue.row}行“") and "{" not in issue.message


def test_duplicates_inside_the_file_are_errors() -> None:
    lines = [
        line(1),
        line(2, 项目代码=ledgers.code(1)),
        line(3),
        line(3, 项目代码=None, 项目名称="演示项目 丁３"),
        line(4),
        line(4, 项目代码=ledgers.code(14)),
    ]
    result = run(xlsx(lines))
    assert [row.fate for row in result.rows] == ["create", "error", "create", "error", "create", "create"]
    assert "第3行“项目代码”：与第2行是同一个项目" in said(result)
    assert "第5行“项目名称”：与第4行是同一个项目" in said(result)


def test_one_credit_code_belongs_to_one_enterprise() -> None:
    result = run(xlsx([line(1), line(2, 统一社会信用代码=ledgers.uscc(1))]))
    assert [(issue.row, issue.column) for issue in result.errors] == [(3, "uscc")]


def test_a_code_that_excel_cut_says_so() -> None:
    result = run(xlsx([line(1, 统一社会信用代码=914403001922038216)]))
    assert "末几位已经丢失" in said(result)


def test_what_was_normalised_is_said() -> None:
    one = line(
        1,
        签约日期="2026年3月1日",
        受理日="２０２６．８．１８",
        企业联系电话="130 0000 0001",
        统一社会信用代码=ledgers.uscc(1).lower(),
    )
    result = run(xlsx([one]))
    assert not result.errors
    assert "“２０２６．８．１８”读作“2026年8月18日”" in said(result)
    assert "2026年3月1日" not in said(result), "it says the same"
    assert "“130 0000 0001”读作“13000000001”" in said(result)
    assert result.rows[0].values["uscc"] == ledgers.uscc(1)


def test_a_workbook_of_thousands_is_read_cell_by_cell_only_once() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(line(1)))
    for number in range(1, 401):
        sheet.append(list(line(number).values()))
    stream = io.BytesIO()
    book.save(stream)
    result = run(stream.getvalue())
    assert len(result.rows) == 400 and not result.errors
