"""What must come out the same whatever was broken: reminders, and what was written about them."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from domain.access import SYSTEM
from models import Obligation, OutboxMessage, Reminder, ReminderDelivery
from services.database import reading


@dataclass(frozen=True)
class Ledger:
    """Counters, so that what is there twice shows. A letter is told by its kind and address.

    `retold`: how often letters tell of a reminder that a letter told of already.
    """

    reminders: Counter[str]
    deliveries: Counter[tuple[str, str]]
    letters: Counter[tuple[str, str]]
    message_ids: frozenset[str]
    unsent: int
    retold: int

    def lost(self, wanted: "Ledger") -> int:
        """What an undisturbed run has and this one has not, and letters still waiting."""
        missing = (wanted.reminders - self.reminders).total() + (wanted.deliveries - self.deliveries).total()
        return missing + self.unsent

    def doubled_in_app(self, wanted: "Ledger") -> int:
        return (self.reminders - wanted.reminders).total()

    def doubled_mail(self, wanted: "Ledger") -> int:
        return (self.deliveries - wanted.deliveries).total() + self.retold

    def latest(self) -> "Ledger":
        """Only the latest repetition of each series: those missed while nobody swept collapse to it."""
        last: dict[tuple[str, ...], int] = {}
        for name in self.reminders:
            parts = name.split("|")
            series = (*parts[:4], *parts[5:])
            last[series] = max(last.get(series, 0), int(parts[4]))
        kept = {"|".join((*one[:4], str(repetition), *one[4:])) for one, repetition in last.items()}
        return replace(
            self,
            reminders=Counter({name: n for name, n in self.reminders.items() if name in kept}),
            deliveries=Counter({at: n for at, n in self.deliveries.items() if at[0] in kept}),
        )


def read() -> Ledger:
    """Of the database in use. A reminder is told by what it says to whom, not by its stored key."""
    mails = select(
        *(OutboxMessage.kind, OutboxMessage.address, OutboxMessage.message_id, OutboxMessage.state),
        OutboxMessage.reminder_ids,
    )
    sent = select(ReminderDelivery.reminder_id, ReminderDelivery.channel)
    with reading(SYSTEM) as session:
        name_of = _names(session)
        outbox = session.exec(mails.where(col(OutboxMessage.channel) == "mail")).all()
        return Ledger(
            reminders=Counter(name_of.values()),
            deliveries=Counter((name_of[row.reminder_id], row.channel) for row in session.exec(sent)),
            letters=Counter((row.kind, row.address) for row in outbox),
            message_ids=frozenset(row.message_id for row in outbox),
            unsent=sum(row.state != "sent" for row in outbox),
            retold=sum(n - 1 for n in Counter(one for row in outbox for one in row.reminder_ids).values()),
        )


def _names(session: Session) -> dict[int, str]:
    columns: tuple[Any, ...] = (
        *(Reminder.id, Reminder.rule_code, Reminder.subject, Obligation.key, Reminder.anchor_on),
        *(Reminder.repetition, Reminder.recipient_role, Reminder.recipient_id),
    )
    query = select(*columns).outerjoin(Obligation, col(Obligation.id) == Reminder.obligation_id)
    return {row_id: "|".join(str(part) for part in parts) for row_id, *parts in session.exec(query)}
