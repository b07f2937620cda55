"""Duties that end and come back: a project that rests, a deed undone, a duty handed to another project."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import RuleBroken
from domain.vocabulary import ProblemKind, ProjectStatus
from models import ArchiveDocument, Obligation, Project
from services import clock, inbox, preferences, problems, projects, reminders, steps
from services.database import reading, unit_of_work
from services.problems import RaiseDraft
from tests import factories_problems as rows
from tests import factories_roadmaps as planned
from tests import factories_steps as acts
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

pytestmark = pytest.mark.usefixtures("sqlite_db")
D = date.fromisoformat
LATER = D("2026-09-14")


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


def sweep(day: date) -> None:
    with clock.frozen(day):
        reminders.sweep(actor=SYSTEM)


def leave(home: District, day: date) -> None:
    with clock.frozen(day):
        projects.leave(
            project_id=home.project_id, how=ProjectStatus.PAUSED, reason="资金未到位", actor=home.coordinator
        )


def reopen(home: District, day: date) -> None:
    with clock.frozen(day):
        projects.reopen(project_id=home.project_id, reason="资金到位", actor=home.coordinator)


def late_problem(home: District) -> int:
    """A problem that fell due yesterday week, in the hands of the liaison."""
    with clock.frozen(TODAY):
        draft = RaiseDraft(project_id=home.project_id, text="供电外线路由未定", kind=ProblemKind.UTILITIES)
        problem_id = problems.raise_problem(draft=draft, actor=home.agent)
        problems.assign(
            problem_id=problem_id,
            draft=rows.AssignDraft(
                department_code="natural_resources",
                owner_account_id=home.liaison.account_id,
                due_on=D("2026-09-03"),
            ),
            actor=home.coordinator,
        )
    return problem_id


def states(rule: str) -> list[str]:
    return [row.state for row in made.reminders(rule_code=rule)]


def owed(subject: str) -> list[str]:
    with reading(SYSTEM) as session:
        query = select(Obligation.anchor).where(Obligation.subject == subject, Obligation.is_open)
        return sorted(session.exec(query))


def test_what_a_resting_project_owed_is_said_again_when_it_is_back(home: District) -> None:
    late_problem(home)
    sweep(D("2026-09-04"))
    assert states("prob_over") == ["open", "open"]
    leave(home, D("2026-09-04"))
    sweep(D("2026-09-07"))
    assert states("prob_over") == ["discharged", "discharged"]
    reopen(home, LATER)
    sweep(LATER)
    assert states("prob_over") == ["open", "open"]


def test_what_was_solved_while_the_project_rested_is_owed_no_more(home: District) -> None:
    problem_id = late_problem(home)
    leave(home, D("2026-09-04"))
    with clock.frozen(D("2026-09-07")):
        problems.report_resolved(problem_id=problem_id, text="路由已批复", actor=home.liaison)
    reopen(home, LATER)
    assert owed(f"problem:{problem_id}") == ["problem_resolved"]


def test_a_deed_that_is_taken_back_is_said_again_even_to_who_acknowledged_it(home: District) -> None:
    duty_id = made.duty(home, "decided", D("2026-08-20"))
    sweep(TODAY)
    (row,) = made.reminders(rule_code="delivery")
    inbox.acknowledge(reminder_ids=[row.id or 0], actor=home.agent)
    sweep(D("2026-09-02"))
    assert states("delivery") == ["acknowledged"]  # the same duty: heard is heard
    made.close(duty_id)
    made.duty(home, "decided", D("2026-08-20"))
    sweep(D("2026-09-03"))
    assert states("delivery") == ["open"]


def test_a_reminder_that_comes_back_belongs_to_whom_it_would_be_said_now(home: District) -> None:
    duty_id = made.duty(home, "rectify_due", D("2026-09-03"), party="enterprise", started_on=D("2026-08-20"))
    sweep(TODAY)
    made.redate(duty_id, D("2026-10-15"))
    sweep(TODAY)
    made.change(
        Project,
        home.project_id,
        primary_agent_id=home.backup.account_id,
        backup_agent_id=home.agent.account_id,
    )
    made.redate(duty_id, D("2026-09-03"))
    sweep(TODAY)
    (row,) = made.reminders(recipient_role="enterprise")
    assert (row.recipient_id, row.state) == (home.backup.account_id, "open")


def document(home: District) -> int:
    with unit_of_work(SYSTEM) as work:
        enterprise_id = work.session.get_one(Project, home.project_id).enterprise_id
        paper = ArchiveDocument(enterprise_id=enterprise_id, name="营业执照", valid_until=D("2026-09-25"))
        work.session.add(paper)
        work.session.flush()
        return paper.id or 0


def second_project(home: District) -> int:
    with unit_of_work(SYSTEM) as work:
        first = work.session.get_one(Project, home.project_id)
        values = first.model_dump(exclude={"id", "code", "name", "name_normalised", "version"})
        other = Project(**values, name="二期项目", name_normalised="二期项目")
        other.primary_agent_id = home.backup.account_id
        other.backup_agent_id = None
        work.session.add(other)
        work.session.flush()
        return other.id or 0


def test_an_ending_document_is_told_to_a_project_that_is_at_work(home: District) -> None:
    paper_id, other_id = document(home), second_project(home)
    made.change(Project, home.project_id, status="paused")
    sweep(TODAY)
    assert [row.project_id for row in made.reminders(rule_code="document_expiry_60")] == [other_id]
    made.change(Project, home.project_id, status="active")
    made.change(Project, other_id, status="paused")
    sweep(D("2026-09-02"))
    assert owed(f"document:{paper_id}") == ["document_expires"]
    told = {
        (row.project_id, row.recipient_id, row.state)
        for row in made.reminders(rule_code="document_expiry_30")
    }
    assert (home.project_id, home.agent.account_id, "open") in told
    assert not [one for one in told if one[0] == other_id and one[2] == "open"]


def test_a_new_number_moves_the_days_that_hang_on_it(home: District) -> None:
    agent = acts.person("马代办", acts.Role.AGENT)
    step = acts.at_step("energy_review", agent, mode="commitment")
    acts.department(step, "inform", TODAY, agent)
    acts.signed(step, "sign_commitment", TODAY, agent)
    acts.department(step, "decide_now", TODAY, agent)
    due = acts.duties(step)["check_due"].due_on
    sweep(TODAY)
    with clock.frozen(TODAY):
        seen = {one.key: one.value for one in preferences.list_numbers(actor=home.admin)}
        preferences.change_number(
            key="commitment.check_days", value="40", seen=seen["commitment.check_days"], actor=home.admin
        )
    sweep(TODAY)
    assert acts.duties(step)["check_due"].due_on > due + timedelta(days=20)


def test_the_coordinator_signs_a_long_pause_of_one_department_and_its_next_pause_anew(home: District) -> None:
    agent = acts.person("马代办", acts.Role.AGENT)
    permit = acts.at_step("land_use_planning_permit", agent, also=["land_title"])
    title = planned.steps(acts.see(permit, agent).project_id)["land_title"].id or 0
    own = {"member_code": "land_title", "reason": "缴税核对"}
    acts.department(permit, "joint_open", TODAY, agent)
    acts.department(permit, "complete", TODAY, agent)
    acts.department(title, "pause", TODAY, agent, **own)
    assert acts.see(title, home.coordinator).awaits_sign_off
    signed = steps.sign_off_pause(step_id=title, reason="同意", actor=home.coordinator)
    assert not signed.awaits_sign_off and "pause_unsigned land_title" not in acts.duties(title)
    assert steps.sign_off_pause(step_id=title, reason="再点一次", actor=home.coordinator) == signed
    acts.department(title, "resume", D("2026-09-02"), agent, member_code="land_title")
    acts.department(title, "pause", D("2026-09-02"), agent, **own)
    assert acts.duties(title)["pause_unsigned land_title"].due_on == D("2026-09-02")


def committed(home: District) -> int:
    """A project all of whose items are decided, one of them on a promise that is not checked yet."""
    step_id = acts.at_step("energy_review", home.agent, mode="commitment")
    project_id = acts.see(step_id, home.agent).project_id
    acts.department(step_id, "inform", TODAY, home.agent)
    acts.signed(step_id, "sign_commitment", TODAY, home.agent)
    acts.department(step_id, "decide_now", TODAY, home.agent)
    with unit_of_work(SYSTEM) as work:
        desk = acts.desk_of(work.session, project_id)
        for step in desk.steps:
            if step.state == "not_started" and not step.optional:
                steps.place(work, step=step, how="done", on=TODAY, today=TODAY, desk=desk)
        steps.settle_project(work, project=desk.project, today=TODAY)
    return step_id


def close_as_done(project_id: int, home: District) -> None:
    projects.leave(project_id=project_id, how=ProjectStatus.DONE, reason="投产", actor=home.coordinator)


def test_a_project_is_not_closed_over_a_promise_that_nobody_checked(home: District) -> None:
    step_id = committed(home)
    project_id = acts.see(step_id, home.agent).project_id
    with pytest.raises(RuleBroken) as refused:
        close_as_done(project_id, home)
    assert (refused.value.code, refused.value.params) == ("projects.promises_open", {"n": 1})
    acts.department(step_id, "check_pass", TODAY, home.agent, acted_by_name="赵核查")
    close_as_done(project_id, home)
    assert acts.duties(step_id).keys() <= {"milestone_done"}


def test_what_the_enterprise_thinks_of_a_finished_project_is_still_followed_up(home: District) -> None:
    made.duty(home, "bad_rating", TODAY, subject="survey:1", party="coordinator")
    made.duty(home, "decided", TODAY)
    close_as_done(home.project_id, home)
    sweep(D("2026-09-11"))
    assert made.told() == [("survey_bad", "林领导"), ("survey_bad", "陈协调")]
    with clock.frozen(D("2026-09-11")):
        assert inbox.unread_count(actor=home.coordinator) == 1


def test_a_reminder_is_silent_from_the_moment_its_day_moves(home: District) -> None:
    duty_id = made.duty(home, "step_due", TODAY)
    sweep(TODAY)
    assert inbox.unread_count(actor=home.agent) == 1
    made.redate(duty_id, D("2026-10-15"))
    assert inbox.unread_count(actor=home.agent) == 0
