"""What enterprises with an address are written to at once, in their own words; it is then no agent's task."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, select

from domain.vocabulary import ReminderState
from models import Account, Reminder
from services import clock, outbox
from services.database import UnitOfWork
from services.outbox import Letter
from services.reminders import attachments, letters, lines, undelivered
from services.reminders.letters import Contact
from services.reminders.lines import Line, Speech
from services.speaking import MAILED
from services.words import DEFAULT_LANG

KIND = "enterprise"


def waiting(session: Session, today: date) -> list[str]:
    """The addresses about which something waits."""
    return sorted(undelivered.for_enterprises(session, today))


def write(work: UnitOfWork, addresses: Collection[str]) -> int:
    """One letter an address; returns how many were new."""
    session, today = work.session, clock.local(work.now).date()
    by_address = undelivered.for_enterprises(session, today)
    ids = {address: by_address.get(address, []) for address in addresses}
    found = {line.id: line for line in lines.read(session, {one for own in ids.values() for one in own})}
    speech = lines.speech(session, today)
    contacts = _contacts(session, {line.account_id for line in found.values()})
    told: dict[str, list[Line]] = {}
    written = []
    for address, own_ids in ids.items():
        own = sorted((found[one] for one in own_ids if one in found), key=lambda line: line.urgency)
        if own:
            letter = _letter(address, own, contacts.get(own[0].account_id), speech)
            told[letter.dedupe_key] = own
            written.append(letter)
    queued = outbox.enqueue_each(work, written)
    for key, message_id in queued.items():
        undelivered.record(work, undelivered.OUTSIDE, message_id, told[key])
        _close(work, told[key])
    return len(queued)


def _letter(address: str, own: Sequence[Line], contact: Contact | None, speech: Speech) -> Letter:
    latest = lines.latest_of_each_duty(own)
    text = letters.to_enterprise(latest, contact, speech)
    return Letter(
        dedupe_key=undelivered.key_of(KIND, address, own, speech.today),
        address=address,
        subject=text.subject,
        text=text.text,
        html=text.html,
        reminder_ids=tuple(line.id for line in own),
        kind=KIND,
        attachments=attachments.for_enterprise(latest, speech, DEFAULT_LANG),
    )


def _contacts(session: Session, people: Collection[int]) -> dict[int, Contact]:
    """Whom to call, with or without an address of their own."""
    query = select(Account.id, Account.display_name, Account.phone).where(Account.id.in_(people))
    return {row.id: Contact(row.display_name, row.phone or "") for row in session.exec(query)}


def _close(work: UnitOfWork, own: Sequence[Line]) -> None:
    """What an enterprise hears by mail is no task for its agent; it becomes one if the mail is given up."""
    values: dict[str, Any] = {"state": ReminderState.DISCHARGED.value, "closed_at": work.now}
    for start in range(0, len(own), undelivered.CHUNK):
        chunk = [line.id for line in own[start : start + undelivered.CHUNK]]
        work.session.execute(
            update(Reminder).where(Reminder.id.in_(chunk)).values(close_cause=MAILED, **values)
        )
