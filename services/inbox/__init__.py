"""The inbox of reminders: everybody's own, to acknowledge, to put off with a reason, to take back."""

from services.inbox.acting import acknowledge, acknowledge_in, reopen, snooze
from services.inbox.listing import list_reminders, unread_count
from services.inbox.views import InboxFilters, InboxPage, ReminderRow, Tab

__all__ = [
    "InboxFilters",
    "InboxPage",
    "ReminderRow",
    "Tab",
    "acknowledge",
    "acknowledge_in",
    "list_reminders",
    "reopen",
    "snooze",
    "unread_count",
]
