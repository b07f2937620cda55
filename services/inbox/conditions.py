"""Which reminders stand in which tab. One that was put off is back on its day, whoever looks first."""

from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from domain.vocabulary import ReminderState
from models import Reminder
from services.inbox.views import Tab

CLOSED = (ReminderState.ACKNOWLEDGED, ReminderState.DISCHARGED, ReminderState.WITHDRAWN)


def is_open(today: date) -> Any:
    awake = and_(Reminder.state == ReminderState.SNOOZED, Reminder.snoozed_until <= today)
    return or_(Reminder.state == ReminderState.OPEN, awake)


def is_snoozed(today: date) -> Any:
    return and_(Reminder.state == ReminderState.SNOOZED, Reminder.snoozed_until > today)


def in_tab(tab: Tab, today: date) -> Any:
    if tab is Tab.OPEN:
        return is_open(today)
    return is_snoozed(today) if tab is Tab.SNOOZED else Reminder.state.in_(CLOSED)
