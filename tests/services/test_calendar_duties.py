"""Duties that the calendar, the season, pending limits and ending documents bring by themselves."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from models import ApprovalItem, ArchiveDocument, CalendarDay, Obligation, Project, Step
from services import clock, reminders, winter
from services.database import reading, unit_of_work
from services.roadmaps.outlook import THAW, Goal
from tests import factories_roadmaps as planned
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

pytestmark = pytest.mark.usefixtures("db")
D = date.fromisoformat


@pytest.fixture
def home(db: str) -> District:
    return made.district()


def sweep(day: str) -> None:
    with clock.frozen(D(day)):
        reminders.sweep(actor=SYSTEM)


def open_duties(anchor: str) -> list[tuple[str, date]]:
    query = select(Obligation.subject, Obligation.due_on).where(
        Obligation.anchor == anchor, Obligation.is_open
    )
    with reading(SYSTEM) as session:
        return [tuple(row) for row in session.exec(query.order_by(Obligation.subject))]  # type: ignore[misc]


def told(rule: str) -> list[str]:
    return [name for code, name in made.told() if code == rule]


def add(row: object) -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.add(row)


def test_the_administrator_is_asked_for_the_notice_before_the_year_ends(home: District) -> None:
    sweep("2026-11-10")
    assert open_duties("year_end") == [("calendar:2027", D("2026-12-31"))]
    assert told("holiday_gap") == []
    sweep("2026-11-19")
    sweep("2026-11-20")
    assert told("holiday_gap") == ["管理员"]
    sweep("2026-11-30")
    assert told("holiday_gap") == ["管理员", "管理员"]  # every five working days
    add(CalendarDay(day=D("2027-01-04"), name="元旦", is_workday=False, provisional=False))
    sweep("2026-12-01")
    assert open_duties("year_end") == []
    assert {row.state for row in made.reminders(rule_code="holiday_gap")} == {"discharged"}


def test_pending_limits_are_asked_for_once_an_item_is_worked_on(home: District) -> None:
    sweep("2026-09-01")
    assert open_duties("limits_pending") == []
    running = {"state": "reviewing", "state_kind": "running", "limits_status": "pending", "promised_days": 5}
    made.change(Step, home.step_id, accepted_on=D("2026-08-31"), **running)
    sweep("2026-09-01")
    assert open_duties("limits_pending") == [("item:land_use_planning_permit", D("2026-08-31"))]
    made.change(Step, home.step_id, accepted_on=D("2026-09-03"))
    sweep("2026-09-14")
    assert open_duties("limits_pending")[0][1] == D("2026-08-31")  # it keeps the day it began
    assert sorted(told("limits_pending")) == ["管理员", "陈协调"]
    made.change(Step, home.step_id, state_kind="decided")
    sweep("2026-09-15")
    assert len(open_duties("limits_pending")) == 1
    made.change(ApprovalItem, "land_use_planning_permit", limits_status="confirmed")  # type: ignore[arg-type]
    sweep("2026-09-16")
    assert open_duties("limits_pending") == []


def test_a_document_speaks_before_it_ends_until_it_is_replaced(home: District) -> None:
    with reading(SYSTEM) as session:
        enterprise_id = session.exec(select(Project.enterprise_id)).one()
    paper = ArchiveDocument(enterprise_id=enterprise_id, name="营业执照", valid_until=D("2026-11-10"))
    endless = ArchiveDocument(enterprise_id=enterprise_id, name="章程")
    with unit_of_work(SYSTEM) as work:
        work.session.add_all([paper, endless])
        work.session.flush()
        paper_id, endless_id = paper.id or 0, endless.id or 0
    sweep("2026-09-01")
    assert open_duties("document_expires") == [(f"document:{paper_id}", D("2026-11-10"))]
    assert told("document_expiry_60") == []
    sweep("2026-09-11")
    assert told("document_expiry_60") == ["李代办"]
    sweep("2026-10-12")
    assert told("document_expiry_30") == ["李代办", "李代办"]  # once for himself, once to tell the enterprise
    made.change(ArchiveDocument, paper_id, replaced_by_id=endless_id)
    sweep("2026-10-12")
    assert open_duties("document_expires") == []


def roadmap(home: District) -> int:
    """A project of the district with its whole roadmap, signed on the fixture day; returns its id."""
    return planned.project(owner=home.agent, coordinator_id=home.coordinator.account_id)


def thaw_of(project_id: int) -> Goal | None:
    with reading(SYSTEM) as session:
        return Goal.read(session.get_one(Project, project_id).outlook, THAW)


def season_subject(project_id: int) -> str:
    goal = thaw_of(project_id)
    assert goal
    return f"season:{planned.steps(project_id)[goal.step].id}"


def test_a_margin_before_the_thaw_below_the_warning_is_a_duty_until_it_recovers(home: District) -> None:
    project_id = roadmap(home)
    sweep("2026-11-02")
    goal = thaw_of(project_id)
    assert goal and goal.margin >= 20 and open_duties("season_open") == []
    sweep("2027-01-11")
    goal, due = thaw_of(project_id), [(season_subject(project_id), D("2027-04-25"))]
    assert goal and 0 <= goal.margin < 20 and open_duties("season_open") == due
    sweep("2027-03-01")  # nothing is submitted yet
    goal = thaw_of(project_id)
    assert goal and goal.margin < 0 and open_duties("season_open") == due
    assert told("thaw_window") == []
    sweep("2027-03-30")
    assert sorted(told("thaw_window")) == ["李代办", "陈协调"]
    before = [code for code in planned.steps(project_id) if code != "works_completed"]
    done = {"state": "done", "state_kind": "decided", "decided_on": D("2027-03-30")}  # ready, if late
    planned.write(project_id, D("2027-03-30"), **dict.fromkeys(before, done))
    sweep("2027-03-31")
    assert open_duties("season_open") == []
    assert {row.state for row in made.reminders(rule_code="thaw_window")} == {"discharged"}


def test_the_duty_before_the_thaw_ends_when_the_outdoor_work_begins(home: District) -> None:
    project_id = roadmap(home)
    sweep("2027-01-11")
    assert [subject for subject, _ in open_duties("season_open")] == [season_subject(project_id)]
    begun = {"state": "building", "state_kind": "running", "accepted_on": D("2027-01-11")}
    planned.write(project_id, D("2027-01-11"), works_completed=begun)
    sweep("2027-01-12")
    assert open_duties("season_open") == []


def test_outdoor_work_that_ends_near_the_frost_is_said_until_it_ends_earlier(home: District) -> None:
    project_id = roadmap(home)
    sweep("2026-09-01")
    assert open_duties("season_close") == []
    begun = {"state": "building", "state_kind": "running", "accepted_on": D("2026-08-31")}
    planned.write(project_id, TODAY, works_completed=begun)  # 180 days: not before the frost
    sweep("2026-09-02")
    subject = f"season:{planned.steps(project_id)['works_completed'].id}"
    assert open_duties("season_close") == [(subject, D("2026-11-05"))]
    assert told("winter_window") == []
    sweep("2026-10-12")
    assert sorted(set(told("winter_window"))) == ["李代办", "陈协调"]
    assert [row.outdoor_code for row in winter.board(actor=home.coordinator).frost] == ["works_completed"]
    soon = begun | {"state_kind": "decided", "state": "done", "decided_on": D("2026-10-12")}
    planned.write(project_id, D("2026-10-12"), works_completed=soon)
    sweep("2026-10-13")
    assert open_duties("season_close") == []
