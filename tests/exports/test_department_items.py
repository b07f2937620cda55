"""A department's sheet as a file: facts locked, answers open, identity hidden; one A4 page in LibreOffice."""

import io
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import department_items
from services.department_sheets import ANSWERS, COLUMNS, DepartmentSheet, SheetLine
from tests.tiers import needs_libreoffice

NAMES = (*COLUMNS, *ANSWERS)
LINE = SheetLine(
    code="planning_conditions",
    version=3,
    seq=1,
    name="规划条件及土地勘测定界",
    stage="land_planning",
    statutory_days=20,
    promised_days=None,
    day_unit="workday",
    legal_basis="城乡规划法第38条",
    limits_status="pending",
    document_no="",
    effective_on=None,
)
CONFIRMED = replace(
    LINE,
    code="land_auction",
    seq=2,
    name="=1+1",
    promised_days=5,
    day_unit="calendar",
    limits_status="confirmed",
)
VIEW = DepartmentSheet("natural_resources", "资规分局", "示例区", date(2026, 9, 1), (LINE, CONFIRMED))


def sheet(lang: str = "zh_CN") -> Worksheet:
    return load_workbook(io.BytesIO(department_items.render(VIEW, lang=lang))).worksheets[0]


def cell(found: Worksheet, row: int, name: str):  # type: ignore[no-untyped-def]
    return found.cell(row, NAMES.index(name) + 1)


def test_identity_is_hidden_and_answers_alone_are_open() -> None:
    found = sheet()
    assert found["A1"].value == "daiban.department_items.1:natural_resources"
    assert [one.value for one in found[3]] == list(NAMES) and found.row_dimensions[3].hidden
    assert found.column_dimensions["A"].hidden and found.column_dimensions["B"].hidden
    assert (cell(found, 5, "code").value, cell(found, 5, "version").value) == ("planning_conditions", 3)
    assert found.protection.sheet
    for name in NAMES:
        assert cell(found, 5, name).protection.locked == (name not in ANSWERS), name
    assert cell(found, 5, "new_promised").fill.fgColor.rgb != cell(found, 5, "promised").fill.fgColor.rgb


def test_facts_are_facts_and_no_text_becomes_a_formula() -> None:
    found = sheet()
    assert cell(found, 5, "statutory").value == 20 and cell(found, 5, "promised").value == "—"
    assert (cell(found, 5, "status").value, cell(found, 6, "status").value) == ("待核定", "已核定")
    assert (cell(found, 5, "unit").value, cell(found, 6, "unit").value) == ("工作日", "自然日")
    name = cell(found, 6, "name")
    assert (name.value, name.data_type) == ("=1+1", "s")


def test_what_may_be_written_is_checked_by_the_spreadsheet_too() -> None:
    rules = {str(rule.sqref): rule for rule in sheet().data_validations.dataValidation}
    units = next(rule for rule in rules.values() if rule.type == "list")
    assert units.formula1 == '"工作日,自然日"'
    assert sorted(rule.type for rule in rules.values()) == ["date", "list", "whole", "whole"]
    assert all(rule.error for rule in rules.values())


def test_it_prints_on_a4_landscape_with_its_heads_repeated() -> None:
    found = sheet()
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "landscape")
    assert found.print_title_rows == "$4:$4" and found.freeze_panes == "E5"
    assert found.print_area.startswith("'") and "$C$1" in found.print_area


def test_equal_catalogues_give_equal_bytes_and_one_archive_holds_all() -> None:
    assert department_items.render(VIEW, lang="zh_CN") == department_items.render(VIEW, lang="zh_CN")
    other = replace(VIEW, department_code="housing", department="住建局/消防")
    packed = department_items.render_all([VIEW, other], lang="zh_CN")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        assert len(names) == 2 and not any("/" in name for name in names)
        book = load_workbook(io.BytesIO(archive.read(names[1])))
        assert book.worksheets[0]["A1"].value.endswith(":housing")


@pytest.mark.render
@pytest.mark.parametrize(("lang", "head"), [("zh_CN", "核定承诺时限"), ("en", "Confirmed")])
def test_on_paper_it_is_one_page_and_nothing_is_cut(tmp_path: Path, lang: str, head: str) -> None:
    soffice = needs_libreoffice()
    (tmp_path / "sheet.xlsx").write_bytes(department_items.render(VIEW, lang=lang))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "sheet.xlsx")], check=True, capture_output=True, timeout=120)
    paper = str(tmp_path / "sheet.pdf")
    info = subprocess.run(["pdfinfo", paper], check=True, capture_output=True, timeout=30)
    assert b"Pages:           1\n" in info.stdout
    read = ["pdftotext", "-layout", paper, "-"]
    text = subprocess.run(read, check=True, capture_output=True, timeout=30).stdout.decode()
    assert head in text and "规划条件及土地勘测定界" in text and "###" not in text
    assert "planning_conditions" not in text
