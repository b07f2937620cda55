"""The inbox of reminders: everybody's own, to acknowledge, to put off with a reason, to take back."""

from services.inbox.acting import acknowledge, acknowledge_in, reopen, snooze
from services.inbox.listing import list_reminders, unread_count
from services.inbox.views import PARTS, InboxFilters, InboxPage, ReminderRow, Sent, Tab, Told

__all__ = [
    "PARTS",
    "InboxFilters",
    "InboxPage",
    "ReminderRow",
    "Sent",
    "Tab",
    "Told",
    "acknowledge",
    "acknowledge_in",
    "list_reminders",
    "reopen",
    "snooze",
    "unread_count",
]
