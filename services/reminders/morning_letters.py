"""The one digest of a working day: everything that waits, at the hour the person chose (issue item 7).

Whose morning came round without anything to say is kept as well, so that what happens later in the day waits
for the next one. For a leader it is the only mail of the day.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from domain.letter_hours import Morning
from models import MorningRound
from services import calendar, clock, outbox
from services.database import UnitOfWork
from services.outbox import Letter
from services.reminders import attachments, letters, lines, readers, undelivered
from services.reminders.letters import Digest
from services.reminders.lines import Line, Speech
from services.reminders.readers import Reader
from services.unique_rows import is_postgresql


def waiting(session: Session, now: datetime, people: Mapping[int, Reader]) -> list[int]:
    """The people whose morning has come and was not served yet."""
    return sorted(_due(session, now, people))


def write(work: UnitOfWork, people: Collection[int]) -> int:
    """One digest for each who has something to hear; returns how many were new."""
    session, today = work.session, clock.local(work.now).date()
    known = readers.by_id(session)
    due = _due(session, work.now, {one: known[one] for one in people if one in known})
    waiting_ids = undelivered.by_person(session, today, due)
    moved_ids = undelivered.moved_by_person(session, due)
    found = {line.id: line for line in lines.read(session, _all(waiting_ids, moved_ids))}
    speech = lines.speech(session, today)
    told: dict[str, tuple[list[Line], list[Line]]] = {}
    written = []
    for account_id, round_ in due.items():
        own = [found[one] for one in waiting_ids.get(account_id, ()) if one in found]
        moved = [found[one] for one in moved_ids.get(account_id, ()) if one in found]
        digest = _digest(own, moved, round_)
        if digest.lines or digest.moved:
            letter = _letter(known[account_id], own, digest, speech)
            told[letter.dedupe_key] = own, moved
            written.append(letter)
    queued = outbox.enqueue_each(work, written)
    for key, message_id in queued.items():
        own, moved = told[key]
        undelivered.record(work, undelivered.MAIL, message_id, own)
        undelivered.record(work, undelivered.MOVED, message_id, moved)
    _serve(work, due, today)
    return len(queued)


def _due(session: Session, now: datetime, people: Mapping[int, Reader]) -> dict[int, Morning]:
    days = calendar.current(session)
    found = {account_id: reader.morning(now, days) for account_id, reader in people.items()}
    return {account_id: morning for account_id, morning in found.items() if morning}


def _all(*by_person: Mapping[int, Sequence[int]]) -> set[int]:
    return {one for part in by_person for ids in part.values() for one in ids}


def _digest(own: Sequence[Line], moved: Sequence[Line], round_: Morning) -> Digest:
    """The latest step of each ladder; of what moved only what does not stand above with its new day."""
    latest = lines.latest_of_each_duty(own)
    there = {line.duty.id for line in latest}
    void = [line for line in lines.latest_of_each_duty(moved) if line.duty.id not in there]
    return Digest(latest, void, is_catch_up=round_.is_catch_up)


def _letter(reader: Reader, own: Sequence[Line], digest: Digest, speech: Speech) -> Letter:
    text = letters.morning(reader, digest, speech)
    kind = "leader" if reader.is_leader else "morning"
    shown = () if reader.is_leader else digest.lines[: letters.SHOWN]
    return Letter(
        dedupe_key=f"{kind}|{reader.id}|{speech.today:%Y%m%d}",
        address=reader.address,
        subject=text.subject,
        text=text.text,
        html=text.html,
        recipient_id=reader.id,
        reminder_ids=tuple(line.id for line in own),
        kind=kind,
        attachments=attachments.of_lines(shown, speech, reader.lang),
    )


def _serve(work: UnitOfWork, people: Collection[int], today: date) -> None:
    rows = [{"account_id": account_id, "served_on": today} for account_id in people]
    if rows:
        dialect = postgresql if is_postgresql(work.session) else sqlite
        statement = dialect.insert(MorningRound).values(rows)
        work.session.execute(
            statement.on_conflict_do_update(index_elements=["account_id"], set_={"served_on": today})
        )
