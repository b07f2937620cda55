"""The backfill screen by role: queue, pre-ticked steps, save and next, skip, bulk tick, refusals, undo."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from models import Project
from services import backfill
from services.database import unit_of_work
from tests import factories_roadmaps as rows
from tests.apptest import page, signed_in, texts

pytestmark = pytest.mark.usefixtures("sqlite_db")
HINTS = {"stage": "land_planning", "current_item": "land_auction", "accepted_on": "2026-08-20"}


def project(owner: Actor | None = None, **hints: str) -> int:
    project_id = rows.project(owner=owner, signed_on=date(2026, 5, 7), import_hints=HINTS | hints)
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Project, project_id).name = f"演示项目{project_id}"
    return project_id


def how(shown: AppTest, code: str) -> str:
    return next(one for one in shown.button_group if code in one.label).value


def opened(shown: AppTest) -> int:
    found = shown.query_params["project"]
    return int(found[0] if isinstance(found, list) else found)


def press(shown: AppTest, actor: Actor, label: str) -> AppTest:
    button = next(one for one in shown.button if one.label == label)
    with signed_in(actor):
        return button.click().run()


def test_an_agent_sees_own_projects_ticked_as_the_ledger_says() -> None:
    owner = rows.agent()
    project(owner)
    project()
    shown = page("backfill", owner)
    assert not shown.exception
    said = texts(shown)
    assert "已补录<b>0</b>个，共1个" in said and "工业用地招拍挂" in said
    assert [len(one.options) for one in shown.radio] == [1]
    assert how(shown, "规划条件勘界") == "done" and how(shown, "工业用地招拍挂") == "running"
    assert how(shown, "用地规划许可") == "open"


def test_save_opens_the_next_and_undo_brings_it_back() -> None:
    owner = rows.agent()
    first, second = project(owner), project(owner)
    shown = page("backfill", owner)
    assert opened(shown) == second
    shown = press(shown, owner, "保存，下一个")
    assert not shown.exception and opened(shown) == first
    assert "已办结4项，在办1项" in texts(shown)
    assert backfill.queue(actor=owner).placed == 1
    shown = press(shown, owner, "撤销")
    assert opened(shown) == second
    assert backfill.queue(actor=owner).placed == 0
    assert "已补录<b>0</b>个，共2个" in texts(shown)


def test_skip_goes_on_and_keeps_the_project_waiting() -> None:
    owner = rows.agent()
    first, second = project(owner), project(owner)
    shown = page("backfill", owner, project=second)
    shown = press(shown, owner, "跳过")
    assert opened(shown) == first and backfill.queue(actor=owner).placed == 0
    shown = press(shown, owner, "跳过")
    assert opened(shown) == second


def test_all_before_done_ticks_what_a_step_needs() -> None:
    owner = rows.agent()
    project(owner)
    shown = page("backfill", owner)
    step = rows.steps(1)["land_contract"]
    with signed_in(owner):
        shown = next(one for one in shown.button if one.key == f"backfill.before.{step.id}").click().run()
    assert how(shown, "工业用地招拍挂") == "done" and how(shown, "土地出让合同") == "open"
    assert backfill.queue(actor=owner).placed == 0, "ticked, not saved"


def test_a_refusal_names_the_item_and_keeps_what_was_ticked() -> None:
    owner = rows.agent()
    project(owner)
    shown = page("backfill", owner)
    with signed_in(owner):
        day = next(one for one in shown.date_input if "规划条件勘界" in one.label)
        day.set_value(date(2026, 8, 28))
        shown = press(shown, owner, "保存，下一个")
    assert "“工业用地招拍挂”的受理日早于前置事项“规划条件勘界”的办结日8月28日" in texts(shown)
    assert next(one for one in shown.date_input if "规划条件勘界" in one.label).value == date(2026, 8, 28)
    assert backfill.queue(actor=owner).placed == 0


def test_a_placed_project_is_said_so_and_can_be_undone() -> None:
    owner = rows.agent()
    project_id = project(owner)
    press(page("backfill", owner), owner, "保存，下一个")
    shown = page("backfill", owner, project=project_id)
    assert "已经补录" in texts(shown)
    press(shown, owner, "撤销补录")
    assert backfill.queue(actor=owner).rows


def test_an_empty_queue_says_what_to_do() -> None:
    assert "暂无待补录的项目" in texts(page("backfill", rows.agent()))


def test_a_coordinator_sees_all_and_a_stranger_is_refused() -> None:
    mine = project(rows.agent())
    shown = page("backfill", Actor(50, "协调", Role.COORDINATOR))
    assert "共1个" in texts(shown)
    refused = page("backfill", rows.agent("王芳"), project=mine)
    assert refused.error and not refused.button_group
    with pytest.raises(Forbidden):
        backfill.queue(actor=Actor(51, "领导", Role.LEADER))
