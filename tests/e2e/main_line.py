"""What the first week needs: a ledger of ten running projects on dates around today, and its people."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from domain.access import SYSTEM
from domain.vocabulary import Role
from services import accounts, calendar
from services.demo.dates import Shift
from services.settings import ROOT
from tests.people import PASSWORD

ROWS = ("2", "3", "4", "6", "9", "11", "12", "14", "25", "26")
"""Running projects of the sample pool, nine items in four modes."""
COLUMNS = {
    "项目名称": "project_name",
    "项目代码": "project_code",
    "企业名称": "enterprise_name",
    "统一社会信用代码": "uscc",
    "总投资（万元）": "investment_wan",
    "服务套餐": "template_code",
    "当前阶段": "stage",
    "正办事项": "current_item",
    "办理方式": "mode_focus",
    "受理日": "accepted_on",
    "签约日期": "signed_on",
    "分管领导": "responsible_leader",
    "联系人": "enterprise_contact",
    "联系电话": "enterprise_phone",
}
PEOPLE = (
    ("admin01", "管理员", Role.ADMIN, {}),
    ("coord01", "陈协调", Role.COORDINATOR, {}),
    ("agent01", "李代办", Role.AGENT, {"email": "agent01@example.invalid"}),
    ("agent02", "周代办", Role.AGENT, {}),
    ("leader01", "林领导", Role.LEADER, {}),
    ("liaison01", "王联络", Role.LIAISON, {"department_code": "power_grid"}),
)


def enrol() -> None:
    """An account for each of the people, with a password of their own."""
    for username, name, role, more in PEOPLE:
        accounts.create(
            username=username,
            display_name=name,
            role=role,
            password=PASSWORD,
            must_change_password=False,
            actor=SYSTEM,
            **more,
        )


def ledger(today: date) -> bytes:
    """The ledger as a district keeps it: a title row, Chinese headers, dates as people write them."""
    shift = Shift(calendar.packaged(), today)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目代办台账"])
    sheet.append(list(COLUMNS))
    for row in _sample():
        accepted, signed = shift.day(row["accepted_on"]), shift.day(row["signed_on"])
        assert accepted and signed
        values = row | {
            "accepted_on": f"{accepted.year}年{accepted.month}月{accepted.day}日",
            "signed_on": signed.isoformat(),
            "responsible_leader": "林领导",
        }
        sheet.append([values[column] for column in COLUMNS.values()])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sample() -> list[dict[str, str]]:
    with (ROOT / "reference" / "sample_pool.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["seq"] in ROWS]
