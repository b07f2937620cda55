"""Accounts, settings, audit, dashboard and problems as each role sees them."""

import pytest
from sqlalchemy import text

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from services import accounts, database
from tests import apptest
from tests import factories_reports as rows
from tests.apptest import signed_in, texts
from tests.factories_problems import assigned, house, raised

ADMIN = Role.ADMIN


def _admin(**values: object) -> Actor:
    return rows.account("admin01", "管理员", ADMIN, **values)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["accounts", "settings"])
def test_the_administrators_pages_open_in_both_languages(sqlite_db: str, name: str, lang: str) -> None:
    actor = Actor(_admin().account_id, "管理员", ADMIN, lang=lang)
    with signed_in(actor):
        test = apptest.page(name, actor)
    assert not test.exception
    assert "d-lead" in texts(test)


def test_accounts_say_who_is_locked_and_who_is_closed(sqlite_db: str) -> None:
    admin = _admin()
    closed = rows.agent("周代办", "agent0108")
    accounts.disable(account_id=closed.account_id, actor=SYSTEM)
    said = texts(apptest.page("accounts", admin))
    assert "管理员" in said and "周代办" in said
    assert "<b>1</b>" in said


def test_a_number_is_changed_on_the_settings_page(sqlite_db: str) -> None:
    admin = _admin()
    with signed_in(admin):
        test = apptest.page("settings", admin)
        field = next(field for field in test.text_input if field.value == "3")
        field.set_value("minus three")
        test.button(key=_submit_of(test, field)).click().run()
        assert test.error and not test.exception


def _submit_of(test, field) -> str:
    form = field.proto.form_id
    return next(b.key for b in test.button if b.proto.form_id == form)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER])
def test_the_dashboard_opens_on_an_empty_and_on_a_filled_district(sqlite_db: str, role: Role) -> None:
    actor = rows.account("boss", "林领导", role)
    empty = apptest.page("dashboard", actor)
    assert not empty.exception
    rows.filled()
    test = apptest.page("dashboard", actor)
    assert not test.exception
    assert "1" in texts(test)


@pytest.mark.parametrize("who", ["agent", "coordinator", "leader", "liaison"])
def test_the_problem_list_shows_what_concerns_one(sqlite_db: str, who: str) -> None:
    home = house()
    raised(home)
    assigned(home, text="供水接入位置待定")
    test = apptest.page("problems", getattr(home, who))
    assert not test.exception
    assert ("供电外线路由未定" in texts(test)) == (who != "liaison")
    assert "供水接入位置待定" in texts(test)


def test_filters_of_the_problem_list_come_from_the_url(sqlite_db: str) -> None:
    home = house()
    raised(home)
    test = apptest.page("problems", home.coordinator, q="不存在的文字")
    assert "供电外线路由未定" not in texts(test)
    assert "d-empty" in texts(test)


def test_the_auditor_checks_the_chain(sqlite_db: str) -> None:
    auditor = rows.account("auditor1", "审计", Role.AUDITOR)
    raised(house())
    with signed_in(auditor):
        test = apptest.page("audit", auditor)
        test.button[0].click().run()
        assert "没有改动" in test.success[0].value
        with database.engine().connect() as connection:
            connection.execute(text("UPDATE audit_row SET actor_name = '别人' WHERE id = 1"))
            connection.commit()
        test.button[0].click().run()
    assert test.error and not test.exception
