"""The agents page as a coordinator sees it, and the dialogs' forms for agents and coordinators."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from models import Project
from services import agency, clock
from services.agency import AbsenceDraft, AssignDraft
from services.database import unit_of_work
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts
from tests.factories import TODAY
from tests.factories_problems import House, house
from ui import dialogs_agency

pytestmark = pytest.mark.usefixtures("sqlite_db")


@pytest.fixture
def home() -> House:
    return house()


def waiting(name: str) -> int:
    project_id = rows.project(primary=rows.agent(name, f"x{name}"), name=name)
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        row.status, row.primary_agent_id, row.entered_on = "unassigned", None, TODAY
    return project_id


def press(test: AppTest, actor: Actor, label: str) -> AppTest:
    with signed_in(actor):
        return next(one for one in test.button if one.label == label).click().run()


def form(function: str, actor: Actor, **values: object) -> AppTest:
    """A dialog's form as a page of its own: AppTest cannot press buttons inside dialogs."""
    test = AppTest.from_function(_show, args=(function, values, clock.now()), default_timeout=30)
    with signed_in(actor):
        return test.run()


def _show(function: str, values: dict, now: object) -> None:
    from services import clock
    from ui import dialogs_agency, session

    with clock.frozen(now):
        getattr(dialogs_agency, function)(*values.values(), session.actor())


def test_the_first_line_counts_who_waits_and_who_carries_too_much(home: House) -> None:
    waiting("甲示例项目")
    for name in ("乙示例项目", "丙示例项目"):
        draft = AssignDraft(
            project_ids=(waiting(name),), primary_id=home.agent.account_id, override_reason="同一园区"
        )
        agency.assign(draft=draft, actor=home.coordinator)
    shown = page("agents", home.coordinator)
    assert not shown.exception
    said = texts(shown)
    assert '<b class="red">1</b>个项目待分配，<b class="yellow">1</b>名代办员超出家数' in said
    assert "甲示例项目" in said and "今日入库" in said and "建议：" in said
    assert "▲ 3 / 2" in said


def test_a_calm_district_says_so(home: House) -> None:
    said = texts(page("agents", home.coordinator))
    assert '<b class="">0</b>个项目待分配' in said
    assert "所有项目都已分配代办员" in said and "近期无人请假" in said


def test_the_load_table_is_filtered_by_the_url(home: House) -> None:
    draft = AbsenceDraft(agent_id=home.backup.account_id, from_on=TODAY, until_on=TODAY)
    agency.record_absence(draft=draft, actor=home.backup)
    shown = page("agents", home.coordinator, only="away")
    assert [list(frame.value["代办员"]) for frame in shown.dataframe] == [["周代办"]]
    assert "B角另1家" in texts(shown)


def test_an_agent_in_the_url_opens_the_drawer_with_the_own_projects(home: House) -> None:
    said = texts(page("agents", home.coordinator, agent=home.backup.account_id))
    assert "雪原动力电池示例项目" in said and "B角 · " in said and "移交" in said


def test_hand_over_in_the_drawer_leads_to_its_form(home: House) -> None:
    session_key, asked = "agents.next", ("hand_over", home.project_id)
    test = AppTest.from_function(_page, args=(clock.now(),), default_timeout=30)
    test.session_state[session_key] = asked
    with signed_in(home.coordinator), patch.object(dialogs_agency, "open_handover") as opened:
        shown = test.run()
    assert not shown.exception and session_key not in shown.session_state
    opened.assert_called_once_with(project_id=home.project_id, actor=home.coordinator)
    assert "代办员负荷" in texts(shown) and "待分配" in texts(shown)


def _page(now: object) -> None:
    from pages import agents_page
    from services import clock
    from ui import session

    with clock.frozen(now):
        agents_page.render(session.actor())


def test_assign_opens_the_form_of_that_project(home: House) -> None:
    project_id = waiting("甲示例项目")
    shown = page("agents", home.coordinator)
    with patch.object(dialogs_agency, "open_assign") as opened:
        press(shown, home.coordinator, "分配代办员")
    opened.assert_called_once_with(project_id=project_id, actor=home.coordinator)


def test_back_from_an_absence_is_one_click(home: House) -> None:
    draft = AbsenceDraft(agent_id=home.agent.account_id, from_on=TODAY, until_on=TODAY)
    agency.record_absence(draft=draft, actor=home.agent)
    shown = page("agents", home.coordinator)
    assert "1个项目由B角代办" in texts(shown)
    press(shown, home.coordinator, "已返岗")
    assert agency.absences(agent_id=home.agent.account_id, actor=home.agent) == ()


@pytest.mark.parametrize("who", ["agent", "leader", "liaison"])
def test_the_page_is_the_coordinators(home: House, who: str) -> None:
    with pytest.raises(Forbidden), signed_in(getattr(home, who)):
        from pages import agents_page

        agents_page.render(getattr(home, who))


def test_the_form_suggests_and_assigns(home: House) -> None:
    project_id = waiting("甲示例项目")
    shown = form("_assign", home.coordinator, project_id=project_id)
    assert not shown.exception
    assert "A角0家（限2家）" in shown.selectbox[0].options[0]
    press(shown, home.coordinator, "分配代办员")
    view = agency.assign_view(project_id=project_id, actor=home.coordinator)
    assert view.status == "active" and view.primary_id and view.backup_id
    assert view.coordinator_id == home.coordinator.account_id


def test_the_form_asks_for_the_reason_only_beyond_the_limit(home: House) -> None:
    draft = AssignDraft(project_ids=(waiting("乙示例项目"),), primary_id=home.agent.account_id)
    agency.assign(draft=draft, actor=home.coordinator)
    project_id = waiting("甲示例项目")
    shown = form("_assign", home.coordinator, project_id=project_id)
    assert not shown.warning
    with signed_in(home.coordinator):
        shown = shown.selectbox[0].select(home.agent.account_id).run()
    assert "李代办已任2家企业的A角" in shown.warning[0].value
    shown = press(shown, home.coordinator, "分配代办员")
    assert "再接须由协调专员写明理由" in shown.error[0].value
    with signed_in(home.coordinator):
        shown = shown.text_input[0].input("同一园区").run()
    press(shown, home.coordinator, "分配代办员")
    view = agency.assign_view(project_id=project_id, actor=home.coordinator)
    assert view.primary_id == home.agent.account_id


def test_the_handover_form_drafts_the_note(home: House) -> None:
    shown = form("_hand_over", home.coordinator, project_id=home.project_id)
    assert not shown.exception
    assert "由李代办移交周代办" in shown.text_area[0].value
    press(shown, home.coordinator, "移交")
    view = agency.assign_view(project_id=home.project_id, actor=home.coordinator)
    assert (view.primary_id, view.backup_id) == (home.backup.account_id, None)


def test_an_agent_notes_the_own_absence(home: House) -> None:
    shown = form("_absence", home.agent, agent_id=home.agent.account_id)
    assert not shown.exception and not shown.selectbox
    with signed_in(home.agent):
        shown = shown.date_input[1].set_value(TODAY + timedelta(days=2)).run()
    press(shown, home.agent, "登记")
    kept = agency.absences(agent_id=home.agent.account_id, actor=home.agent)
    assert [(one.from_on, one.until_on) for one in kept] == [(TODAY, TODAY + timedelta(days=2))]
