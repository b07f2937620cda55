"""Reminders as the sweep writes them, one for each call."""

from datetime import date
from itertools import count
from typing import Any

from sqlmodel import select

from domain.access import SYSTEM, Actor
from models import Obligation, Reminder
from services.database import reading, unit_of_work
from tests.factories import TODAY
from tests.factories_reports import NOW

_numbers = count()


def duty(project_id: int, step_id: int, anchor: str, due_on: date, **values: Any) -> int:
    """An open obligation of a step; returns its id."""
    base = {"subject": f"step:{step_id}", "party": "department", "opened_at": NOW}
    with unit_of_work(SYSTEM) as work:
        row = Obligation(
            project_id=project_id, step_id=step_id, anchor=anchor, due_on=due_on, **(base | values)
        )
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def reminder(to: Actor, obligation_id: int, rule: str, **values: Any) -> int:
    """A reminder about a duty to one person; returns its id."""
    with unit_of_work(SYSTEM) as work:
        about = work.session.get_one(Obligation, obligation_id)
        base = {
            "dedupe_key": f"{rule}|{next(_numbers)}",
            "rule_code": rule,
            "obligation_id": obligation_id,
            "project_id": about.project_id,
            "step_id": about.step_id,
            "subject": about.subject,
            "anchor": about.anchor,
            "anchor_on": about.due_on,
            "due_on": TODAY,
            "level": "normal",
            "recipient_id": to.account_id,
            "recipient_role": to.role,
            "created_at": NOW,
        }
        row = Reminder(**(base | values))
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def state(reminder_id: int) -> str:
    with reading(SYSTEM) as session:
        return session.exec(select(Reminder.state).where(Reminder.id == reminder_id)).one()
