"""The catalogue and the calendar as their roles see them: the count first, nothing leaks."""

from datetime import date

import pytest

from domain.access import Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from services import holiday_notices, limits
from shell import navigation
from tests import apptest
from tests import factories_reports as rows
from tests.apptest import signed_in, texts
from tests.factories import TODAY
from tests.factories_roadmaps import project

pytestmark = pytest.mark.usefixtures("sqlite_db")
ITEM = "planning_conditions"


def admin(lang: str = "zh_CN") -> Actor:
    found = rows.account("admin01", "管理员", Role.ADMIN)
    return Actor(found.account_id, "管理员", Role.ADMIN, lang=lang)


def confirmed(actor: Actor) -> None:
    draft = limits.LimitDraft(
        status="confirmed", statutory_days=20, promised_days=4, document_no="资规发3号", effective_on=TODAY
    )
    limits.confirm(item_code=ITEM, draft=draft, version=1, actor=actor)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("tab", ["items", "sheets", "import"])
def test_every_part_of_the_catalogue_opens(tab: str, lang: str) -> None:
    actor = admin(lang)
    test = apptest.page("catalogue", actor, tab=tab)
    assert not test.exception
    assert "<b>0</b>" in texts(test) and '<b class="yellow">45</b>' in texts(test)


def test_the_list_says_what_is_confirmed_and_by_what() -> None:
    actor = admin()
    confirmed(actor)
    test = apptest.page("catalogue", actor, status="confirmed")
    said = texts(test)
    assert "<b>1</b>" in said and "资规发3号" in said and "45个事项中的1个" in said
    assert "d-empty" in texts(apptest.page("catalogue", actor, q="没有这样的事项"))


def test_the_sheets_tab_links_to_every_department_but_the_enterprise() -> None:
    said = texts(apptest.page("catalogue", admin(), tab="sheets"))
    assert "/catalogue-files/departments.zip" in said
    assert "/catalogue-files/department/natural_resources.xlsx" in said
    assert "department/enterprise.xlsx" not in said


@pytest.mark.parametrize("role", [Role.AGENT, Role.COORDINATOR, Role.LIAISON, Role.LEADER, Role.AUDITOR])
def test_the_catalogue_is_the_administrators(role: Role) -> None:
    assert "catalogue" not in navigation.urls_of(role)
    with pytest.raises(Forbidden):
        limits.list_items(actor=Actor(5, "x", role))


def test_the_calendar_says_which_year_is_provisional_and_what_hangs_on_it() -> None:
    project(signed_on=date(2026, 12, 1))
    test = apptest.page("calendar", admin())
    said = texts(test)
    assert not test.exception
    assert "2027</b>年放假安排尚未公布" in said and "暂定" in said and "<b>1</b>个在办项目" in said
    assert "导入年度放假通知" in said
    notice = "date,name,is_off_day\n2027-01-01,元旦,yes\n".encode()
    holiday_notices.import_notice(data=notice, commit=True, actor=admin_again())
    said = texts(apptest.page("calendar", admin_again()))
    assert "放假安排都已公布" in said


def admin_again() -> Actor:
    return Actor(1, "管理员", Role.ADMIN)


def test_a_coordinator_reads_the_calendar_and_imports_nothing() -> None:
    boss = rows.account("boss", "张协调", Role.COORDINATOR)
    with signed_in(boss):
        test = apptest.page("calendar", boss, year=2026)
    said = texts(test)
    assert not test.exception and "国庆节" in said
    assert "导入年度放假通知" not in said and not test.get("file_uploader")
