"""The last call of a working day: what is due today and not done, to the agent who acts (issue item 7)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from domain import letter_hours
from domain.reminders import is_deadline
from domain.vocabulary import ProjectStatus
from models import Obligation, OutboxMessage, Project
from services import calendar, clock, outbox
from services.agency import acting_of
from services.database import UnitOfWork
from services.outbox import Letter
from services.reminders import duties, letters, lines, readers, rules
from services.reminders.duties import Duty
from services.reminders.lines import Speech
from services.reminders.readers import Reader

KIND = "last_call"


def waiting(session: Session, now: datetime, people: Mapping[int, Reader]) -> list[int]:
    """Who wants the call, has something due today and was not called yet."""
    return sorted(_due(session, now, people))


def write(work: UnitOfWork, people: Collection[int]) -> int:
    """One call for each; returns how many were new."""
    session, known = work.session, readers.by_id(work.session)
    due = _due(session, work.now, {one: known[one] for one in people if one in known})
    speech = lines.speech(session, clock.local(work.now).date())
    return outbox.enqueue(work, [_letter(known[one], own, speech) for one, own in due.items()])


def _due(session: Session, now: datetime, people: Mapping[int, Reader]) -> dict[int, list[Duty]]:
    there = clock.local(now)
    if not letter_hours.is_last_call(there, calendar.current(session)):
        return {}
    called = _called(session, there.date(), people)
    wanting = {one for one, reader in people.items() if reader.wants_last_call and not reader.is_leader}
    found = _by_acting(session, there.date())
    return {one: own for one, own in found.items() if one in wanting and one not in called}


def _by_acting(session: Session, today: date) -> dict[int, list[Duty]]:
    """Duties with a deadline of today, by the person who acts for their project."""
    deadlines = [anchor for anchor, of_anchor in rules.active(session).items() if is_deadline(of_anchor)]
    own = duties.read(
        session,
        Obligation.is_open,
        Obligation.due_on == today,
        ~Obligation.is_paused,
        Obligation.anchor.in_(deadlines),
        Project.status == ProjectStatus.ACTIVE,
    )
    columns: tuple[Any, ...] = (
        Project.id,
        Project.primary_agent_id,
        Project.backup_agent_id,
        Project.coordinator_id,
    )
    projects = session.exec(select(*columns).where(Project.id.in_({duty.project_id for duty in own}))).all()
    acting = acting_of(session, projects, today)
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in own:
        person = acting.get(duty.project_id or 0)
        if person:
            found[person].append(duty)
    return dict(found)


def _called(session: Session, today: date, people: Collection[int]) -> set[int]:
    keys = {_key(one, today): one for one in people}
    query = select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys))
    return {keys[key] for key in session.exec(query)}


def _key(account_id: int, today: date) -> str:
    return f"{KIND}|{account_id}|{today:%Y%m%d}"


def _letter(reader: Reader, own: Sequence[Duty], speech: Speech) -> Letter:
    text = letters.last_call(reader, own, speech)
    return Letter(
        dedupe_key=_key(reader.id, speech.today),
        address=reader.address,
        subject=text.subject,
        text=text.text,
        html=text.html,
        recipient_id=reader.id,
        kind=KIND,
    )
