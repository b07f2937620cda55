"""The intake form: live checks, refusals that keep what was typed, a project in the pool."""

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Project, Step
from services.database import reading
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts

pytestmark = pytest.mark.usefixtures("sqlite_db")


def coordinator() -> Actor:
    return rows.account("coord01", "陈协调", Role.COORDINATOR)


def typed(form: AppTest, actor: Actor, **values: str) -> None:
    for name, value in values.items():
        form.text_input(key=f"intake.{name}").set_value(value)
    with signed_in(actor):
        form.run()


def sent(form: AppTest, actor: Actor) -> str:
    with signed_in(actor):
        form.button(key="intake_save").click().run()
    return texts(form)


def stored() -> list[Project]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(Project)))
        session.expunge_all()
        return found


def filled(actor: Actor) -> AppTest:
    form = page("intake", actor)
    typed(form, actor, enterprise="示例轴承有限公司", name="智能轴承产线", start="2026年10月")
    form.selectbox(key="intake.package").set_value("industrial_new_grant")
    with signed_in(actor):
        form.run()
    return form


def test_a_coordinator_takes_a_project_in() -> None:
    agent, lead = rows.agent(), coordinator()
    form = filled(lead)
    form.selectbox(key="intake.primary").set_value(agent.account_id)
    form.button_group(key="intake.answer.industrial_new_grant.energy_threshold").set_value(True)
    form.button_group(key="intake.answer.industrial_new_grant.civil_building").set_value(False)
    assert not form.exception
    sent(form, lead)
    (project,) = stored()
    assert (project.name, project.status, project.planned_start) == ("智能轴承产线", "active", "2026-10")
    assert (project.primary_agent_id, project.coordinator_id) == (agent.account_id, lead.account_id)
    with reading(SYSTEM) as session:
        chosen = select(Step.optional, Step.state).where(Step.item_code == "energy_review")
        assert session.exec(chosen).all() == [(False, "not_started")]
        dropped = select(Step.state, Step.not_needed_reason).where(Step.item_code == "civil_defense_approval")
        state, reason = session.exec(dropped).one()
        assert state == "not_needed" and "民用建筑" in reason


def test_an_agent_is_agent_a_and_cannot_name_another() -> None:
    agent = rows.agent()
    rows.agent("周代办", "agent0108")
    form = filled(agent)
    assert form.selectbox(key="intake.primary").options == ["李代办"]
    sent(form, agent)
    assert [project.primary_agent_id for project in stored()] == [agent.account_id]


def test_what_is_missing_is_named_and_the_rest_kept() -> None:
    lead = coordinator()
    form = page("intake", lead)
    typed(form, lead, enterprise="示例轴承有限公司")
    said = sent(form, lead)
    assert "请先填写：项目名称、套餐" in said
    assert form.text_input(key="intake.enterprise").value == "示例轴承有限公司"
    assert stored() == []


def test_identifiers_are_checked_while_typing() -> None:
    lead = coordinator()
    form = page("intake", lead)
    typed(form, lead, uscc="9144030071526726xg", code="2509-331126-04-01-309363")
    said = texts(form)
    assert "已识别为9144030071526726XG" in said and "项目代码校验位与推算不符" in said
    typed(form, lead, uscc="9144030071526726XH")
    assert "校验位不符" in texts(form)


def test_a_refusal_keeps_what_was_typed() -> None:
    lead = coordinator()
    form = filled(lead)
    typed(form, lead, uscc="9144030071526726XH")
    assert "校验位不符" in sent(form, lead)
    assert form.text_input(key="intake.name").value == "智能轴承产线"
    assert stored() == []


def test_likely_duplicates_are_shown_and_the_same_project_refused() -> None:
    lead = coordinator()
    sent(filled(lead), lead)
    form = filled(lead)
    assert "库里已有以下项目" in texts(form) and "A角待分配" in texts(form)
    assert "该项目已在库" in sent(form, lead)
    assert len(stored()) == 1


def test_a_third_enterprise_asks_the_coordinator_for_a_reason() -> None:
    agent, lead = rows.agent(), coordinator()
    rows.project(primary=agent, name="一项目")
    rows.project(primary=agent, name="二项目")
    form = filled(lead)
    form.selectbox(key="intake.primary").set_value(agent.account_id)
    sent(form, lead)
    assert len(stored()) == 2 and form.warning
    form.text_input(key="intake.reason").set_value("同园区相邻，便于对接")
    sent(form, lead)
    assert len(stored()) == 3


def test_others_are_turned_away() -> None:
    shown = page("intake", rows.account("leader01", "林领导", Role.LEADER))
    assert len(shown.exception) == 1
    assert not shown.text_input
