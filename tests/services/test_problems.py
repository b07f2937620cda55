"""The problem list end to end: numbers, acts, scope, history, duties, counters, lights."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound, RuleBroken
from domain.problems import ProblemAct
from domain.vocabulary import ProblemKind, Role
from models import AuditRow, Obligation, Problem, Project
from services import clock, problems
from services.database import reading
from services.problems import AssignDraft, ProblemFilters, Proof, RaiseDraft
from tests.factories import TODAY
from tests.factories_problems import DUE, PROOF, House, assigned, assignment, house, raised, resolved

pytestmark = pytest.mark.usefixtures("db")


def problem(problem_id: int) -> Problem:
    with reading(SYSTEM) as session:
        row = session.exec(select(Problem).where(Problem.id == problem_id)).one()
        session.expunge_all()
        return row


def project(home: House) -> Project:
    with reading(SYSTEM) as session:
        row = session.exec(select(Project).where(Project.id == home.project_id)).one()
        session.expunge_all()
        return row


def open_duties(problem_id: int) -> list[tuple[str, date]]:
    with reading(SYSTEM) as session:
        rows = session.exec(
            select(Obligation).where(Obligation.subject == f"problem:{problem_id}", Obligation.is_open)
        )
        return [(row.anchor, row.due_on) for row in rows]


def test_a_problem_lives_from_raised_to_closed() -> None:
    home = house()
    problem_id = raised(home)
    assert problem(problem_id).number == "WT-2026-001"
    assert open_duties(problem_id) == [("problem_raised", TODAY)]
    problems.assign(problem_id=problem_id, draft=assignment(home), actor=home.coordinator)
    assert open_duties(problem_id) == [("problem_due", DUE)]
    problems.report_progress(
        problem_id=problem_id, progress="已现场踏勘", measures="改走北侧", actor=home.liaison
    )
    problems.report_resolved(problem_id=problem_id, text="路由已批复", actor=home.liaison)
    assert open_duties(problem_id) == [("problem_resolved", TODAY)]
    problems.confirm_close(problem_id=problem_id, confirmed_by_name="马经理", proof=PROOF, actor=home.agent)
    assert open_duties(problem_id) == []
    row = problem(problem_id)
    assert (row.state, row.closed_on, row.confirmed_by_name) == ("closed", TODAY, "马经理")
    view = problems.problem_view(problem_id=problem_id, actor=home.agent)
    assert [line.act for line in view.history] == ["close", "resolve", "progress", "assign", "raise"]
    assert view.history[0].document_no == "JXH-2026-08"
    assert view.history[1].recorded_by == "王联络"
    assert view.row.measures == "改走北侧"


def test_numbers_go_on_by_year_and_past_999() -> None:
    home = house()
    raised(home)
    with clock.frozen(date(2027, 1, 5)):
        assert problem(raised(home)).number == "WT-2027-001"
    from services.database import unit_of_work
    from tests import factories_reports as rows

    rows.add(rows.problem(home.project_id, "WT-2026-999"))
    assert problem(raised(home)).number == "WT-2026-1000"
    assert problem(raised(home)).number == "WT-2026-1001"
    with unit_of_work(SYSTEM) as work:
        work.session.add(rows.problem(home.project_id, "WT-2026-1500"))
    assert problem(raised(home)).number == "WT-2026-1501"


def test_reopening_keeps_the_number_and_counts() -> None:
    home = house()
    problem_id = resolved(home)
    problems.confirm_close(problem_id=problem_id, confirmed_by_name="马经理", proof=PROOF, actor=home.agent)
    problems.reopen(problem_id=problem_id, reason="企业反映仍未送电", actor=home.agent)
    row = problem(problem_id)
    assert (row.number, row.state, row.times_reopened) == ("WT-2026-001", "working", 1)
    assert (row.resolved_on, row.closed_on, row.confirmed_by_name) == (None, None, None)
    assert open_duties(problem_id) == [("problem_due", DUE)]


def test_shelving_is_the_coordinators_with_a_reason() -> None:
    home = house()
    problem_id = assigned(home)
    with pytest.raises(Forbidden):
        problems.shelve(problem_id=problem_id, reason="等市里政策", actor=home.agent)
    with pytest.raises(BadInput, match="reason_missing"):
        problems.shelve(problem_id=problem_id, reason="  ", actor=home.coordinator)
    problems.shelve(problem_id=problem_id, reason="等市里政策", actor=home.coordinator)
    assert problem(problem_id).state == "shelved"
    assert open_duties(problem_id) == []
    assert project(home).open_problems == 0


def test_the_owner_never_closes_and_nobody_without_name_and_proof() -> None:
    home = house()
    problem_id = raised(home)
    own = assignment(home).model_copy(update={"owner_account_id": home.coordinator.account_id})
    problems.assign(problem_id=problem_id, draft=own, actor=home.coordinator)
    problems.report_resolved(problem_id=problem_id, text="已协调", actor=home.coordinator)

    def close(actor: object, name: str = "马经理", proof: Proof = PROOF) -> None:
        problems.confirm_close(problem_id=problem_id, confirmed_by_name=name, proof=proof, actor=actor)

    for actor, code in (
        (home.coordinator, "owner_never_closes"),
        (home.leader, "not_your_act"),
    ):
        with pytest.raises(Forbidden, match=code):
            close(actor)
    with pytest.raises(BadInput, match="confirmer_missing"):
        close(home.agent, name=" ")
    with pytest.raises(BadInput, match="proof_missing"):
        close(home.agent, proof=Proof())
    assert problem(problem_id).state == "resolved"
    close(home.agent)


def test_a_liaison_sees_and_answers_the_own_departments_problems_only() -> None:
    home = house()
    problem_id = assigned(home)
    assert [row.id for row in problems.list_problems(filters=ProblemFilters(), actor=home.liaison).rows] == [
        problem_id
    ]
    assert problems.list_problems(filters=ProblemFilters(), actor=home.other_liaison).rows == ()
    with pytest.raises(NotFound):
        problems.report_progress(problem_id=problem_id, progress="x", actor=home.other_liaison)
    with pytest.raises(NotFound):
        problems.problem_view(problem_id=problem_id, actor=home.stranger)
    assert problems.problem_view(problem_id=problem_id, actor=home.liaison).permitted == (
        ProblemAct.PROGRESS,
        ProblemAct.RESOLVE,
    )


def test_a_backup_raises_but_works_only_while_standing_in() -> None:
    home = house()
    draft = RaiseDraft(project_id=home.project_id, text="缺测绘成果", kind=ProblemKind.APPROVAL)
    problem_id = problems.raise_problem(draft=draft, actor=home.backup)
    problems.assign(problem_id=problem_id, draft=assignment(home), actor=home.coordinator)
    assert problems.problem_view(problem_id=problem_id, actor=home.backup).permitted == ()
    with pytest.raises(Forbidden, match="backup_not_acting"):
        problems.report_progress(problem_id=problem_id, progress="x", actor=home.backup)


@pytest.mark.parametrize(
    ("who", "wanted", "allowed"),
    [
        ("agent", "enterprise", True),
        ("agent", "leader", False),
        ("coordinator", "leader", True),
        ("leader", None, True),
        ("leader", "enterprise", False),
    ],
)
def test_raising_for_somebody_else(who: str, wanted: str | None, allowed: bool) -> None:
    home = house()
    draft = RaiseDraft(project_id=home.project_id, text="请专题研究供电", raised_by=wanted, due_on=DUE)
    if not allowed:
        with pytest.raises(Forbidden):
            problems.raise_problem(draft=draft, actor=getattr(home, who))
        return
    problem_id = problems.raise_problem(draft=draft, actor=getattr(home, who))
    assert problem(problem_id).raised_by == (wanted or who)
    is_instruction = problem(problem_id).raised_by == Role.LEADER
    expected = "instruction_due" if is_instruction else "problem_due"
    assert ("problem_raised", TODAY) in open_duties(problem_id)
    assert (expected, DUE) in open_duties(problem_id)


def test_liaisons_and_strangers_do_not_raise() -> None:
    home = house()
    draft = RaiseDraft(project_id=home.project_id, text="x")
    with pytest.raises(Forbidden):
        problems.raise_problem(draft=draft, actor=home.liaison)
    with pytest.raises(NotFound):
        problems.raise_problem(draft=draft, actor=home.stranger)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "   "}, "text_missing"),
        ({"step_id": 9999}, "not_found"),
        ({"department_code": "moon"}, "unknown_department"),
        ({"due_on": date(2026, 8, 1)}, "due_out_of_range"),
    ],
)
def test_bad_input_stores_nothing(changes: dict[str, object], code: str) -> None:
    home = house()
    with pytest.raises(DomainError, match=code):
        raised(home, **changes)
    with reading(SYSTEM) as session:
        assert session.exec(select(Problem.id)).all() == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (AssignDraft(department_code="moon", owner_name="x", due_on=DUE), "unknown_department"),
        (AssignDraft(department_code="natural_resources", due_on=DUE), "owner_missing"),
        (
            AssignDraft(department_code="natural_resources", owner_name="x", due_on=date(2026, 8, 1)),
            "due_out",
        ),
    ],
)
def test_an_assignment_needs_department_owner_and_day(draft: AssignDraft, code: str) -> None:
    home = house()
    problem_id = raised(home)
    with pytest.raises(BadInput, match=code):
        problems.assign(problem_id=problem_id, draft=draft, actor=home.coordinator)
    assert problem(problem_id).state == "raised"


def test_another_departments_liaison_cannot_own_it() -> None:
    home = house()
    problem_id = raised(home)
    foreign = assignment(home).model_copy(update={"owner_account_id": home.other_liaison.account_id})
    with pytest.raises(BadInput, match="owner_of_other_department"):
        problems.assign(problem_id=problem_id, draft=foreign, actor=home.coordinator)


def test_days_in_the_wrong_order_are_refused() -> None:
    home = house()
    problem_id = assigned(home)
    with pytest.raises(BadInput, match="future_day"):
        problems.report_resolved(problem_id=problem_id, text="x", on=date(2026, 9, 2), actor=home.liaison)
    with pytest.raises(BadInput, match="too_early"):
        problems.report_resolved(problem_id=problem_id, text="x", on=date(2026, 8, 2), actor=home.liaison)


def test_an_overdue_problem_turns_the_project_red_and_solving_it_turns_it_back() -> None:
    home = house()
    problem_id = assigned(home)
    assert (project(home).open_problems, project(home).overdue_problems) == (1, 0)
    with clock.frozen(date(2026, 9, 11)):
        problems.report_progress(problem_id=problem_id, progress="仍在协调", actor=home.liaison)
        seen = project(home)
        assert (seen.overdue_problems, seen.light, seen.light_reason) == (1, "red", "problem_overdue")
        page = problems.list_problems(filters=ProblemFilters(overdue=True), actor=home.leader)
        assert [(row.id, row.left_workdays, row.is_overdue) for row in page.rows] == [(problem_id, -1, True)]
        assert page.overdue == page.total == 1
        problems.report_resolved(problem_id=problem_id, text="已解决", actor=home.liaison)
    assert (project(home).open_problems, project(home).overdue_problems) == (1, 0)
    assert project(home).light != "red"


def test_progress_counts_as_follow_up() -> None:
    home = house()
    problem_id = assigned(home)
    with clock.frozen(date(2026, 9, 8)):
        problems.report_progress(problem_id=problem_id, progress="已现场踏勘", actor=home.liaison)
    assert project(home).last_follow_up_on == date(2026, 9, 8)


def test_a_stale_form_is_refused_and_every_act_is_audited() -> None:
    home = house()
    problem_id = raised(home)
    problems.assign(problem_id=problem_id, draft=assignment(home), actor=home.coordinator, version=1)
    with pytest.raises(Conflict):
        problems.shelve(problem_id=problem_id, reason="x", actor=home.coordinator, version=1)
    with reading(SYSTEM) as session:
        rows = session.exec(
            select(AuditRow).where(AuditRow.subject_type == "problem").order_by(AuditRow.id)
        ).all()
        session.expunge_all()
    assert [row.action for row in rows] == ["problem.raise", "problem.assign"]
    assert rows[1].before["state"] == "raised"
    assert rows[1].after["state"] == "working"


def test_classify_names_the_step_of_the_same_project_only() -> None:
    home = house()
    problem_id = raised(home, step_id=None)
    with pytest.raises(BadInput, match="unknown_step"):
        problems.classify(problem_id=problem_id, kind=ProblemKind.POLICY, step_id=4711, actor=home.agent)
    problems.classify(
        problem_id=problem_id,
        kind=ProblemKind.POLICY,
        step_id=home.step_id,
        needs_decision=True,
        actor=home.agent,
    )
    row = problem(problem_id)
    assert (row.kind, row.step_id, row.needs_decision) == ("policy", home.step_id, True)


def test_closed_problems_stand_only_in_lists_that_ask_for_them() -> None:
    home = house()
    problem_id = resolved(home)
    problems.confirm_close(problem_id=problem_id, confirmed_by_name="马经理", proof=PROOF, actor=home.agent)

    def listed(**filters: object) -> list[int]:
        page = problems.list_problems(filters=ProblemFilters(**filters), actor=home.coordinator)
        assert page.total == len(page.rows)
        return [row.id for row in page.rows]

    assert listed() == []
    assert listed(states=["closed"]) == [problem_id]
    assert listed(states=["closed"], kinds=["funding"]) == []
    assert listed(states=["closed"], department_code="natural_resources", text="供电") == [problem_id]
    assert listed(states=["closed"], project_id=home.project_id + 1) == []
    with pytest.raises(RuleBroken):
        problems.report_progress(problem_id=problem_id, progress="x", actor=home.coordinator)


def test_forms_offer_own_projects_open_steps_and_liaisons() -> None:
    home = house()
    offered = problems.problem_choices(actor=home.agent)
    assert offered.projects == {home.project_id: "雪原动力电池示例项目"}
    assert offered.owners["natural_resources"] == {home.liaison.account_id: "王联络"}
    assert problems.problem_choices(actor=home.stranger).projects == {}
    assert list(problems.step_choices(project_id=home.project_id, actor=home.agent)) == [home.step_id]
