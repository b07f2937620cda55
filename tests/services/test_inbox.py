"""The inbox: only the own reminders, repeats counted once, put off within bounds, every act audited."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import BadInput, Forbidden, NotFound, RuleBroken
from domain.vocabulary import ReminderLevel
from models import AuditRow, Problem, Project
from services import clock, forward_text, inbox
from services.database import reading, unit_of_work
from services.inbox import InboxFilters, ReminderRow, Tab
from tests import factories_reports as rows
from tests.factories import TODAY
from tests.factories_problems import House, house, raised, resolved
from tests.factories_reminders import duty, reminder, state

pytestmark = pytest.mark.usefixtures("db")
DUE = date(2026, 9, 4)


@pytest.fixture
def home() -> House:
    return house()


def step_duty(home: House, due_on: date = DUE, **values: object) -> int:
    return duty(home.project_id, home.step_id, **{"anchor": "step_due", "due_on": due_on} | values)


def listed(home: House, tab: Tab = Tab.OPEN, level: ReminderLevel | None = None) -> tuple[ReminderRow, ...]:
    return inbox.list_reminders(filters=InboxFilters(tab, level), actor=home.agent).rows


def audited(action: str) -> list[AuditRow]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.id)))
        session.expunge_all()
        return found


def test_a_reminder_is_its_recipients_alone(home: House) -> None:
    mine = reminder(home.agent, step_duty(home), "due_soon")
    for other in (home.backup, home.coordinator, home.leader, home.liaison):
        assert inbox.unread_count(actor=other) == 0
        assert inbox.list_reminders(filters=InboxFilters(), actor=other).rows == ()
        with pytest.raises(NotFound):
            inbox.acknowledge(reminder_ids=[mine], actor=other)
        with pytest.raises(NotFound):
            inbox.snooze(reminder_id=mine, until=DUE, reason="等补正", actor=other)
    assert inbox.unread_count(actor=home.agent) == 1
    assert state(mine) == "open"


def test_a_row_says_what_for_whom_until_when_and_how_often(home: House) -> None:
    about = step_duty(home, date(2026, 8, 25))
    first = reminder(home.agent, about, "overdue_5", due_on=date(2026, 8, 25), level="urgent")
    second = reminder(home.agent, about, "overdue_5", repetition=1, level="urgent")
    (row,) = listed(home)
    assert (row.id, row.ids, row.times) == (second, (first, second), 2)
    assert row.project == "雪原动力电池示例项目"
    assert row.sentence.startswith("超期5个工作日")
    assert (row.anchor_on, row.left_workdays, row.age_days) == (date(2026, 8, 25), -5, 0)
    assert (row.step_code, row.department) == ("project_filing", "发改局")
    assert inbox.unread_count(actor=home.agent) == 1


def test_sentences_are_on_screen_with_full_width_punctuation(home: House) -> None:
    reminder(home.agent, step_duty(home), "overdue_1")
    assert listed(home)[0].sentence == "已超期1个工作日，须填原因"


def test_the_most_urgent_stand_first_and_can_be_asked_for_alone(home: House) -> None:
    for rule, level in (("due_soon", "normal"), ("overdue_3", "urgent"), ("due_today", "high")):
        reminder(home.agent, step_duty(home, key=rule), rule, level=level)
    assert [row.level for row in listed(home)] == ["urgent", "high", "normal"]
    assert [row.rule for row in listed(home, level=ReminderLevel.HIGH)] == ["due_today"]
    page = inbox.list_reminders(filters=InboxFilters(), actor=home.agent)
    assert (page.open, page.urgent, page.by_level["high"]) == (3, 1, 1)


def test_a_higher_rung_replaces_the_lower_and_the_enterprises_task_stands_apart(home: House) -> None:
    about = duty(home.project_id, home.step_id, "supplement_due", date(2026, 8, 31), party="enterprise")
    lower = reminder(home.agent, about, "tol_2", level="high", due_on=date(2026, 8, 27))
    upper = reminder(home.agent, about, "tol_0", level="urgent", due_on=date(2026, 8, 31))
    task = reminder(home.agent, about, "tol_0", level="urgent", recipient_role="enterprise")
    first, second = listed(home)
    assert {first.ids, second.ids} == {(lower, upper), (task,)}
    assert inbox.unread_count(actor=home.agent) == 2
    assert listed(home, level=ReminderLevel.HIGH) == ()
    inbox.snooze(reminder_id=upper, until=TODAY + timedelta(days=1), reason="等补件", actor=home.agent)
    assert (state(lower), state(upper), state(task)) == ("snoozed", "snoozed", "open")


def test_acknowledging_is_done_once_audited_and_can_be_taken_back(home: House) -> None:
    about = step_duty(home)
    ids = [reminder(home.agent, about, "due_soon"), reminder(home.agent, about, "due_today")]
    assert inbox.acknowledge(reminder_ids=ids, actor=home.agent) == 2
    assert inbox.acknowledge(reminder_ids=ids, actor=home.agent) == 0
    assert len(audited("reminder.acknowledge")) == 2
    assert listed(home) == () and len(listed(home, Tab.DONE)) == 2
    assert inbox.reopen(reminder_ids=ids[:1], actor=home.agent) == 1
    assert [row.id for row in listed(home)] == ids[:1]


def test_among_what_is_done_the_last_ended_stands_first(home: House) -> None:
    told = [reminder(home.agent, step_duty(home, key=str(number)), "due_soon") for number in range(3)]
    for number, one in enumerate((told[1], told[2], told[0])):
        with clock.frozen(TODAY + timedelta(days=number)):
            inbox.acknowledge(reminder_ids=[one], actor=home.agent)
    assert [row.id for row in listed(home, Tab.DONE)] == [told[0], told[2], told[1]]


def test_a_foreign_id_among_own_ones_acknowledges_none(home: House) -> None:
    about = step_duty(home)
    mine, other = reminder(home.agent, about, "due_soon"), reminder(home.backup, about, "due_soon")
    with pytest.raises(NotFound):
        inbox.acknowledge(reminder_ids=[mine, other], actor=home.agent)
    assert state(mine) == "open"


def test_what_is_put_off_is_away_with_its_repeats_and_back_on_its_day(home: House) -> None:
    about = step_duty(home, date(2026, 8, 25))
    first, second = (reminder(home.agent, about, "overdue_5", repetition=n) for n in (0, 1))
    until = TODAY + timedelta(days=3)
    inbox.snooze(reminder_id=second, until=until, reason=" 企业下周补件 ", actor=home.agent)
    assert inbox.unread_count(actor=home.agent) == 0 and listed(home) == ()
    (row,) = listed(home, Tab.SNOOZED)
    assert (row.ids, row.snoozed_until, row.reason) == ((first, second), until, "企业下周补件")
    assert {one.reason for one in audited("reminder.snooze")} == {"企业下周补件"}
    with clock.frozen(until):
        assert inbox.unread_count(actor=home.agent) == 1
        assert [row.ids for row in listed(home)] == [(first, second)]
        assert listed(home, Tab.SNOOZED) == ()


@pytest.mark.parametrize(
    ("due_on", "until", "reason", "code"),
    [
        (DUE, DUE, "  ", "inbox.reason_missing"),
        (DUE, TODAY, "x", "inbox.snooze_not_later"),
        (DUE, DUE + timedelta(days=1), "x", "inbox.snooze_too_long"),
        (date(2026, 8, 1), TODAY + timedelta(days=15), "x", "inbox.snooze_too_long"),
        (TODAY, DUE, "x", "inbox.due_today"),
    ],
)
def test_bounds_of_putting_off(home: House, due_on: date, until: date, reason: str, code: str) -> None:
    mine = reminder(home.agent, step_duty(home, due_on), "due_soon")
    with pytest.raises((BadInput, RuleBroken)) as refused:
        inbox.snooze(reminder_id=mine, until=until, reason=reason, actor=home.agent)
    assert refused.value.code == code
    assert state(mine) == "open" and not audited("reminder.snooze")


def test_an_overdue_matter_may_wait_two_weeks(home: House) -> None:
    mine = reminder(home.agent, step_duty(home, date(2026, 8, 1)), "overdue_5")
    inbox.snooze(reminder_id=mine, until=TODAY + timedelta(days=14), reason="诉讼中", actor=home.agent)
    assert state(mine) == "snoozed"


@pytest.mark.parametrize(
    ("today", "due_on", "offered"),
    [
        (TODAY, DUE, date(2026, 9, 2)),
        (date(2026, 9, 4), date(2026, 9, 11), date(2026, 9, 7)),  # a Friday: not tomorrow but on Monday
        (date(2026, 9, 4), date(2026, 9, 6), date(2026, 9, 6)),  # and never beyond the deadline
        (DUE, DUE, None),
    ],
)
def test_the_next_working_day_is_offered_first(
    home: House, today: date, due_on: date, offered: date | None
) -> None:
    reminder(home.agent, step_duty(home, due_on), "due_soon")
    with clock.frozen(today):
        assert listed(home)[0].first_snooze == offered


def test_what_the_sweep_discharged_stays_done(home: House) -> None:
    mine = reminder(home.agent, step_duty(home), "due_soon", state="discharged")
    assert inbox.reopen(reminder_ids=[mine], actor=home.agent) == 0
    with pytest.raises(RuleBroken, match=r"inbox\.already_closed"):
        inbox.snooze(reminder_id=mine, until=DUE, reason="x", actor=home.agent)
    assert state(mine) == "discharged"


def test_the_text_to_forward_fits_and_says_done_next_needed_and_whom_to_call() -> None:
    project_id, primary = rows.filled()
    text = forward_text.forward_text(project_id=project_id, actor=primary)
    assert len(text) <= forward_text.LIMIT
    for part in ("雪原动力电池示例项目", "已办：", "下一步：", "需您配合：", "李代办", "0451-8600 0102"):
        assert part in text
    for internal in ("内部", "领导批示", "2026-09"):
        assert internal not in text
    english = forward_text.forward_text(project_id=project_id, actor=primary, lang="en")
    assert "We need from you" in english and len(english) <= forward_text.LIMIT


def test_what_is_left_out_for_length_is_counted() -> None:
    project_id, primary = rows.filled()
    step_id = rows.step(project_id, "eia_approval", "construction_permit", "water")
    names = [f"第{n}份建设项目环境影响评价文件及附图附件" for n in range(12)]
    rows.add(
        *(
            rows.obligation(project_id, step_id, "supplement_due", date(2026, 9, 8), key=name)
            for name in names
        )
    )
    text = forward_text.forward_text(project_id=project_id, actor=primary)
    assert len(text) <= forward_text.LIMIT
    assert "另有" in text and "李代办" in text


def test_a_stranger_gets_no_text_and_passes_nothing_on(home: House) -> None:
    with pytest.raises(NotFound):
        forward_text.forward_text(project_id=home.project_id, actor=home.stranger)
    with pytest.raises(Forbidden):
        forward_text.forward_text(project_id=home.project_id, actor=home.liaison)
    with pytest.raises(NotFound):
        forward_text.log_forwarded(project_id=home.project_id, text="已转告", actor=home.stranger)


def test_passing_on_is_audited_counts_as_follow_up_and_answers_the_task(home: House) -> None:
    about = duty(home.project_id, home.step_id, "supplement_due", DUE, key="地勘报告", party="enterprise")
    task = reminder(home.agent, about, "tol_5", recipient_role="enterprise")
    assert listed(home)[0].is_for_enterprise
    text = forward_text.reminder_text(reminder_id=task, actor=home.agent)
    assert "地勘报告" in text and "9月4日" in text and "0451-8600 0102" in text
    forward_text.log_copied(project_id=home.project_id, text=text, reminder_id=task, actor=home.agent)
    assert [row.after["text"] for row in audited("project.forward_copied")] == [text]
    assert state(task) == "open"  # copied is not yet passed on
    forward_text.log_forwarded(project_id=home.project_id, text=text, reminder_id=task, actor=home.agent)
    (kept,) = audited("project.forward")
    assert kept.after == {"text": text, "reminder_id": task}
    assert state(task) == "acknowledged"
    with reading(SYSTEM) as session:
        followed = session.exec(select(Project.last_follow_up_on).where(Project.id == home.project_id)).one()
    assert followed == TODAY


@pytest.mark.parametrize(("raised_by", "is_quoted"), [("enterprise", True), ("leader", False)])
def test_the_enterprise_reads_which_problem_but_not_a_leaders_words(
    home: House, raised_by: str, is_quoted: bool
) -> None:
    problem_id = resolved(home)
    with unit_of_work(SYSTEM) as work:
        problem = work.session.get_one(Problem, problem_id)
        problem.raised_by, number = raised_by, problem.number
    about = duty(home.project_id, home.step_id, "problem_resolved", DUE, subject=f"problem:{problem_id}")
    task = reminder(home.agent, about, "prob_verify", recipient_role="enterprise")
    text = forward_text.reminder_text(reminder_id=task, actor=home.agent)
    assert f"问题{number}已报解决，请确认" in text
    assert ("供电外线路由未定" in text) is is_quoted


def test_a_text_for_an_enterprise_is_made_of_its_own_task_only(home: House) -> None:
    ordinary = reminder(home.agent, step_duty(home), "due_soon")
    foreign = reminder(home.backup, step_duty(home), "tol_5", recipient_role="enterprise")
    for reminder_id in (ordinary, foreign):
        with pytest.raises(NotFound):
            forward_text.reminder_text(reminder_id=reminder_id, actor=home.agent)
        with pytest.raises(NotFound):
            forward_text.log_copied(
                project_id=home.project_id, text="x", reminder_id=foreign, actor=home.agent
            )
    for log in (forward_text.log_forwarded, forward_text.log_copied):
        with pytest.raises(BadInput, match=r"forward\.empty"):
            log(project_id=home.project_id, text="  ", actor=home.agent)


def test_what_only_counts_from_its_day_has_no_time_left(home: House) -> None:
    about = step_duty(home, date(2026, 8, 28), anchor="ready")
    reminder(home.agent, about, "not_started_but_ready")
    assert listed(home)[0].left_workdays is None


def test_a_problem_reminder_leads_to_its_problem(home: House) -> None:
    problem_id = raised(home)
    about = duty(home.project_id, home.step_id, "problem_due", DUE, subject=f"problem:{problem_id}")
    reminder(home.agent, about, "prob_2", step_id=None)
    (row,) = listed(home)
    assert row.problem_id == problem_id


def test_a_long_inbox_is_cut_and_counted(home: House) -> None:
    for number in range(22):
        about = step_duty(home, key=str(number))
        reminder(home.agent, about, "due_soon")
    page = inbox.list_reminders(filters=InboxFilters(), actor=home.agent)
    assert (len(page.rows), page.more, page.open) == (20, 2, 22)
    assert inbox.unread_count(actor=home.agent) == 22
