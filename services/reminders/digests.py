"""Who is written to after a sweep: one digest a person, one a day for leaders, one an enterprise."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time

from sqlalchemy import update
from sqlmodel import Session, func, select

from domain.vocabulary import ReminderState, Role
from models import Account, OutboxMessage, Reminder
from services import clock, outbox
from services.database import UnitOfWork
from services.outbox import Letter
from services.reminders import letters, lines
from services.reminders.letters import Contact, Reader
from services.reminders.lines import ENTERPRISE, Line, Speech
from services.reminders.planning import WAITING


def queue(work: UnitOfWork, told: Collection[int], today: date) -> int:
    """Letters about reminders that now speak, into the outbox; returns how many. None without mail."""
    if not outbox.is_mail_on():
        return 0
    session = work.session
    people = _people(session)
    pending = daily_pending(session, today)
    found = lines.read(session, {*told, *(one for ids in pending.values() for one in ids)})
    words = lines.speech(session, today)
    outside = [line for line in found if line.role == ENTERPRISE and line.duty.enterprise_mail]
    _close_mailed(work, outside)
    written = [*_to_enterprises(outside, people, words), *_to_people(found, outside, pending, people, words)]
    return outbox.enqueue(work, written)


def daily_pending(session: Session, today: date) -> dict[int, tuple[int, ...]]:
    """What each leader with an address was not written about yet; nobody who had a digest today."""
    if not outbox.is_mail_on():
        return {}
    leaders = select(Account.id).where(Account.role == Role.LEADER, Account.is_active, Account.email != "")
    latest = (
        select(OutboxMessage.recipient_id, func.max(OutboxMessage.queued_at))
        .where(OutboxMessage.recipient_id.in_(leaders))
        .group_by(OutboxMessage.recipient_id)
    )
    last = dict(session.exec(latest).all())
    pending = {
        leader or 0: _since(session, leader or 0, last.get(leader), today) for leader in session.exec(leaders)
    }
    return {leader: ids for leader, ids in pending.items() if ids}


def _since(session: Session, leader: int, last: datetime | None, today: date) -> tuple[int, ...]:
    """Open reminders told or returned after the last digest; none if that was today."""
    mine = select(Reminder.id).where(Reminder.recipient_id == leader, Reminder.state.in_(WAITING))
    midnight = datetime.combine(today, time(), clock.ZONE)
    if last is not None and last >= midnight:
        return ()
    awake = Reminder.snoozed_until.is_(None) | (Reminder.snoozed_until <= today)
    if last is not None:
        day = clock.local(last).date()
        mine = mine.where((Reminder.created_at > last) | (Reminder.snoozed_until > day))
    return tuple(session.exec(mine.where(awake).order_by(Reminder.id)))


def _people(session: Session) -> dict[int, Account]:
    """Active accounts by id, also those without an address: an enterprise is told whom to call."""
    return {row.id or 0: row for row in session.exec(select(Account).where(Account.is_active))}


def _close_mailed(work: UnitOfWork, outside: Sequence[Line]) -> None:
    """What an enterprise hears by mail is no task for its agent; it becomes one if the mail is given up."""
    if outside:
        work.session.execute(
            update(Reminder)
            .where(Reminder.id.in_([line.id for line in outside]))
            .values(state=ReminderState.DISCHARGED.value, closed_at=work.now, params={"mailed": True})
        )


def _to_enterprises(outside: Sequence[Line], people: dict[int, Account], words: Speech) -> Iterable[Letter]:
    by_address: dict[str, list[Line]] = defaultdict(list)
    for line in outside:
        by_address[line.duty.enterprise_mail or ""].append(line)
    for address, own in by_address.items():
        agent = people.get(own[0].account_id)
        contact = Contact(agent.display_name, agent.phone or "") if agent else None
        written = letters.to_enterprise(lines.latest_of_each_duty(own), contact, words)
        yield Letter(
            dedupe_key=_key(ENTERPRISE, address, own, words.today),
            address=address,
            subject=written.subject,
            text=written.text,
            html=written.html,
            reminder_ids=tuple(line.id for line in own),
        )


def _to_people(
    found: Sequence[Line],
    outside: Sequence[Line],
    pending: dict[int, tuple[int, ...]],
    people: dict[int, Account],
    words: Speech,
) -> Iterable[Letter]:
    gone = {line.id for line in outside}
    by_account: dict[int, list[Line]] = defaultdict(list)
    for line in found:
        if line.id not in gone:
            by_account[line.account_id].append(line)
    for account_id, own in by_account.items():
        person = people.get(account_id)
        is_leader = person is not None and person.role == Role.LEADER
        if is_leader:
            own = [line for line in own if line.id in pending.get(account_id, ())]
        if person is None or not person.email or not own:
            continue
        reader = Reader(account_id, person.display_name, person.lang, is_daily=is_leader)
        written = letters.to_person(reader, lines.latest_of_each_duty(own), words)
        daily = f"daily|{account_id}|{words.today:%Y%m%d}"
        yield Letter(
            dedupe_key=daily if is_leader else _key("digest", str(account_id), own, words.today),
            address=person.email,
            subject=written.subject,
            text=written.text,
            html=written.html,
            recipient_id=account_id,
            reminder_ids=tuple(line.id for line in own),
        )


def _key(kind: str, whom: str, own: Sequence[Line], today: date) -> str:
    """The same reminders told again on another day (a duty that came back) are another letter."""
    told = "\n".join(sorted(line.dedupe_key for line in own))
    digest = hashlib.sha256(f"{whom}\n{told}".encode()).hexdigest()[:32]
    return f"{kind}|{today:%Y%m%d}|{digest}"
