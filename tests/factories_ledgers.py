"""Ledger files as people send them: real workbooks and text files, made in memory."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from domain.access import Actor
from domain.identifiers import reissued_credit_code, reissued_project_code
from domain.vocabulary import Role
from services.settings import ROOT
from tests import factories_reports as rows

SAMPLE = ROOT / "reference" / "sample_pool.csv"
CREDIT_CODE, PROJECT_CODE = "91230108MAXXXX015A", "2510-230108-04-01-990010"


def uscc(number: int) -> str:
    return reissued_credit_code(CREDIT_CODE, number)


def code(number: int) -> str:
    return reissued_project_code(PROJECT_CODE, number)


def line(number: int, **values: Any) -> dict[str, Any]:
    """A good row under Chinese headers; `values` by header, None leaves a cell blank."""
    base = {
        "项目名称": f"演示项目{'甲乙丙丁戊己庚辛'[number % 8]}{number}",
        "项目代码": code(number),
        "企业名称": f"哈尔滨第{number}示例制造有限公司",
        "统一社会信用代码": uscc(number),
        "总投资（万元）": 18000 + number,
        "服务套餐": "新建工业项目(出让供地、常规并联)",
        "受理日": "2026-08-18",
    }
    return base | values


def xlsx(
    lines: Sequence[Mapping[str, Any]], *, titles: int = 0, **sheets: Sequence[Mapping[str, Any]]
) -> bytes:
    """A workbook; `titles` merged rows above the header; further sheets by name."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "台账"
    _fill(first, lines, titles)
    for name, more in sheets.items():
        _fill(book.create_sheet(name), more, 0)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Any, lines: Sequence[Mapping[str, Any]], titles: int) -> None:
    headers = list(dict.fromkeys(header for one in lines for header in one))
    for number in range(1, titles + 1):
        sheet.cell(number, 1, f"标题{number}")
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=max(2, len(headers)))
    for place, header in enumerate(headers, start=1):
        sheet.cell(titles + 1, place, header)
    for number, one in enumerate(lines, start=titles + 2):
        for place, header in enumerate(headers, start=1):
            sheet.cell(number, place, one.get(header))


def text(lines: Sequence[Mapping[str, Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    headers = list(dict.fromkeys(header for one in lines for header in one))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerows([[one.get(header) for header in headers] for one in lines])
    return stream.getvalue().encode(encoding)


def sample_rows() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def people_of_the_sample() -> dict[str, Actor]:
    """An account for everybody whom the sample pool names, by display name."""
    roles = {
        "primary": Role.AGENT,
        "backup": Role.AGENT,
        "coordinator": Role.COORDINATOR,
        "responsible_leader": Role.LEADER,
        "liaison": Role.LIAISON,
    }
    named = {row[column]: role for row in sample_rows() for column, role in roles.items()}
    return {
        name: rows.account(f"user{number:04}", name, role)
        for number, (name, role) in enumerate(sorted(named.items()))
    }
