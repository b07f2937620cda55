"""The sweep: exactly once in the inbox, silent when it must be, and everybody's right day."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import func, select

from domain.access import SYSTEM
from domain.errors import Forbidden
from models import Absence, Account, Obligation, Project, Reminder, Setting, SweepRun
from services import clock, inbox, reminders
from services.catalogue.loading import records
from services.database import reading, unit_of_work
from services.reminders import SweepCounts
from services.words import LANGS, has_word
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

pytestmark = pytest.mark.usefixtures("db")
D = date.fromisoformat
JULY, KNOWN = D("2026-07-20"), datetime(2026, 7, 20, tzinfo=UTC)


@pytest.fixture
def home(db: str) -> District:
    return made.district()


def sweep(day: date = TODAY, **options: bool) -> SweepCounts:
    with clock.frozen(day):
        return reminders.sweep(actor=SYSTEM, **options)


def states() -> list[str]:
    return [row.state for row in made.reminders()]


def test_what_is_due_is_said_once_to_each_and_a_hundred_sweeps_add_nothing(home: District) -> None:
    made.duty(home, "step_due", TODAY, started_on=D("2026-08-20"))
    first = sweep()
    assert first == SweepCounts(due=3, queued=3, already=0, by_rule={"due_soon": 1, "due_today": 2})
    assert made.told() == [("due_soon", "李代办"), ("due_today", "周代办"), ("due_today", "李代办")]
    for _ in range(100):
        assert sweep() == SweepCounts(due=3, queued=0, already=3, by_rule=first.by_rule)
    assert len(made.reminders()) == 3


def test_two_sweeps_at_once_make_one_row_a_key(home: District) -> None:
    for n in range(40):
        made.duty(
            home, "supplement_due", TODAY, key=f"材料{n}", started_on=D("2026-08-20"), granted_workdays=6
        )
    with ThreadPoolExecutor(4) as pool:
        contexts = [contextvars.copy_context() for _ in range(4)]
        counts = [future.result(60) for future in [pool.submit(one.run, sweep) for one in contexts]]
    rows = made.reminders()
    assert len({row.dedupe_key for row in rows}) == len(rows) == counts[0].due == 400
    assert sum(one.queued for one in counts) == len(rows)


def test_a_dry_run_says_the_same_and_keeps_nothing(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    with reading(SYSTEM) as session:
        before = session.exec(select(func.count()).select_from(Obligation)).one()
    tried = sweep(dry_run=True)
    with reading(SYSTEM) as session:
        after = session.exec(select(func.count()).select_from(Obligation)).one()
        runs = session.exec(select(func.count()).select_from(SweepRun)).one()
    assert (made.reminders(), after, runs) == ([], before, 0)
    assert tried == sweep() and tried.queued == 3


def test_only_the_system_and_administrators_sweep(home: District) -> None:
    with pytest.raises(Forbidden):
        reminders.sweep(actor=home.agent)


def test_while_paused_only_the_pause_rules_speak(home: District) -> None:
    made.duty(home, "step_due", D("2026-08-20"), is_paused=True)
    made.duty(home, "paused", D("2026-08-10"))
    sweep()
    assert {rule for rule, _ in made.told()} == {"paused_10"}


def test_a_paused_project_is_silent_and_one_without_an_agent_asks_for_one_alone(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    made.duty(home, "entered_pool", D("2026-08-25"), subject=f"project:{home.project_id}", step_id=None)
    made.change(Project, home.project_id, status="paused")
    made.close(_only(lambda row: row.anchor == "entered_pool"))
    sweep()
    assert made.told() == []
    made.duty(home, "entered_pool", D("2026-08-25"), subject=f"project:{home.project_id}", step_id=None)
    made.change(Project, home.project_id, status="unassigned", primary_agent_id=None)
    sweep()
    assert {rule for rule, _ in made.told()} == {"unassigned"}


def _only(fits: Callable[[Obligation], bool]) -> int:
    with reading(SYSTEM) as session:
        (row,) = [row for row in session.exec(select(Obligation)) if fits(row)]
        return row.id or 0


def test_a_moved_date_withdraws_and_speaks_again_and_moved_back_revives_the_same_row(home: District) -> None:
    duty_id = made.duty(home, "step_due", TODAY, started_on=D("2026-08-20"))
    sweep()
    made.redate(duty_id, D("2026-10-15"))
    assert sweep().due == 0
    assert states() == ["withdrawn"] * 3
    made.redate(duty_id, TODAY)
    assert sweep().queued == 3
    assert states() == ["open"] * 3
    assert sweep().queued == 0


def test_a_discharged_duty_closes_its_reminders_and_the_same_duty_again_speaks_again(home: District) -> None:
    duty_id = made.duty(home, "step_due", TODAY)
    sweep()
    made.close(duty_id)
    assert sweep() == SweepCounts()
    assert set(states()) == {"discharged"} and all(row.closed_at for row in made.reminders())
    again = made.duty(home, "step_due", TODAY)
    assert sweep().queued == 3
    assert {(row.state, row.obligation_id) for row in made.reminders()} == {("open", again)}


def test_an_acknowledged_series_is_not_repeated_but_the_ladder_goes_on(home: District) -> None:
    made.duty(home, "ready", D("2026-08-28"))  # +2 working days, every 3, agent
    made.duty(home, "step_due", D("2026-08-31"))
    sweep()
    mine = [row.id for row in made.reminders(recipient_id=home.agent.account_id)]
    inbox.acknowledge(reminder_ids=mine, actor=home.agent)
    sweep(D("2026-09-10"))
    assert [row.repetition for row in made.reminders(rule_code="not_started_but_ready")] == [0]
    assert "overdue_3" in {row.rule_code for row in made.reminders()}


def test_a_repeating_rule_nags_again_on_its_day_only(home: District) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    days = [TODAY + timedelta(days=n) for n in range(7)]
    queued = {str(day): sweep(day).by_rule and sweep(day).queued for day in days}
    assert not any(queued.values())  # the second sweep of each day
    told_on = [str(row.due_on) for row in made.reminders(rule_code="not_started_but_ready")]
    assert told_on == ["2026-09-01", "2026-09-04"]


def test_put_off_it_is_silent_and_back_on_its_day(home: District) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    (row,) = made.reminders()
    inbox.snooze(reminder_id=row.id or 0, until=D("2026-09-07"), reason="等图纸", actor=home.agent)
    sweep(D("2026-09-04"))  # the repeat of this day stays silent
    assert [(row.state, row.repetition) for row in made.reminders()] == [("snoozed", 0)]
    sweep(D("2026-09-07"))
    assert made.reminders()[0].state == "open"


def test_after_a_gap_only_the_latest_repeat_is_said(home: District) -> None:
    made.duty(home, "ready", D("2026-06-01"))
    sweep()
    assert len(made.reminders(rule_code="not_started_but_ready")) == 1


@pytest.mark.parametrize(
    ("anchor", "rule", "change", "expected"),
    [
        ("step_due", "due_today", {}, ["周代办", "李代办"]),
        ("step_due", "overdue_1", {}, ["李代办", "陈协调"]),
        ("step_due", "overdue_3", {}, ["王联络", "陈协调"]),
        ("step_due", "overdue_3", {"liaison": False}, ["陈协调"]),
        ("step_due", "overdue_3", {"coordinator": False}, ["王联络", "郑协调", "陈协调"]),
        ("step_due", "overdue_5", {}, ["林领导"]),
        ("step_due", "overdue_5", {"leader": False}, ["孙领导", "林领导"]),
        ("step_due", "due_soon", {"away": ("agent",)}, ["周代办", "李代办"]),
        ("step_due", "due_soon", {"away": ("agent", "backup")}, ["李代办", "陈协调"]),
        ("joint_opened", "par_open", {}, ["王联络"]),
        ("joint_opened", "par_open", {"liaison": False}, ["陈协调"]),
        ("supplement_due", "tol_5", {}, ["李代办", "李代办"]),  # as agent, and to tell the enterprise
        ("problem_due", "prob_2", {}, ["李代办", "王联络"]),
        ("limits_pending", "limits_pending", {}, ["管理员", "郑协调", "陈协调"]),
    ],
)
def test_recipients_and_their_fallbacks(
    home: District, anchor: str, rule: str, change: dict, expected: list[str]
) -> None:
    from domain.vocabulary import Role
    from models import Step
    from tests import factories_reports as rows

    rows.account("coord0002", "郑协调", Role.COORDINATOR)
    rows.account("leader0002", "孙领导", Role.LEADER)
    made.change(Step, home.step_id, lead_department_code="natural_resources")
    own = {"project_id": None, "step_id": None, "subject": "item:works_completed"} if anchor == rule else {}
    made.duty(home, anchor, D("2026-08-10"), started_on=JULY, opened_at=KNOWN, key="x", **own)
    if own:
        made.change(Step, home.step_id, item_code="works_completed", limits_status="pending")
    if not change.get("liaison", True):
        made.change(Account, home.liaison.account_id, is_active=False)
    if not change.get("coordinator", True):
        made.change(Project, home.project_id, coordinator_id=None)
    if not change.get("leader", True):
        made.change(Project, home.project_id, leader_id=None)
    with unit_of_work(SYSTEM) as work:
        for name in change.get("away", ()):
            agent_id = getattr(home, name).account_id
            work.session.add(Absence(agent_id=agent_id, from_on=TODAY, until_on=TODAY))
    sweep()
    assert sorted(name for code, name in made.told() if code == rule) == sorted(expected)


def test_after_a_handover_the_reminders_follow_and_come_back_with_the_agent(home: District) -> None:
    made.duty(home, "ready", D("2026-08-28"))
    sweep()
    swapped = {"primary_agent_id": home.backup.account_id, "backup_agent_id": home.agent.account_id}
    made.change(Project, home.project_id, **swapped)
    assert sweep().queued == 1
    assert [(row.recipient_id, row.state) for row in made.reminders()] == [
        (home.agent.account_id, "withdrawn"),
        (home.backup.account_id, "open"),
    ]
    back = {"primary_agent_id": home.agent.account_id, "backup_agent_id": home.backup.account_id}
    made.change(Project, home.project_id, **back)
    sweep()
    assert [row.state for row in made.reminders()] == ["open", "withdrawn"]


def test_a_task_for_the_enterprise_moves_to_the_new_agent_as_the_same_reminder(home: District) -> None:
    made.duty(home, "rectify_due", D("2026-09-03"), party="enterprise", started_on=D("2026-08-20"))
    sweep()
    swapped = {"primary_agent_id": home.backup.account_id, "backup_agent_id": home.agent.account_id}
    made.change(Project, home.project_id, **swapped)
    sweep()
    of_enterprise = made.reminders(recipient_role="enterprise")
    assert [(row.recipient_id, row.state) for row in of_enterprise] == [(home.backup.account_id, "open")]


def test_the_lights_of_a_day_are_read_anew_once_a_day_and_after_a_changed_number(home: District) -> None:
    made.change(Project, home.project_id, light="green", planned_start=None)
    sweep(D("2026-09-02"))
    sweep(D("2026-09-02"))
    assert _days() == ["2026-09-02"]
    sweep(D("2026-09-15"))
    with reading(SYSTEM) as session:
        light = session.exec(select(Project.light).where(Project.id == home.project_id)).one()
    assert light == "yellow"  # nobody verified it for more than five working days
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Setting, "verify.cap_days")
        row.value = "30"
        work.session.add(row)
    sweep(D("2026-09-15"))
    assert _days() == ["2026-09-02", "2026-09-15", "2026-09-15"]


def _days() -> list[str]:
    query = select(SweepRun.counts).where(SweepRun.sweep == "day").order_by(SweepRun.id)
    with reading(SYSTEM) as session:
        return [counts["mark"].split()[0] for counts in session.exec(query)]


def test_an_unreadable_rule_is_refused_and_the_run_says_why(home: District) -> None:
    from domain.errors import BadInput
    from models import ReminderRule

    made.change(ReminderRule, "due_soon", offset="soon")  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        sweep()
    with reading(SYSTEM) as session:
        (error,) = session.exec(select(SweepRun.error).where(SweepRun.sweep == "reminders"))
    assert "unreadable_rule" in error


def test_a_rule_switched_off_says_nothing(home: District) -> None:
    from models import ReminderRule

    made.duty(home, "step_due", TODAY)
    made.change(ReminderRule, "due_today", is_active=False)  # type: ignore[arg-type]
    assert sweep().by_rule == {"due_soon": 1}


@pytest.mark.parametrize("lang", LANGS)
def test_every_anchor_has_a_title_and_every_rule_a_sentence(lang: str) -> None:
    missing = [row["anchor"] for row in records("anchors") if not has_word(f"duty.{row['anchor']}", lang)]
    if lang == "en":  # the Chinese sentences are the table's own
        missing += [
            row["rule"] for row in records("reminder_rules") if not has_word(f"rule.{row['rule']}", lang)
        ]
    assert missing == []


def test_reminders_are_counted_in_the_inbox_of_their_person(home: District) -> None:
    made.duty(home, "step_due", TODAY)
    sweep()
    assert inbox.unread_count(actor=home.agent) == 1  # one matter, two steps of its ladder
    assert inbox.unread_count(actor=home.leader) == 0
    with reading(SYSTEM) as session:
        assert session.exec(select(func.count()).select_from(Reminder)).one() == 3
