"""The robots on the settings page: shown where the network reaches them, never with their web hook."""

import pytest

from domain.access import Actor
from domain.vocabulary import RobotKind, Role
from services import robots
from services.robots import RobotDraft
from services.settings import settings
from tests import apptest
from tests import factories_reports as rows
from tests.apptest import signed_in, texts


@pytest.fixture
def admin(sqlite_db: str) -> Actor:
    return rows.account("admin01", "管理员", Role.ADMIN)


@pytest.mark.parametrize("network", ["internet", "proxy", "intranet"])
def test_robots_are_hidden_where_no_network_reaches_them(
    admin: Actor, monkeypatch: pytest.MonkeyPatch, network: str
) -> None:
    monkeypatch.setenv("DAIBAN_NETWORK", network)
    settings.cache_clear()
    try:
        with signed_in(admin):
            test = apptest.page("settings", admin)
        assert not test.exception
        assert ("还没有群机器人" in texts(test)) == (network != "intranet")
    finally:
        monkeypatch.undo()
        settings.cache_clear()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_robot_is_listed_by_its_tail(admin: Actor, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("DAIBAN_NETWORK", "internet")
    settings.cache_clear()
    try:
        draft = RobotDraft(
            name="住建工作群",
            kind=RobotKind.WECOM,
            audience="department:housing",
            address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
        )
        robots.add(draft=draft, actor=admin)
        actor = Actor(admin.account_id, admin.name, Role.ADMIN, lang=lang)
        with signed_in(actor):
            test = apptest.page("settings", actor)
        assert not test.exception
        shown = test.dataframe[0].value.to_string()
        assert "住建工作群" in shown and "…4bc4" in shown and "693a91f6" not in shown
    finally:
        monkeypatch.undo()
        settings.cache_clear()
