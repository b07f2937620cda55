"""What the sheet of a department lists, its mail with the workbook, and its letter on paper."""

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden, RuleBroken
from domain.vocabulary import Role
from exports import chase_sheet, department_items
from models import Account, OutboxMessage
from services import chasing, clock, department_sheets
from services.chasing import FORMAT, ChaseSheet, LetterRow, LetterView
from services.database import reading, unit_of_work
from tests.factories import TODAY
from tests.factories_roadmaps import agent
from tests.factories_steps import act, at_step, department, person
from tests.mailbox import mail_settings
from ui import chase_letter

pytestmark = pytest.mark.usefixtures("sqlite_db")
OFFICE, LATE = "development_reform", date(2026, 9, 17)
RECORDED = ("代录待确认：1 条",)  # the acceptance was entered for the department
MONDAY_MORNING = datetime(2026, 9, 21, 8, 0, tzinfo=clock.ZONE)


def waiting(by: Actor, accepted_on: date | None) -> int:
    """An energy review that was filed; accepted on a day, or still looked through."""
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TODAY, by)
    if accepted_on:
        department(step, "accept", accepted_on, by)
    return step


def sheet(code: str, actor: Actor, on: date = TODAY) -> ChaseSheet:
    with clock.frozen(on):
        return chasing.sheet(department_code=code, actor=actor)


def liaison(name: str, email: str | None, code: str = OFFICE) -> Actor:
    found = person(name, Role.LIAISON, code)
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Account, found.account_id).email = email
    return found


def queued() -> list[OutboxMessage]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(OutboxMessage)))
        session.expunge_all()
        return found


@pytest.fixture
def coordinator() -> Actor:
    return person("协调", Role.COORDINATOR)


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with mail_settings(monkeypatch, 1):  # nothing is delivered here
        yield


def test_the_most_urgent_first_and_what_is_missing(coordinator: Actor) -> None:
    by = agent()
    filed, later, first = waiting(by, None), waiting(by, date(2026, 9, 3)), waiting(by, TODAY)
    rows = sheet(OFFICE, coordinator, LATE).pending
    assert [row.subject for row in rows] == [f"step:{step}" for step in (first, later, filed)]
    assert [(row.left_workdays, row.used, row.limit) for row in rows[:2]] == [(-2, 12, 10), (0, 10, 10)]
    assert (rows[2].left_workdays, rows[2].used) == (None, None)
    assert [row.missing for row in rows] == [RECORDED, RECORDED, ("缺：节能报告、能耗数据佐证材料",)]


def test_departments_with_most_over_are_offered_first(coordinator: Actor) -> None:
    waiting(agent(), TODAY)
    with clock.frozen(LATE):
        offered = chasing.choices(actor=coordinator)
    assert (offered[0].code, offered[0].pending, offered[0].over) == (OFFICE, 1, 1)
    assert len(offered) > 5 and not any(one.over for one in offered[1:])


def test_what_is_filed_within_ten_working_days_arrives(coordinator: Actor) -> None:
    at_step("energy_review", agent(), mode="standard")
    arrivals = sheet("ecology", coordinator).arrivals
    planned = [(row.step_code, row.submit_on) for row in arrivals]
    assert planned == [("eia_approval", TODAY), ("pollution_permit", date(2026, 9, 4))]
    last = sheet("ecology", coordinator, date(2026, 8, 21))  # the tenth working day is the day of filing
    assert last.horizon == date(2026, 9, 4) and len(last.arrivals) == 2
    before = sheet("ecology", coordinator, date(2026, 8, 20))
    assert [row.step_code for row in before.arrivals] == ["eia_approval"]


@pytest.mark.usefixtures("mail")
def test_the_sheet_is_mailed_once_a_day_with_its_workbook(coordinator: Actor) -> None:
    step = waiting(agent(), TODAY)
    reader = liaison("发改", "fg@example.org")
    liaison("无邮箱", "")
    liaison("资规", "zg@example.org", "natural_resources")

    def send(actor: Actor) -> int:
        return chasing.send(department_code=OFFICE, render=chase_sheet.render, actor=actor)

    assert send(coordinator) == 1
    with pytest.raises(RuleBroken, match=r"chase\.sent_today"):
        send(coordinator)
    with pytest.raises(Forbidden):
        send(reader)
    (letter,) = queued()
    assert (letter.address, letter.recipient_id, letter.kind) == (
        "fg@example.org",
        reader.account_id,
        "chase",
    )
    (attached,) = letter.attachments
    first = load_workbook(io.BytesIO(base64.b64decode(attached["base64"]))).worksheets[0]
    assert (first.cell(1, 1).value, first.cell(5, 1).value) == (f"{FORMAT}:{OFFICE}", f"step:{step}")
    assert attached["name"].endswith("-20260901.xlsx")
    assert chasing.sent_on(department_code=OFFICE, actor=coordinator) == TODAY


def test_a_mail_that_reaches_nobody_is_refused(coordinator: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal() -> str:
        with pytest.raises(RuleBroken) as refused:
            chasing.send(department_code=OFFICE, render=chase_sheet.render, actor=coordinator)
        return refused.value.code

    assert refusal() == "chase.mail_off"
    with mail_settings(monkeypatch, 1):
        assert refusal() == "chase.no_address"
    assert not queued()


@pytest.mark.usefixtures("mail")
def test_late_departments_get_it_weekly_by_itself() -> None:
    waiting(agent(), TODAY)
    liaison("发改", "fg@example.org")
    liaison("资规", "zg@example.org", "natural_resources")
    told = []
    for hours in (-1, 0, 1, 24, 7 * 24):
        with clock.frozen(MONDAY_MORNING + hours * timedelta(hours=1)):
            told.append(chasing.queue_weekly(render=chase_sheet.render, actor=SYSTEM))
    assert told == [0, 1, 0, 0, 1]
    assert {letter.address for letter in queued()} == {"fg@example.org"}


def test_a_workbook_of_another_kind_is_refused() -> None:
    view = department_sheets.sheet(department_code=OFFICE, actor=person("管理", Role.ADMIN))
    data = department_items.render(view, lang="zh_CN")
    with pytest.raises(BadInput, match=r"department_sheet\.not_ours"):
        chasing.look(data=data, name="a.xlsx", actor=person("发改", Role.LIAISON, OFFICE))


EVIL = "<script>alert('x')</script>"
ROW = LetterRow(
    subject="step:1",
    project=EVIL,
    enterprise=EVIL,
    title=EVIL,
    accepted_on=TODAY,
    due_on=date(2026, 9, 15),
    over=2,
    days=EVIL,
    lacks=EVIL,
    follows=EVIL,
    agent=EVIL,
)
LETTER = LetterView(
    year=2026,
    number=7,
    department=EVIL,
    district=EVIL,
    written_on=LATE,
    reply_by=date(2026, 9, 24),
    rows=(ROW,),
    contact=EVIL,
    phone=EVIL,
)


def test_a_letter_shows_every_name_as_text() -> None:
    said = chase_letter.html(LETTER)
    assert "<script" not in said
    # seven texts of the row; title, addressee, contact, telephone and sender of the letter
    assert said.count("&lt;script&gt;") == 12
    assert "催办〔2026〕7号" in said


def test_a_letter_makes_nothing_up() -> None:
    said = chase_letter.html(replace(LETTER, contact="", phone="", rows=(replace(ROW, agent=""),)))
    assert "联系人：（待填），电话：（待填）" in said and said.count("（待填）") == 3
