"""What cannot wait for the morning: one letter a person a pass, never to a leader (issue item 7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from domain.vocabulary import ReminderLevel
from services import clock, outbox
from services.database import UnitOfWork
from services.outbox import Letter
from services.reminders import attachments, letters, lines, readers, undelivered
from services.reminders.lines import Line, Speech
from services.reminders.readers import Reader

KIND = "urgent"


def waiting(session: Session, today: date, people: Mapping[int, Reader]) -> list[int]:
    """The people about whose urgent matters nothing was written yet."""
    alarmed = undelivered.with_urgent(session, today)
    return sorted(one for one in alarmed if one in people and not people[one].is_leader)


def write(work: UnitOfWork, people: Collection[int]) -> int:
    """One letter a person; returns how many were new."""
    session, today = work.session, clock.local(work.now).date()
    known = readers.by_id(session)
    still = set(waiting(session, today, known)) & set(people)
    waiting_ids = undelivered.by_person(session, today, still)
    found = {line.id: line for line in lines.read(session, _all(waiting_ids))}
    speech = lines.speech(session, today)
    told: dict[str, list[Line]] = {}
    written = []
    for account_id, ids in waiting_ids.items():
        own = alarming([found[one] for one in ids if one in found])
        if own:
            letter = _letter(known[account_id], own, speech)
            told[letter.dedupe_key] = own
            written.append(letter)
    queued = outbox.enqueue_each(work, written)
    for key, message_id in queued.items():
        undelivered.record(work, undelivered.MAIL, message_id, told[key])
    return len(queued)


def _all(by_person: Mapping[int, Sequence[int]]) -> set[int]:
    return {one for ids in by_person.values() for one in ids}


def alarming(own: Sequence[Line]) -> list[Line]:
    """Matters with an alarm, whole: the lower rungs of their ladders have nothing to add in the morning."""
    loud = {line.matter for line in own if _is_alarm(line)}
    return [line for line in own if line.matter in loud]


def _is_alarm(line: Line) -> bool:
    is_first = line.level == ReminderLevel.URGENT and line.repetition == 0
    return not line.is_back and (is_first or line.duty.anchor == undelivered.AT_ONCE)


def _letter(reader: Reader, own: Sequence[Line], speech: Speech) -> Letter:
    latest = lines.latest_of_each_duty(own)
    text = letters.urgent(reader, latest, speech)
    return Letter(
        dedupe_key=undelivered.key_of(KIND, str(reader.id), own, speech.today),
        address=reader.address,
        subject=text.subject,
        text=text.text,
        html=text.html,
        recipient_id=reader.id,
        reminder_ids=tuple(line.id for line in own),
        kind=KIND,
        attachments=attachments.of_lines(latest, speech, reader.lang),
    )
