"""A milestone's reminder that reached the enterprise, by mail or passed on by its agent, was the asking."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.reminders import ENTERPRISE
from models import Obligation, Reminder, ReminderDelivery, Step, Survey
from services import clock
from services.database import UnitOfWork, reading, unit_of_work
from services.surveys import keeping


def count_mailed(*, actor: Actor, stopping: Callable[[], bool] = lambda: False) -> int:
    """Surveys whose mail was accepted by the mail server count as sent that day; returns how many.

    What only its agent was written about asks nobody yet, nor does a mail that was given up. A sweep: asked
    again it finds nothing. Raises Forbidden for anybody but the system and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    with reading(actor) as session:
        found = session.exec(_accepted()).all()
    counted = 0
    for step_id, accepted_at in found:
        if stopping():
            break
        counted += _count(step_id, accepted_at, actor)
    return counted


def _accepted() -> Any:
    """(step, when its mail was accepted) of milestones that still wait to be asked about."""
    return (
        select(Obligation.step_id, func.min(ReminderDelivery.delivered_at))
        .join(Reminder, Reminder.obligation_id == Obligation.id)  # type: ignore[arg-type]
        .join(ReminderDelivery, ReminderDelivery.reminder_id == Reminder.id)  # type: ignore[arg-type]
        .where(Obligation.anchor == "milestone_done", Obligation.is_open)
        .where(Reminder.recipient_role == ENTERPRISE, ReminderDelivery.channel == ENTERPRISE)
        .where(ReminderDelivery.delivered_at.is_not(None))  # type: ignore[union-attr]
        .group_by(Obligation.step_id)
        .order_by(Obligation.step_id)
    )


def _count(step_id: int, accepted_at: datetime, actor: Actor) -> int:
    with unit_of_work(actor) as work:
        return int(_asked(work, step_id, clock.local(accepted_at).date()))


def count_forwarded(work: UnitOfWork, *, reminder_id: int) -> bool:
    """The agent passed the text of a reminder on: was it a milestone's, the enterprise is asked today."""
    reminder = work.session.get_one(Reminder, reminder_id)
    is_asking = reminder.anchor == "milestone_done" and reminder.recipient_role == ENTERPRISE
    return is_asking and reminder.step_id is not None and _asked(work, reminder.step_id, clock.today())


def _asked(work: UnitOfWork, step_id: int, on: date) -> bool:
    """False if it was asked before."""
    step = work.session.get_one(Step, step_id)
    if step.surveyed_on is not None:
        return False
    row = work.session.exec(select(Survey).where(Survey.step_id == step_id)).first()
    survey = row or Survey(project_id=step.project_id, step_id=step_id, recorded_by=0, version=0)
    keeping.change(work, step, survey, "send", sent_on=on)
    return True
