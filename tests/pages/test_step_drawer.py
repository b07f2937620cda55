"""The drawer of a step as each role sees it; what happens after a press is for the browser (tests/e2e)."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Actor
from domain.vocabulary import MaterialState, Role
from services import materials
from tests.apptest import signed_in, texts
from tests.factories_roadmaps import agent, project, steps
from tests.factories_steps import act, at_step, department, person, see

pytestmark = pytest.mark.usefixtures("sqlite_db")
TUE, WED = date(2026, 9, 1), date(2026, 9, 2)


def drawer(step_id: int, actor: Actor, *, chosen: str | None = None) -> AppTest:
    """A page that does nothing but open the drawer, with the form of an act open if one is named."""
    test = AppTest.from_function(_show, args=(step_id, chosen), default_timeout=30)
    with signed_in(actor):
        return test.run()


def _show(step_id: int, chosen: str | None) -> None:
    from services import clock, steps
    from tests.factories import TODAY
    from ui import session
    from ui.step_drawer import open_step
    from ui.step_form import CHOSEN

    actor = session.actor()
    with clock.frozen(TODAY):  # a page runs in a thread of its own
        if chosen:
            version = steps.step_view(step_id=step_id, actor=actor).version
            CHOSEN.put({"step": step_id, "version": version, "act": chosen, "form": version})
        open_step(step_id=step_id, actor=actor)


def reviewing(by: Actor) -> int:
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by)
    department(step, "accept", TUE, by)
    return step


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_it_says_whose_move_it_is_and_how_long_still() -> None:
    by = agent()
    test = drawer(reviewing(by), by)
    said = texts(test)
    assert not test.exception
    assert "审查中，轮到发改局" in said and "剩10个工作日" in said
    assert "暂按" in said and "9月15日" in said and "承诺10" in said
    assert "下一步" in said and "办结（准予）" in buttons(test)


def test_what_is_not_possible_yet_says_why() -> None:
    by = agent()
    said = texts(drawer(steps(project(owner=by))["land_auction"].id, by))
    assert "还不能办" in said and "前置事项未办结" in said


def test_a_form_on_behalf_asks_for_day_number_name_and_photo() -> None:
    by = agent()
    test = drawer(reviewing(by), by, chosen="approve")
    assert {"办理日期"} == {one.label for one in test.date_input}
    assert {"文号", "部门经办人（知道就填）", "补录原因（早于2个工作日须填）", "备注（内部）"} <= {
        one.label for one in test.text_input
    }
    assert "代录：审批部门的办理动作" in texts(test) and test.get("file_uploader")
    assert "保存并推进" in buttons(test) and "之后：办结" in texts(test)


def test_the_own_act_of_an_agent_asks_for_nothing_but_the_day() -> None:
    by = agent()
    test = drawer(at_step("energy_review", by, mode="standard"), by, chosen="submit")
    labels = [one.label for one in test.text_input]
    assert "企业经办人" not in labels and "部门经办人（知道就填）" not in labels
    assert "随件收到的材料" in [one.label for one in test.multiselect]
    assert "代录" not in texts(test)


def test_the_signature_of_the_enterprise_and_what_follows_later() -> None:
    by = agent()
    step = at_step("construction_planning_permit", by)
    for row in see(step, by).materials:
        if row.is_missing and row.name_zh != "日照分析报告":
            materials.mark(material_id=row.id, state=MaterialState.RECEIVED, actor=by)
    act(step, "apply", TUE, by)
    test = drawer(step, by, chosen="sign_promise")
    assert "企业签署人" in [one.label for one in test.text_input]
    assert [(one.label, one.value, one.max) for one in test.number_input] == [("日照分析报告", 3, 3)]
    assert "代办员不能代签" in texts(test)


def test_the_liaison_confirms_and_contests_under_the_entry() -> None:
    by = agent()
    step = reviewing(by)
    test = drawer(step, person("王联络", Role.LIAISON, "development_reform"))
    assert {"确认", "有异议", "办结（准予）"} <= set(buttons(test))
    assert "企业撤回申请" not in buttons(test)
    assert "待部门确认" in texts(test)


def test_readers_see_everything_and_enter_nothing() -> None:
    by, backup = agent(), agent("周代办")
    step = at_step("energy_review", by, mode="standard", backup_agent_id=backup.account_id)
    leader = drawer(step, person("林领导", Role.LEADER))
    assert "没有需要您录入的" in texts(leader) and "提交申请" not in buttons(leader)
    assert "已收到" not in buttons(leader)
    waiting = drawer(step, backup)
    assert "您是B角" in texts(waiting) and "提交申请" not in buttons(waiting)


def test_the_coordinator_signs_off_a_pause() -> None:
    by = agent()
    step = reviewing(by)
    department(step, "pause", WED, by, reason="听证")
    assert "签认挂起" in buttons(drawer(step, person("陈协调", Role.COORDINATOR)))
    assert "签认挂起" not in buttons(drawer(step, by))


def test_a_joint_review_lists_whose_opinion_is_there() -> None:
    by = agent()
    step = at_step("land_use_planning_permit", by, also=["land_title"])
    department(step, "joint_open", TUE, by)
    department(step, "complete", TUE, by)
    department(step, "dept_opinion", TUE, by, member_code="land_title")
    said = texts(drawer(step, by))
    assert "会办意见" in said and "登记中心 · 9月1日已反馈" in said


def test_texts_of_people_are_escaped() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TUE, by, document_no="<script>alert(1)</script>", note="<b>x</b>")
    said = texts(drawer(step, by))
    assert "<script>" not in said and "&lt;script&gt;" in said


def test_slots_are_forgotten_with_the_step() -> None:
    """The form of one step never opens on another."""
    by = agent()
    first, second = reviewing(by), at_step("energy_review", by, mode="standard")
    test = AppTest.from_function(_other, args=(first, second), default_timeout=30)
    with signed_in(by):
        test.run()
    assert "保存并推进" not in buttons(test)


def _other(first: int, second: int) -> None:
    from ui import session
    from ui.step_drawer import open_step
    from ui.step_form import CHOSEN

    CHOSEN.put({"step": first, "version": 1, "act": "approve", "form": 1})
    open_step(step_id=second, actor=session.actor())


def test_what_an_act_moves_is_seen_before_it_is_entered() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    test = drawer(step, by, chosen="submit")
    before = see(step, by)
    look = next(one for one in test.button if one.label == "看影响")
    with signed_in(by):
        look.click().run()
    assert not test.exception and not test.error
    assert "完成日不变" in texts(test) or "预计投产" in texts(test)
    assert see(step, by).history == before.history


def test_what_was_just_entered_can_be_taken_back() -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    assert "从未" not in buttons(drawer(step, by))
    act(step, "submit", TUE, by)
    test = drawer(step, by)
    (entry,) = [one for one in see(step, by).history if one.may_correct]
    test.text_input(key=f"step.take_back.{entry.id}").set_value("登记错了环节")
    with signed_in(by):
        test.button(key=f"step.take_back.{entry.id}.now").click().run()
    after = see(step, by)
    assert after.state == "not_started" and [
        one.is_corrected for one in after.history if one.id == entry.id
    ] == [True]


def test_a_stranger_is_not_offered_the_way_back() -> None:
    by = agent()
    step = reviewing(by)
    other = person("lead01", Role.LEADER)
    assert not [one for one in drawer(step, other).button if (one.key or "").startswith("step.take_back")]
