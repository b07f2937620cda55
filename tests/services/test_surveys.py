"""Ratings of finished milestones: asked once, recorded with proof, a bad one followed up to its end."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError
from domain.vocabulary import Role
from models import AuditRow, Obligation, Reminder, ReminderDelivery, Step
from services import clock, forward_text, outbox, reminders, surveys
from services.database import reading, unit_of_work
from services.surveys import FollowDraft, RatingDraft, SurveyView
from tests import mailbox
from tests.factories import TODAY
from tests.factories_reminders import reminder
from tests.factories_roadmaps import agent
from tests.factories_steps import at_step, department, duties, person, see
from tests.factories_sweep import enterprise_mail

MILESTONE = "construction_licence"
DONE = TODAY - timedelta(days=4)


def finished(by: Actor) -> int:
    """A milestone that was granted four days ago under our eyes."""
    step = at_step(MILESTONE, by, mode="standard")
    for event in ("submit", "accept", "approve"):
        department(step, event, DONE, by)
    return step


def row(step_id: int, by: Actor) -> SurveyView:
    project_id = see(step_id, by).project_id
    found = surveys.list_surveys(project_id=project_id, actor=by)
    return next(one for one in found.rows if one.step_id == step_id)


def rate(step_id: int, by: Actor, level: int, **values: Any) -> None:
    given = {"rated_by": "刘经理", "document_no": "回访录音9-1", "version": row(step_id, by).version} | values
    surveys.rate(draft=RatingDraft(step_id=step_id, level=level, **given), actor=by)


def follow(step_id: int, by: Actor, act: Any, **values: Any) -> None:
    given = {"note": "已致电刘经理，窗口已道歉", "version": row(step_id, by).version} | values
    act(draft=FollowDraft(step_id=step_id, **given), actor=by)


def owed(step_id: int) -> set[str]:
    return {name for name in duties(step_id) if name in ("milestone_done", "bad_rating", "bad_rating_fix")}


def refusal(call: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(DomainError) as error:
        call(*args, **values)
    return error.value.code


@pytest.mark.usefixtures("db")
def test_a_bad_rating_is_contacted_and_mended_and_each_deed_ends_its_duty() -> None:
    by, coordinator = agent(), person("陈协调", Role.COORDINATOR)
    step = finished(by)
    assert owed(step) == {"milestone_done"} and duties(step)["milestone_done"].due_on == DONE
    surveys.mark_sent(step_id=step, version=0, on=DONE, actor=by)
    assert owed(step) == set()
    rate(step, by, 2, comment="窗口来回跑了三趟", rated_on=TODAY - timedelta(days=1))
    assert owed(step) == {"bad_rating", "bad_rating_fix"}
    assert {one.due_on for one in duties(step).values() if one.anchor.startswith("bad")} == {
        TODAY - timedelta(days=1)
    }
    assert refusal(follow, step, by, surveys.contact) == "access.denied"
    assert refusal(follow, step, coordinator, surveys.mend) == "surveys.contact_first"
    follow(step, coordinator, surveys.contact)
    assert owed(step) == {"bad_rating_fix"}
    follow(step, coordinator, surveys.mend, note="增设陪办，材料由代办员递交")
    assert owed(step) == set()
    department(step, "deliver", TODAY, by)  # the log is replayed: nothing asks again
    assert owed(step) == set()
    kept = row(step, coordinator)
    assert (kept.level, kept.sent_on, kept.contacted_on, kept.fixed_on) == (2, DONE, TODAY, TODAY)
    with reading(SYSTEM) as session:
        said = session.exec(
            select(AuditRow).where(AuditRow.action.startswith("survey.")).order_by(AuditRow.id)
        )
        found = [(one.action, one.actor_name) for one in said]
    assert found == [
        ("survey.send", by.name),
        ("survey.rate", by.name),
        ("survey.contact", "陈协调"),
        ("survey.mend", "陈协调"),
    ]


@pytest.mark.usefixtures("sqlite_db")
def test_a_good_rating_owes_nothing_and_a_corrected_one_ends_what_was_owed() -> None:
    by = agent()
    step = finished(by)
    rate(step, by, 1)
    view = surveys.list_surveys(project_id=see(step, by).project_id, actor=by)
    assert (view.asked, view.rated, view.satisfied_percent, view.waiting) == (1, 1, 0, 1)
    assert row(step, by).sent_on == TODAY, "who answers was asked"
    rate(step, by, 4)
    assert owed(step) == set()
    view = surveys.list_surveys(project_id=see(step, by).project_id, actor=by)
    assert (view.satisfied_percent, view.rated, view.waiting) == (100, 1, 0)
    assert view.may_record and not view.may_follow


@pytest.mark.usefixtures("sqlite_db")
def test_what_is_refused_says_why_and_keeps_nothing() -> None:
    by, other = agent(), agent("王芳")
    step = finished(by)
    with reading(SYSTEM) as session:
        steps = session.exec(select(Step).where(Step.project_id == see(step, by).project_id)).all()
        running = next(one.id for one in steps if one.item_code == "joint_acceptance")
        plain = next(one.id for one in steps if one.item_code == "completion_survey")
    assert refusal(surveys.mark_sent, step_id=running, version=0, actor=by) == "surveys.not_finished"
    assert refusal(surveys.mark_sent, step_id=plain, version=0, actor=by) == "surveys.no_milestone"
    assert refusal(surveys.mark_sent, step_id=step, version=0, actor=other) == "access.not_found"
    early, late = DONE - timedelta(days=1), TODAY + timedelta(days=1)
    assert refusal(surveys.mark_sent, step_id=step, version=0, on=early, actor=by) == "surveys.too_early"
    assert refusal(surveys.mark_sent, step_id=step, version=0, on=late, actor=by) == "surveys.future_day"
    assert refusal(rate, step, by, 5, rated_by=" ") == "surveys.rater_missing"
    assert refusal(rate, step, by, 5, document_no="") == "surveys.proof_missing"
    liaison = person("联络", Role.LIAISON, "natural_resources")
    draft = RatingDraft(step_id=step, level=5, rated_by="刘经理", document_no="9-1")
    assert refusal(surveys.rate, draft=draft, actor=liaison) == "access.denied"
    rate(step, by, 3)
    assert refusal(rate, step, by, 5, version=0) == "access.stale"
    coordinator = person("陈协调", Role.COORDINATOR)
    assert refusal(follow, step, coordinator, surveys.contact) == "surveys.not_bad"
    rate(step, by, 2)
    assert refusal(follow, step, coordinator, surveys.contact, note=" ") == "surveys.note_missing"
    assert owed(step) == {"bad_rating", "bad_rating_fix"}


@pytest.mark.usefixtures("sqlite_db")
def test_a_mail_that_was_accepted_is_the_asking() -> None:
    by = agent()
    step = finished(by)
    with reading(SYSTEM) as session:
        duty_id = session.exec(select(Obligation.id).where(Obligation.anchor == "milestone_done")).one()
    told = reminder(by, duty_id, "survey_send", recipient_role="enterprise")
    assert surveys.count_mailed(actor=SYSTEM) == 0
    with unit_of_work(SYSTEM) as work:
        work.session.add(ReminderDelivery(reminder_id=told, channel="enterprise", queued_at=work.now))
    assert surveys.count_mailed(actor=SYSTEM) == 0, "queued is not sent"
    with unit_of_work(SYSTEM) as work:
        work.session.exec(select(ReminderDelivery)).one().delivered_at = work.now
    with clock.frozen(date(2026, 9, 5)):
        assert surveys.count_mailed(actor=SYSTEM) == 1
        assert surveys.count_mailed(actor=SYSTEM) == 0
    assert owed(step) == set() and row(step, by).sent_on == TODAY


@pytest.mark.usefixtures("sqlite_db")
def test_an_enterprise_with_an_address_is_asked_by_mail_on_the_next_working_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by, port = agent(), mailbox.free_port()
    step = finished(by)
    enterprise_mail(see(step, by).project_id, "office@enterprise.example.org")
    with mailbox.mail_settings(monkeypatch, port), mailbox.smtp_server(port) as box:
        for _ in range(2):
            reminders.sweep(actor=SYSTEM)
            outbox.deliver(actor=SYSTEM)
            surveys.count_mailed(actor=SYSTEM)
    (mail,) = box.to("office@enterprise.example.org")
    assert "“建筑施工许可证”已办结，请评价本次办理" in mailbox.text_of(mail)
    assert owed(step) == set() and row(step, by).sent_on == TODAY


@pytest.mark.usefixtures("sqlite_db")
def test_passing_the_text_on_is_the_asking_where_there_is_no_address() -> None:
    by = agent()
    step = finished(by)
    reminders.sweep(actor=SYSTEM)
    with reading(SYSTEM) as session:
        task = session.exec(select(Reminder).where(Reminder.rule_code == "survey_send")).one()
        task_id, project_id = task.id or 0, task.project_id or 0
        assert task.recipient_id == by.account_id
    text = forward_text.reminder_text(reminder_id=task_id, actor=by)
    assert "请评价本次办理" in text and len(text) <= 300
    forward_text.log_forwarded(project_id=project_id, text=text, actor=by, reminder_id=task_id)
    assert owed(step) == set() and row(step, by).sent_on == TODAY
