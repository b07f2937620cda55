"""Taking projects into the pool: identities, enterprises, refusals, search text, duties, audit."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from threading import Barrier

import pytest
from sqlmodel import col, func, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, DomainError, Forbidden, NotFound, RuleBroken
from domain.vocabulary import Role
from models import AuditRow, Enterprise, Obligation, Project, Step
from services import projects
from services.database import reading, unit_of_work
from services.projects import ContactDraft, IntakeDraft
from tests import factories_reports as rows
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("db")
TENCENT, BAIDU = "9144030071526726XG", "91110000802100433B"
CODE = "2509-331126-04-01-309362"


def coordinator() -> Actor:
    return rows.account("coord01", "陈协调", Role.COORDINATOR)


def draft(**values: object) -> IntakeDraft:
    base = {
        "enterprise_name": "哈尔滨示例轴承有限公司",
        "project_name": "智能轴承产线",
        "template_code": "industrial_new_grant",
    }
    return IntakeDraft(**(base | values))


def stored(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


def enterprises() -> list[Enterprise]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(Enterprise).order_by(col(Enterprise.id))))
        session.expunge_all()
        return found


def count(model: type) -> int:
    with reading(SYSTEM) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def duties(project_id: int) -> list[tuple[str, date]]:
    with reading(SYSTEM) as session:
        own = select(Obligation).where(Obligation.subject == f"project:{project_id}", Obligation.is_open)
        return [(row.anchor, row.due_on) for row in session.exec(own)]


def test_an_agent_takes_in_an_own_project_with_its_roadmap() -> None:
    agent = rows.agent()
    project_id = projects.intake(
        draft=draft(
            uscc=" ９１４４０３００７１５２６７２６ｘｇ ",
            project_code=CODE.replace("-", "－"),
            include=("energy_review",),
            planned_start="2026年9月",
            planned_production="2027/10",
            contact="马经理",
            phone="１３０ ００００ ０００１",
            primary_agent_id=agent.account_id,
        ),
        actor=agent,
    )
    row = stored(project_id)
    assert (row.code, row.status, row.primary_agent_id) == (CODE, "active", agent.account_id)
    assert (row.planned_start, row.planned_production) == ("2026-09", "2027-10")
    assert (row.entered_on, row.last_verified_on, row.stage) == (TODAY, TODAY, "signing")
    assert row.steps_needed > 20 and row.current_step_id and row.forecast_finish_on
    (enterprise,) = enterprises()
    assert (enterprise.uscc, enterprise.phone) == (TENCENT, "130 0000 0001")
    assert duties(project_id) == [("last_follow_up", TODAY)]
    view = projects.project_view(project_id=project_id, actor=agent)
    assert (view.phone, view.is_contact_masked, view.is_verified_today) == ("130 0000 0001", False, True)


def test_optional_items_chosen_are_needed() -> None:
    with reading(SYSTEM) as session:
        from models import TemplateStep

        optional = session.exec(
            select(TemplateStep.item_code).where(
                TemplateStep.template_code == "industrial_new_grant", TemplateStep.optional
            )
        ).first()
    project_id = projects.intake(draft=draft(include=(optional,)), actor=coordinator())
    with reading(SYSTEM) as session:
        own = select(Step.optional).where(Step.project_id == project_id, Step.item_code == optional)
        assert session.exec(own).one() is False


def test_without_an_agent_it_waits_for_one() -> None:
    lead = coordinator()
    project_id = projects.intake(draft=draft(), actor=lead)
    row = stored(project_id)
    assert (row.status, row.primary_agent_id, row.coordinator_id) == ("unassigned", None, lead.account_id)
    assert duties(project_id) == [("entered_pool", TODAY)]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"project_name": " "}, BadInput("projects.name_missing")),
        ({"enterprise_name": "　"}, BadInput("projects.enterprise_missing")),
        ({"uscc": "9144030071526726XH"}, BadInput("identifiers.credit_code_check_digit")),
        ({"project_code": "2513-331126-04-01-309362"}, BadInput("identifiers.project_code_time")),
        ({"planned_start": "明年"}, BadInput("projects.month_bad", text="明年")),
        ({"phone": "12"}, BadInput("projects.phone_bad")),
        ({"email": "ma"}, BadInput("projects.mail_bad")),
        ({"signed_on": date(2026, 9, 2)}, BadInput("projects.signed_in_future", day=date(2026, 9, 2))),
        ({"template_code": "x"}, NotFound("roadmap.unknown_template", template="x")),
        ({"backup_agent_id": 1}, RuleBroken("projects.backup_alone")),
        ({"coordinator_id": 999}, BadInput("projects.not_a_coordinator")),
        ({"leader_id": 999}, BadInput("projects.not_a_leader")),
    ],
)
def test_refusals_store_nothing(values: dict[str, object], error: DomainError) -> None:
    with pytest.raises(type(error)) as refused:
        projects.intake(draft=draft(**values), actor=coordinator())
    assert (refused.value.code, refused.value.params) == (error.code, error.params)
    assert (count(Project), count(Enterprise), count(Step)) == (0, 0, 0)


def test_who_may_take_in() -> None:
    agent, other = rows.agent(), rows.agent("周代办", "agent0108")
    with pytest.raises(Forbidden):
        projects.intake(draft=draft(primary_agent_id=other.account_id), actor=agent)
    for role in (Role.LIAISON, Role.LEADER, Role.ADMIN, Role.AUDITOR):
        with pytest.raises(Forbidden):
            projects.intake(draft=draft(), actor=Actor(99, "x", role))


def test_the_same_project_is_refused_and_named() -> None:
    lead = coordinator()
    first = projects.intake(draft=draft(uscc=TENCENT, project_code=CODE), actor=lead)
    same = [
        draft(uscc=TENCENT, project_name=" 智能轴承产线 "),  # enterprise and name
        draft(uscc=BAIDU, enterprise_name="另一家公司", project_name="别的", project_code=CODE),  # code alone
        draft(project_name="智能轴承　产线"),  # name of the enterprise, spaces
    ]
    for again in same:
        with pytest.raises(RuleBroken) as refused:
            projects.intake(draft=again, actor=lead)
        assert refused.value.code == "projects.exists"
        assert refused.value.params["project"] == "智能轴承产线"
    assert count(Project) == 1 and len(enterprises()) == 1
    other_code = draft(uscc=TENCENT, project_code="2503-130981-04-01-573274")
    assert projects.intake(draft=other_code, actor=lead) != first  # a second phase under the same name


def test_a_code_of_a_project_without_one_is_that_project() -> None:
    lead = coordinator()
    projects.intake(draft=draft(uscc=TENCENT), actor=lead)
    with pytest.raises(RuleBroken) as refused:
        projects.intake(draft=draft(uscc=TENCENT, project_code=CODE), actor=lead)
    assert refused.value.code == "projects.exists"


def test_enterprises_are_one_by_code_else_by_name() -> None:
    contact = ContactDraft(contact="马经理", phone="0451-86000001")

    def enterprise(name: str, uscc: str = "", given: ContactDraft | None = None) -> int:
        with unit_of_work(SYSTEM) as work:
            return projects.enterprise_for(work, name=name, uscc=uscc, contact=given).id or 0

    first = enterprise("示例机械（黑龙江）有限公司")
    assert enterprise("示例机械(黑龙江) 有限公司", given=contact) == first
    assert enterprise("示例机械(黑龙江)有限公司", TENCENT) == first  # the code arrives later
    assert enterprise("示例机械(黑龙江)有限公司") == first
    second = enterprise("示例机械(黑龙江)有限公司", BAIDU)  # a namesake with its own code
    assert second != first
    with pytest.raises(RuleBroken) as refused:
        enterprise("示例机械(黑龙江)有限公司")
    assert refused.value.code == "projects.enterprise_ambiguous"
    with pytest.raises(RuleBroken) as refused:
        enterprise("别的公司", TENCENT)
    assert refused.value.code == "projects.credit_code_of_another"
    kept = enterprises()[0]
    assert (kept.uscc, kept.contact, kept.phone) == (TENCENT, "马经理", "0451-86000001")


def test_personal_data_is_not_copied_into_the_audit() -> None:
    projects.intake(draft=draft(contact="马经理", phone="13000000001"), actor=coordinator())
    with reading(SYSTEM) as session:
        said = [f"{row.action} {row.before} {row.after}" for row in session.exec(select(AuditRow))]
    assert any(line.startswith("project.add") for line in said)
    assert any(line.startswith("enterprise.change") for line in said)
    assert not [line for line in said if "13000000001" in line or "马经理" in line]


def test_likely_duplicates_are_shown_also_to_those_who_may_not_open_them() -> None:
    agent, lead = rows.agent(), coordinator()
    projects.intake(draft=draft(uscc=TENCENT), actor=lead)
    projects.intake(draft=draft(enterprise_name="别的公司"), actor=lead)
    found = projects.likely_duplicates(
        project_name="智能轴承产线", enterprise_name="", uscc=TENCENT.lower(), actor=agent
    )
    assert [(one.enterprise, one.is_same_enterprise) for one in found] == [
        ("别的公司", False),
        ("哈尔滨示例轴承有限公司", True),
    ]
    nothing = {"project_name": "", "enterprise_name": "", "uscc": "9144"}
    assert projects.likely_duplicates(**nothing, actor=agent) == ()


def test_two_at_once_make_one_project() -> None:
    """A double click, or two people with the same paper: one is told that it is in the pool already."""
    lead = coordinator()
    together = Barrier(2)

    def take_in() -> str:
        together.wait(10)
        try:
            projects.intake(draft=draft(), actor=lead)
        except RuleBroken as refused:
            return refused.code
        return "in"

    with ThreadPoolExecutor(2) as threads:
        found = [threads.submit(copy_context().run, take_in) for _ in range(2)]
        assert sorted(one.result(60) for one in found) == ["in", "projects.exists"]
    assert (count(Project), len(enterprises())) == (1, 1)
