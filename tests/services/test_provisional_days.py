"""暂定 wherever a day counts through a year without a holiday notice; gone once the notice is in."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Project
from services import calendar, calendar_years, clock, desk, forward_text, holiday_notices, inbox
from services.database import reading
from services.inbox import InboxFilters
from services.reminders import lines
from services.words import say_provisional
from tests.factories_problems import House, house
from tests.factories_reminders import duty, reminder
from tests.factories_roadmaps import project

pytestmark = pytest.mark.usefixtures("db")
DECEMBER = date(2026, 12, 29)
DUE = date(2027, 1, 5)
NOTICE = "date,name,is_off_day\n" + "".join(f"2027-01-{n:02},元旦,yes\n" for n in range(1, 4))
ADMIN = Actor(90, "管理员", Role.ADMIN)


@pytest.fixture
def home() -> House:
    return house()


def announced(text: str = NOTICE) -> holiday_notices.NoticeResult:
    return holiday_notices.import_notice(data=text.encode(), commit=True, actor=SYSTEM)


def test_the_words() -> None:
    assert say_provisional("1月5日", is_provisional=True) == "1月5日（暂定）"
    assert say_provisional("5 Jan", is_provisional=True, lang="en") == "5 Jan (prov.)"
    assert say_provisional("1月5日", is_provisional=False) == "1月5日"


def test_the_desk_marks_what_falls_into_the_year_and_nothing_else(home: House) -> None:
    duty(home.project_id, home.step_id, "step_due", DUE)
    duty(home.project_id, home.step_id, "review_due", date(2026, 12, 30))

    def marks() -> dict[date | None, bool]:
        with clock.frozen(DECEMBER):
            found = desk.desk_view(actor=home.agent).duties
            return {row.due_on: row.is_provisional for row in found if row.due_on}

    assert any(marks().values())
    assert all(flag == (day.year == 2027) for day, flag in marks().items() if day)
    announced()
    assert not any(marks().values())


def test_the_inbox_marks_it_too(home: House) -> None:
    def marks() -> list[bool]:
        found = inbox.list_reminders(filters=InboxFilters(), actor=home.agent).rows
        return [row.is_provisional for row in found if row.left_workdays is not None]

    with clock.frozen(DECEMBER):
        about = duty(home.project_id, home.step_id, "step_due", DUE)
        reminder(home.agent, about, "due_soon", due_on=DECEMBER)
        assert marks() == [True]
        announced()  # which plans anew and ends a duty of no step event: the reminder of it is silent
        about = duty(home.project_id, home.step_id, "step_due", DUE, key="again")
        reminder(home.agent, about, "due_soon", due_on=DECEMBER)
        assert marks() == [False]


def test_a_notice_tells_the_ends_and_plans_it_moves() -> None:
    with clock.frozen(date(2026, 12, 1)):
        project_id = project(signed_on=date(2026, 12, 1))
        longer = "date,name,is_off_day\n" + "".join(f"2027-01-{n:02},元旦,yes\n" for n in range(1, 15))
        seen = holiday_notices.import_notice(data=longer.encode(), commit=False, actor=ADMIN)
        move = seen.changed_finishes[0]
        assert (move.project_id, move.project_name) == (project_id, ""), "administrators see counts"
        assert seen.changed_plans > 3 and move.before and move.after and move.after != move.before
        with reading(SYSTEM) as session:
            assert session.get_one(Project, project_id).forecast_finish_on == move.before
        done = announced(longer)
        assert done.changed_finishes[0].project_name == "演示装备制造项目"
        with reading(SYSTEM) as session:
            assert session.get_one(Project, project_id).forecast_finish_on == move.after


def test_only_the_notice_counts_not_a_day_that_nobody_turned() -> None:
    """A plan that is weeks old is brought to today before the difference is taken."""
    with clock.frozen(date(2026, 11, 1)):
        project("service_commerce", signed_on=date(2026, 11, 1))
    with clock.frozen(date(2026, 11, 20)):
        same = "date,name,is_off_day\n2025-01-01,元旦,yes\n"
        assert (
            holiday_notices.import_notice(data=same.encode(), commit=False, actor=SYSTEM).changed_finishes
            == ()
        )


def test_years_say_who_is_official_and_what_reaches_into_them() -> None:
    with clock.frozen(date(2026, 12, 1)):
        project(signed_on=date(2026, 12, 1))
        found = {one.year: one for one in calendar_years.years(actor=ADMIN)}
        assert (found[2026].is_official, found[2027].is_official, found[2027].finishes) == (True, False, 1)
        golden = next(span for span in found[2026].spans if span.name == "国庆节")
        assert (golden.first, golden.days, golden.is_workday) == (date(2026, 10, 1), 7, False)
        assert golden.last - golden.first == timedelta(days=6)
        announced()
        assert {one.year: one.is_official for one in calendar_years.years(actor=ADMIN)}[2027]


def test_letters_and_forwarded_texts_mark_the_day() -> None:
    speech = lines.Speech({}, calendar.packaged(), frozenset(), DECEMBER)
    duty: Any = SimpleNamespace(anchor="step_due")
    assert "（暂定）" in speech.day(duty, DUE, "zh_CN") and "(prov.)" in speech.day(duty, DUE, "en")
    assert "暂定" not in speech.day(duty, date(2026, 12, 30), "zh_CN")
    view = SimpleNamespace(lang="zh_CN", as_of=DECEMBER, provisional_from=date(2027, 1, 1))
    said = forward_text._dated("forward.until", "供电方案", DUE, view)  # type: ignore[arg-type]
    assert "2027年1月5日（暂定）" in said
    view.provisional_from = None
    assert "暂定" not in forward_text._dated("forward.until", "供电方案", DUE, view)  # type: ignore[arg-type]
