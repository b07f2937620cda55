"""The outbox: what must leave the house is queued with its cause, then delivered at least once.

Lease, send, mark: a process that dies between sending and marking sends again under the same Message-ID.
"""

from services.outbox.carriers import are_robots_on
from services.outbox.dead_letters import DeadLetter, list_dead, retry_dead
from services.outbox.delivering import DeliveryCounts, deliver
from services.outbox.queueing import Letter, enqueue, enqueue_each, is_mail_on

__all__ = [
    "DeadLetter",
    "DeliveryCounts",
    "Letter",
    "are_robots_on",
    "deliver",
    "enqueue",
    "enqueue_each",
    "is_mail_on",
    "list_dead",
    "retry_dead",
]
