"""What somebody does with own reminders: acknowledge, put off with a reason, take back. Audited."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlmodel import select

from domain.access import Actor
from domain.errors import BadInput, NotFound, RuleBroken
from domain.vocabulary import ReminderState
from models import Reminder
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.queries import readable

ENTERPRISE = "enterprise"
"""The recipient role of what an enterprise is to be told through an agent."""
SNOOZE_DAYS = 14
_WAITING = (ReminderState.OPEN, ReminderState.SNOOZED)


def latest_snooze(anchor_on: date, today: date) -> date | None:
    """The last day to which a reminder may be put off: two weeks, never beyond a deadline that lies ahead.

    None when the deadline is today: such a reminder is dealt with or acknowledged.
    """
    latest = today + timedelta(days=SNOOZE_DAYS)
    if anchor_on < today:
        return latest
    return min(anchor_on, latest) if anchor_on > today else None


def acknowledge(*, reminder_ids: Collection[int], actor: Actor) -> int:
    """Seen; the series is not repeated. Returns how many were open; a second click changes nothing.

    Raises NotFound if one of them is not the actor's own, and then acknowledges none.
    """
    with unit_of_work(actor) as work:
        return acknowledge_in(work, reminder_ids)


def acknowledge_in(work: UnitOfWork, reminder_ids: Collection[int]) -> int:
    """As `acknowledge`, inside the caller's transaction."""
    rows = [row for row in _own(work, reminder_ids) if row.state in _WAITING]
    for row in rows:
        _change(work, row, "acknowledge", ReminderState.ACKNOWLEDGED)
        row.acknowledged_at, row.snoozed_until = work.now, None
    return len(rows)


def snooze(*, reminder_id: int, until: date, reason: str, actor: Actor) -> None:
    """Put a reminder and the earlier ones about the same duty off until a day; the reason is kept.

    Raises NotFound, BadInput inbox.reason_missing, inbox.snooze_not_later, inbox.snooze_too_long (latest),
    RuleBroken inbox.due_today, inbox.already_closed.
    """
    kept = reason.strip()
    if not kept:
        raise BadInput("inbox.reason_missing")
    with unit_of_work(actor) as work:
        (row,) = _own(work, [reminder_id])
        if row.state not in _WAITING:
            raise RuleBroken("inbox.already_closed")
        _check_day(until, row.anchor_on, clock.today())
        for one in _series(work, row):
            _change(work, one, "snooze", ReminderState.SNOOZED, reason=kept, until=until)
            one.snoozed_until, one.reason = until, kept


def _check_day(until: date, anchor_on: date, today: date) -> None:
    latest = latest_snooze(anchor_on, today)
    if latest is None:
        raise RuleBroken("inbox.due_today")
    if until <= today:
        raise BadInput("inbox.snooze_not_later")
    if until > latest:
        raise BadInput("inbox.snooze_too_long", latest=latest)


def reopen(*, reminder_ids: Collection[int], actor: Actor) -> int:
    """Back into the inbox what was acknowledged or put off; what is discharged stays so.

    Raises NotFound if one of them is not the actor's own.
    """
    taken = (ReminderState.ACKNOWLEDGED, ReminderState.SNOOZED)
    with unit_of_work(actor) as work:
        rows = [row for row in _own(work, reminder_ids) if row.state in taken]
        for row in rows:
            _change(work, row, "reopen", ReminderState.OPEN)
            row.acknowledged_at = row.snoozed_until = row.reason = None
        return len(rows)


def _own(work: UnitOfWork, ids: Collection[int]) -> list[Reminder]:
    """The actor's own reminders of these ids, all of them or NotFound."""
    wanted = set(ids)
    statement = readable(work.actor, Reminder).where(Reminder.id.in_(wanted)).order_by(Reminder.id)
    found = list(work.session.exec(statement.with_for_update()))
    if len(found) != len(wanted):
        raise NotFound("access.not_found")
    return found


def _series(work: UnitOfWork, row: Reminder) -> Sequence[Reminder]:
    """The reminder with all that still wait about the same duty: the lower rungs sleep with the highest."""
    if row.obligation_id is None:
        return [row]
    return work.session.exec(
        select(Reminder).where(
            Reminder.recipient_id == row.recipient_id,
            Reminder.obligation_id == row.obligation_id,
            Reminder.state.in_(_WAITING),
            Reminder.recipient_role == ENTERPRISE
            if row.recipient_role == ENTERPRISE
            else Reminder.recipient_role != ENTERPRISE,
        )
    ).all()


def _change(
    work: UnitOfWork,
    row: Reminder,
    verb: str,
    state: ReminderState,
    *,
    reason: str | None = None,
    until: date | None = None,
) -> None:
    """The new state with its audit row."""
    audit.record(
        work,
        action=f"reminder.{verb}",
        subject_type="reminder",
        subject_id=row.id,
        project_id=row.project_id,
        before={"state": row.state},
        after={"state": state.value, **({"until": until} if until else {})},
        reason=reason,
    )
    row.state = state.value
    work.session.add(row)
