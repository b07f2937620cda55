"""What became of reminders: on which channels they went out, and who else hears of the same duty."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import ReminderState
from models import Account, Project, Reminder, ReminderDelivery
from services import agency
from services.inbox.acting import ENTERPRISE
from services.inbox.views import Sent, Told


def deliveries(session: Session, ids: Collection[int]) -> dict[int, list[Sent]]:
    """Reminder id → the messages that carried it, the first first."""
    columns: Any = (ReminderDelivery.channel, ReminderDelivery.queued_at, ReminderDelivery.delivered_at)
    query = select(ReminderDelivery.reminder_id, *columns).where(ReminderDelivery.reminder_id.in_(ids))
    found: dict[int, list[Sent]] = defaultdict(list)
    for reminder_id, channel, queued_at, delivered_at in session.exec(
        query.order_by(ReminderDelivery.queued_at, ReminderDelivery.id)
    ):
        found[reminder_id].append(Sent(channel.partition(":")[0], queued_at, delivered_at))
    return found


def others_told(session: Session, actor: Actor, duty_ids: Collection[int]) -> dict[int, list[Told]]:
    """Obligation id → which roles hear of the same duty and since when, in the order they came to it.

    Whoever is told of a duty may know how far up it has gone; what the others are told stays theirs.
    """
    columns: Any = (Reminder.obligation_id, Account.role, func.min(Reminder.due_on))
    query = (
        select(*columns)
        .join(Account, Account.id == Reminder.recipient_id)
        .where(Reminder.obligation_id.in_(duty_ids), Reminder.recipient_id != actor.account_id)
        .where(Reminder.recipient_role != ENTERPRISE, Reminder.state != ReminderState.WITHDRAWN)
        .group_by(Reminder.obligation_id, Account.role)
    )
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for duty_id, role, on in session.exec(query):
        found[duty_id].append((on, role))
    return {duty_id: [Told(role, on) for on, role in sorted(told)] for duty_id, told in found.items()}


def copied(session: Session, actor: Actor, project_ids: Collection[int], today: date) -> set[int]:
    """Projects on which the actor is A and absent: what comes is a copy, the acting one is told."""
    pair: Any = (Project.primary_agent_id, Project.backup_agent_id, Project.coordinator_id)
    query = select(Project.id, *pair).where(
        Project.id.in_(project_ids), Project.primary_agent_id == actor.account_id
    )
    acting = agency.acting_of(session, list(session.exec(query)), today)
    return {project_id for project_id, who in acting.items() if who not in (None, actor.account_id)}
