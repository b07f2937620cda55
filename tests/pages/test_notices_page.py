"""My notices: hours, mutes and the way back, the feed; coordinators see what the agents muted."""

from datetime import date

import pytest

from services import mutes
from services.mutes import MuteDraft
from services.reminders import hours
from tests import factories_sweep as made
from tests.apptest import page, signed_in, texts
from tests.factories_sweep import District

pytestmark = pytest.mark.usefixtures("sqlite_db")
MUTED = MuteDraft(rule="due_soon", reason="每天自己看板", until=date(2026, 9, 30))


@pytest.fixture
def home() -> District:
    return made.district()


def test_a_mute_is_listed_and_taken_back(home: District) -> None:
    mute_id = mutes.mute(draft=MUTED, actor=home.agent)
    test = page("notices", home.agent)
    said = texts(test)
    assert not test.exception and "有<b>1</b>项免提醒" in said
    for part in ("事项将到期（剩3个工作日）", "全部项目", "每天自己看板", "免至9月30日(周三)"):
        assert part in said
    with signed_in(home.agent):
        test.button(key=f"mute_back_{mute_id}").click().run()
    assert not test.exception and not mutes.list_own(actor=home.agent)
    assert "目前没有免提醒" in texts(page("notices", home.agent))


def test_coordinators_see_what_agents_muted(home: District) -> None:
    mutes.mute(draft=MUTED, actor=home.agent)
    assert "李代办" in texts(page("notices", home.coordinator))
    assert "代办员的免提醒" not in texts(page("notices", home.leader))


@pytest.mark.parametrize("role", ["agent", "coordinator", "liaison", "leader", "admin"])
def test_every_role_has_the_page(home: District, role: str) -> None:
    test = page("notices", getattr(home, role))
    assert not test.exception
    labels = [one.label for one in test.toggle]
    assert bool(labels) == (role in ("agent", "coordinator"))
    assert "日历订阅" in "".join(one.value for one in test.subheader)


def test_the_form_opens_and_says_when_only_urgent_ones_come(home: District) -> None:
    for actor, said in ((home.agent, "哪一类提醒"), (home.leader, "发给您的都是紧急提醒")):
        test = page("notices", actor)
        with signed_in(actor):
            next(one for one in test.button if one.label == "设置免提醒").click().run()
        assert not test.exception and said in texts(test)


def test_hours_are_saved(home: District) -> None:
    test = page("notices", home.agent)
    with signed_in(home.agent):
        test.selectbox(key="notices.morning_at").select("07:30")
        next(one for one in test.button if one.label == "保存").click().run()
    assert not test.exception and hours.own_hours(actor=home.agent).morning_at == "07:30"
