"""The sheet of a department by mail to all its liaisons: at most once a day, and weekly by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlmodel import Session, col, select

from domain.access import Actor
from domain.errors import RuleBroken
from domain.vocabulary import Role
from models import Account, AuditRow, OutboxMessage
from services import audit, calendar, clock, outbox
from services.chasing import building, scoping
from services.chasing.mail_words import letter_of
from services.chasing.views import ChaseSheet
from services.database import UnitOfWork, reading, unit_of_work

SOON_DAYS = 3
"""A department is written to every week if something is over or due within so many working days."""
FIRST_HOUR = 8
KIND = "chase"


class Render(Protocol):
    """Makes the workbook of a sheet; exports know how."""

    def __call__(self, view: ChaseSheet, *, lang: str) -> bytes: ...


def send(*, department_code: str, render: Render, actor: Actor) -> int:
    """Queue the sheet for every liaison of the department with an address; how many letters.

    Raises Forbidden, NotFound chase.unknown_department, RuleBroken chase.mail_off, .no_address, .sent_today.
    """
    scoping.require_sending(actor)
    if not outbox.is_mail_on():
        raise RuleBroken("chase.mail_off")
    with unit_of_work(actor) as work:
        scoping.department(work.session, department_code, actor)
        people = _liaisons(work.session, department_code)
        if not people:
            raise RuleBroken("chase.no_address")
        queued = _queue(work, department_code, people, render)
        if not queued:
            raise RuleBroken("chase.sent_today")
        return queued


def sent_on(*, department_code: str, actor: Actor) -> date | None:
    """The last day on which the sheet went out by mail. Raises Forbidden, NotFound."""
    with reading(actor) as session:
        scoping.department(session, department_code, actor)
        query = (
            select(OutboxMessage.queued_at)
            .where(OutboxMessage.kind == KIND)
            .where(col(OutboxMessage.dedupe_key).startswith(f"{KIND}|{department_code}|"))
            .order_by(col(OutboxMessage.id).desc())
        )
        found = session.exec(query.limit(1)).first()
        return clock.local(found).date() if found else None


def queue_weekly(*, render: Render, actor: Actor) -> int:
    """Once a week, from the morning of its first working day: the sheets of departments that are late.

    After a stand-still it is made up for on the next working day of the same week. How many letters.
    """
    now = clock.local(clock.now())
    today, week = now.date(), f"{now:%G-W%V}"
    if now.hour < FIRST_HOUR or not outbox.is_mail_on():
        return 0
    with reading(actor) as session:
        if not calendar.current(session).is_workday(today) or _is_done(session, week):
            return 0
    found = [one.code for one in building.choices(actor=actor) if one.pending]
    with unit_of_work(actor) as work:
        if _is_done(work.session, week):
            return 0
        queued = sum(_if_late(work, code, render) for code in found)
        audit.record(
            work, action="chase.weekly", subject_type="week", subject_id=week, after={"letters": queued}
        )
        return queued


def _is_done(session: Session, week: str) -> bool:
    query = select(AuditRow.id).where(AuditRow.action == "chase.weekly", AuditRow.subject_id == week)
    return session.exec(query.limit(1)).first() is not None


def _if_late(work: UnitOfWork, code: str, render: Render) -> int:
    people = _liaisons(work.session, code)
    if not people or not building.sheet_in(work.session, code, work.actor).due_within(SOON_DAYS):
        return 0
    return _queue(work, code, people, render)


def _queue(work: UnitOfWork, code: str, people: Sequence[Account], render: Render) -> int:
    """A letter to each, in the own language. The key says department and day: nobody gets two that day."""
    letters = []
    for person in people:
        reader = Actor(person.id or 0, person.display_name, Role.LIAISON, code, person.lang)
        view = building.sheet_in(work.session, code, reader)
        key = f"{KIND}|{code}|{view.today:%Y%m%d}|{person.id}"
        letters.append(letter_of(view, person, render(view, lang=person.lang), key=key))
    queued = outbox.enqueue(work, letters)
    if queued:
        audit.record(
            work,
            action="chase.mail",
            subject_type="department",
            subject_id=code,
            after={"to": [person.display_name for person in people], "letters": queued},
        )
    return queued


def _liaisons(session: Session, code: str) -> list[Account]:
    query = (
        select(Account)
        .where(Account.role == Role.LIAISON, Account.department_code == code, col(Account.is_active))
        .where(col(Account.email) != "")
        .order_by(col(Account.id))
    )
    return list(session.exec(query))
