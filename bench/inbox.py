"""The inbox with 5,000 open reminders of one person against a bare page; and what the bell asks each time."""

from datetime import timedelta
from itertools import cycle, islice
from typing import Any
from unittest.mock import patch

from sqlmodel import select

from bench.measure import Figure, medians
from bench.pages import bare, opened
from domain.access import SYSTEM, Actor
from domain.vocabulary import ProjectStatus, ReminderLevel, Role
from models import Account, Obligation, Project, Reminder
from services import clock, inbox
from services.database import UnitOfWork, unit_of_work
from ui import session

REMINDERS = 5_000
BELL_SECONDS = 0.1


def page() -> None:
    from pages import inbox_page
    from ui import session

    actor = session.actor()
    assert actor is not None
    inbox_page.render(actor)


def figures() -> list[Figure]:
    """Each reminder is about a duty of its own, so none is grouped away."""
    person = _full_inbox()
    assert inbox.unread_count(actor=person) == REMINDERS
    with patch.object(session, "actor", return_value=person):
        rerun = medians(20, opened(page), opened(bare))
    asked, _ = medians(20, lambda: inbox.unread_count(actor=person), lambda: None)
    return [
        Figure(f"inbox rerun, {REMINDERS:,} reminders / bare page", *rerun, 5),
        Figure(f"the bell asks, {REMINDERS:,} reminders", asked, None, BELL_SECONDS),
    ]


def _full_inbox() -> Actor:
    with unit_of_work(SYSTEM) as work:
        account = Account(username="bench_inbox", display_name="Bench", role=Role.AGENT, phone="")
        work.session.add(account)
        work.session.flush()
        running: Any = select(Project.id).where(Project.status == ProjectStatus.ACTIVE)
        projects = islice(cycle(work.session.exec(running).all()), REMINDERS)
        duties = [_duty(work, project_id, number) for number, project_id in enumerate(projects)]
        work.session.add_all(duties)
        work.session.flush()
        levels = cycle(ReminderLevel)
        rows = [_reminder(work, duty, account.id or 0, next(levels)) for duty in duties]
        work.session.add_all(rows)
        return Actor(account.id or 0, account.display_name, Role.AGENT)


def _duty(work: UnitOfWork, project_id: int | None, number: int) -> Obligation:
    return Obligation(
        project_id=project_id,
        subject=f"bench:{number}",
        anchor="step_due",
        due_on=clock.today() + timedelta(days=number % 20 - 10),
        party="department",
        opened_at=work.now,
    )


def _reminder(work: UnitOfWork, duty: Obligation, account_id: int, level: ReminderLevel) -> Reminder:
    return Reminder(
        dedupe_key=f"bench|{duty.id}",
        rule_code="due_soon",
        obligation_id=duty.id,
        project_id=duty.project_id,
        subject=duty.subject,
        anchor=duty.anchor,
        anchor_on=duty.due_on,
        due_on=clock.today(),
        level=level,
        recipient_id=account_id,
        recipient_role=Role.AGENT,
        created_at=work.now,
    )
