"""Editing on the roadmap's table as each role meets it: basket, preview, refusal, save, undo."""

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from services import clock
from services.roadmaps import editing
from services.roadmaps.editing import AddLink, SetDuration
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps
from tests.apptest import page, signed_in, texts

FIRST, SECOND, THIRD = "planning_conditions", "land_auction", "land_contract"


@pytest.fixture
def owner(sqlite_db: str) -> Actor:
    return rows.agent()


@pytest.fixture
def project_id(owner: Actor) -> int:
    return roadmaps.project(owner=owner)


def opened(actor: Actor, project_id: int) -> AppTest:
    return page("project", actor, id=project_id, tab="roadmap")


def press(app: AppTest, actor: Actor, key: str) -> AppTest:
    with signed_in(actor):
        return app.button(key=key).click().run()


def click_step(app: AppTest, actor: Actor, code: str) -> AppTest:
    """A click on the drawing, which AppTest cannot make: what it leaves behind."""
    app.session_state["roadmap.edited"] = code
    with signed_in(actor):
        return app.run()


def waiting(app: AppTest) -> list[dict[str, object]]:
    return app.session_state["roadmap.basket"]["edits"]


def submit(app: AppTest, actor: Actor, code: str) -> AppTest:
    """Here a dialog is drawn by the whole page: what opened it is there again."""
    app.session_state["roadmap.edited"] = code
    button = next(one for one in app.button if one.label == "放入待保存" and one.form_id)
    with signed_in(actor):
        return button.click().run()


def changes_list(project_id: int, actor: Actor) -> AppTest:
    """The dialog of the changes as a page of its own: AppTest cannot press buttons inside dialogs."""
    app = AppTest.from_function(_changes, args=(project_id, clock.now()))
    with signed_in(actor):
        return app.run()


def _changes(project_id: int, now: object) -> None:
    from services import clock, projects
    from ui import roadmap_changes, session

    with clock.frozen(now):
        actor = session.actor()
        assert actor
        roadmap_changes.show(projects.project_view(project_id=project_id, actor=actor), actor)


def test_an_agent_edits_sees_what_moves_saves_and_undoes(owner: Actor, project_id: int) -> None:
    app = press(opened(owner, project_id), owner, "roadmap.edit.begin")
    click_step(app, owner, FIRST)
    assert "事项目录未允许这种方式。" in texts(app) or "法定" in texts(app)
    app.text_input(key=f"roadmap.edit.days.{FIRST}").set_value("40")
    submit(app, owner, FIRST)
    assert [(one["kind"], one["days"]) for one in waiting(app)] == [("duration", 40)]
    said = texts(app)
    assert "1处修改待保存" in said and "推迟" in said and "计划天数改为40天" in said
    press(app, owner, "roadmap.edit.save")
    assert "请填写修改原因" in texts(app) and len(waiting(app)) == 1
    app.text_input(key="roadmap.edit.reason").set_value("现场条件所限")
    press(app, owner, "roadmap.edit.save")
    assert roadmaps.steps(project_id)[FIRST].plan_days == 40
    app = changes_list(project_id, owner)
    said = texts(app)
    assert "现场条件所限" in said and "计划天数改为40天" in said
    (change,) = editing.list_changes(project_id=project_id, actor=owner)
    press(app, owner, f"roadmap.undo.{change.id}")
    assert "提前" in texts(app)
    press(app, owner, f"roadmap.undo.now.{change.id}")
    assert roadmaps.steps(project_id)[FIRST].plan_days is None
    (change,) = editing.list_changes(project_id=project_id, actor=owner)
    assert change.undone_by == owner.name


@pytest.mark.parametrize("text", ["3.5", "-2", "三天", "99999"])
def test_days_that_are_none_are_refused_and_the_basket_kept(owner: Actor, project_id: int, text: str) -> None:
    app = press(opened(owner, project_id), owner, "roadmap.edit.begin")
    click_step(app, owner, SECOND)
    app.text_input(key=f"roadmap.edit.days.{SECOND}").set_value("20")
    submit(app, owner, SECOND)
    click_step(app, owner, FIRST)
    app.text_input(key=f"roadmap.edit.days.{FIRST}").set_value(text)
    submit(app, owner, FIRST)
    assert f"须为0到3000之间的整数，现为“{text.lstrip()}" in "\n".join(str(one.value) for one in app.error)
    assert [one["code"] for one in waiting(app)] == [SECOND]


def test_a_cycle_is_refused_with_its_steps_named(owner: Actor, project_id: int) -> None:
    app = press(opened(owner, project_id), owner, "roadmap.edit.begin")
    click_step(app, owner, FIRST)
    app.selectbox(key=f"roadmap.edit.source.{FIRST}").set_value(SECOND)
    submit(app, owner, FIRST)
    assert any("→" in str(one.value) for one in app.error)
    assert waiting(app) == []


def test_an_item_is_added_and_left_out_again(owner: Actor, project_id: int) -> None:
    app = press(opened(owner, project_id), owner, "roadmap.edit.begin")
    press(app, owner, "roadmap.edit.add")
    code = next(iter(editing.edit_sheet(project_id=project_id, actor=owner).addable))
    app.selectbox(key="roadmap.edit.add.item").set_value(code)
    app.button(key="roadmap.edit.add").click()
    with signed_in(owner):
        app.run()
    app.button(key="roadmap.edit.add").click()
    press(app, owner, "roadmap.edit.add.put")
    assert [one["code"] for one in waiting(app)] == [code]
    press(app, owner, "roadmap.edit.out.0")
    assert waiting(app) == []


def test_leaders_see_the_changes_but_cannot_edit_or_undo(owner: Actor, project_id: int) -> None:
    edits = [SetDuration(code=FIRST, days=12)]
    editing.save(project_id=project_id, edits=edits, version=1, reason="核对", actor=owner)
    leader = rows.account("lead01", "赵分管", Role.LEADER)
    app = opened(leader, project_id)
    keys = {button.key for button in app.button}
    assert "roadmap.edit.begin" not in keys and "roadmap.changes" in keys
    app = changes_list(project_id, leader)
    assert "核对" in texts(app)
    assert not [button for button in app.button if (button.key or "").startswith("roadmap.undo")]


def test_a_liaison_sees_no_changes_of_other_steps(owner: Actor, project_id: int) -> None:
    edits = [SetDuration(code=FIRST, days=12)]
    editing.save(project_id=project_id, edits=edits, version=1, reason="核对", actor=owner)
    department = roadmaps.steps(project_id)[SECOND].department_code
    liaison = rows.account("lia0001", "钱联络", Role.LIAISON, department_code=department)
    app = opened(liaison, project_id)
    assert not app.exception and "roadmap.changes" not in {button.key for button in app.button}
    with pytest.raises(Forbidden):
        editing.list_changes(project_id=project_id, actor=liaison)


def test_a_basket_counts_on_the_roadmap_that_was_read(owner: Actor, project_id: int) -> None:
    app = press(opened(owner, project_id), owner, "roadmap.edit.begin")
    click_step(app, owner, FIRST)
    app.text_input(key=f"roadmap.edit.days.{FIRST}").set_value("40")
    submit(app, owner, FIRST)
    edits = [SetDuration(code=SECOND, days=9)]
    version = editing.edit_sheet(project_id=project_id, actor=owner).version
    editing.save(project_id=project_id, edits=edits, version=version, reason="他人", actor=owner)
    with signed_in(owner):
        app.run()
    assert "刚被他人修改过" in texts(app)
    assert "roadmap.edit.save" not in {button.key for button in app.button} and len(waiting(app)) == 1
    press(app, owner, "roadmap.edit.go_on")
    assert "roadmap.edit.save" in {button.key for button in app.button}


def test_the_sheet_says_what_may_be_edited(owner: Actor, project_id: int) -> None:
    version = editing.edit_sheet(project_id=project_id, actor=owner).version
    link = AddLink(code=THIRD, source=FIRST, lag=2)
    editing.save(project_id=project_id, edits=[link], version=version, reason="商定", actor=owner)
    step = editing.edit_sheet(project_id=project_id, actor=owner).step(THIRD)
    assert step and [(one.source, one.kind, one.lag) for one in step.links] == [(FIRST, "FS", 2)]
    assert step.legal and not step.locked and step.is_on_roadmap
    assert {one.mode: bool(one.refusal) for one in step.modes}["tolerance"]
