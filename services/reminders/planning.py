"""What a sweep would change, read in one look: due reminders against the rows that are there already."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import exists, or_
from sqlmodel import Session, func, select

from domain.recipients import recipients
from domain.reminders import PAUSE_ANCHORS, Recipient, Rule, Subject, due_reminders, horizon
from domain.reminders import Reminder as Due
from domain.vocabulary import ProjectStatus, ReminderState
from domain.workdays import WorkCalendar
from models import Obligation, Reminder
from services import calendar, clock
from services.reminders import duties, parties, rules
from services.reminders.duties import Duty
from services.reminders.lines import ENTERPRISE

UNANSWERABLE = frozenset({"milestone_done"})
"""Nobody can rate a milestone in this product, so nobody is asked to."""
WAITING = (ReminderState.OPEN, ReminderState.SNOOZED)
_CHUNK = 500
_SPEAKING = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED, "")  # a duty without a project has no status


@dataclass(frozen=True)
class Plan:
    """`fresh` reminders have no row yet, `revived` ones have a row that was closed for another reason.

    `moved`: rows of an enterprise whose agent changed, with the new one. The rest are ids to close or wake.
    """

    due: int = 0
    by_rule: Mapping[str, int] = field(default_factory=dict)
    fresh: tuple[tuple[Due, Duty], ...] = ()
    revived: tuple[tuple[int, Duty], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    discharged: tuple[int, ...] = ()
    withdrawn: tuple[int, ...] = ()
    woken: tuple[int, ...] = ()

    @property
    def queued(self) -> int:
        return len(self.fresh) + len(self.revived)

    @property
    def is_empty(self) -> bool:
        return not (self.queued or self.moved or self.discharged or self.withdrawn or self.woken)


@dataclass(frozen=True)
class _Row:
    id: int
    state: str
    obligation_id: int | None


def plan(session: Session, today: date) -> Plan:
    """Everything one sweep has to do on `today`. Raises BadInput reminder.unreadable_rule."""
    days, by_anchor = calendar.current(session), rules.active(session)
    open_duties = _candidates(session, by_anchor, days, today)
    subjects = _subjects(session, open_duties, by_anchor, today)
    by_subject = {(one.subject, one.key, one.anchor): one for one in open_duties}
    due = due_reminders(
        subjects,
        rules=[rule for of_anchor in by_anchor.values() for rule in of_anchor],
        sent=(),
        today=today,
        calendar=days,
        acknowledged=_silenced(session, today),
    )
    told = [(one, by_subject[one.subject, one.key, one.anchor]) for one in due]
    discharged, withdrawn = _ended(session)
    rows = _rows(session, [one.dedupe_key for one in due])
    ending = {*discharged, *withdrawn}
    gone, moved = _no_longer_theirs(session, subjects, by_subject, by_anchor, ending)
    ending |= set(gone)
    return Plan(
        due=len(due),
        by_rule=dict(sorted(Counter(one.rule for one in due).items())),
        fresh=tuple((one, duty) for one, duty in told if one.dedupe_key not in rows),
        revived=tuple(
            (rows[one.dedupe_key].id, duty)
            for one, duty in told
            if one.dedupe_key in rows and _is_closed_for(rows[one.dedupe_key], duty, ending)
        ),
        moved=moved,
        discharged=discharged,
        withdrawn=(*withdrawn, *gone),
        woken=tuple(one for one in _awake(session, today) if one not in ending),
    )


def _is_closed_for(row: _Row, duty: Duty, ending: Collection[int]) -> bool:
    """Closed because its duty was gone or somebody else's, and now the same duty is back."""
    if row.state == ReminderState.WITHDRAWN:
        return True
    is_over = row.state == ReminderState.DISCHARGED or row.id in ending
    return is_over and row.obligation_id != duty.id


def _candidates(
    session: Session, by_anchor: Mapping[str, list[Rule]], days: WorkCalendar, today: date
) -> list[Duty]:
    """Open duties about which some rule may speak by today: an indexed query with a bound per anchor."""
    longest = session.exec(select(func.max(Obligation.granted_workdays)).where(Obligation.is_open)).one() or 0
    bounds = [
        (Obligation.anchor == anchor)
        & (
            Obligation.due_on
            <= max(horizon(rule, today=today, calendar=days, longest_granted=longest) for rule in of_anchor)
        )
        for anchor, of_anchor in by_anchor.items()
        if anchor not in UNANSWERABLE
    ]
    if not bounds:
        return []
    return [duty for duty in duties.read(session, Obligation.is_open, or_(*bounds)) if _is_live(duty)]


def _is_live(duty: Duty) -> bool:
    """A project that waits for an agent has no clock reminders, one that left the pool none at all."""
    if duty.project_status == ProjectStatus.UNASSIGNED:
        return duty.anchor == "entered_pool"
    return duty.project_status in _SPEAKING


def _subjects(
    session: Session, open_duties: list[Duty], by_anchor: Mapping[str, list[Rule]], today: date
) -> list[Subject]:
    around = parties.around(session, open_duties, today)
    roles = {
        anchor: {role for rule in of_anchor for role in rule.recipients}
        for anchor, of_anchor in by_anchor.items()
    }
    return [
        Subject(
            subject=duty.subject,
            anchor=duty.anchor,
            anchor_on=duty.due_on,
            recipients={role: recipients(role, around[duty.id]) for role in roles[duty.anchor]},
            key=duty.key,
            started_on=duty.started_on,
            known_on=clock.local(duty.opened_at).date() if duty.opened_at else None,
            granted=duty.granted,
            is_paused=duty.is_paused or duty.project_status == ProjectStatus.PAUSED,
        )
        for duty in open_duties
    ]


def _silenced(session: Session, today: date) -> set[str]:
    """Series that somebody acknowledged, or put off to a later day."""
    is_put_off = (Reminder.state == ReminderState.SNOOZED) & (Reminder.snoozed_until > today)
    query = (
        select(Reminder.dedupe_key)
        .join(Obligation, Obligation.id == Reminder.obligation_id)
        .where(Obligation.is_open, (Reminder.state == ReminderState.ACKNOWLEDGED) | is_put_off)
    )
    return {key.rpartition("|")[0] for key in session.exec(query)}


def _rows(session: Session, keys: list[str]) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    columns: tuple[Any, ...] = (
        Reminder.dedupe_key,
        Reminder.id,
        Reminder.state,
        Reminder.obligation_id,
    )
    for start in range(0, len(keys), _CHUNK):
        query = select(*columns).where(Reminder.dedupe_key.in_(keys[start : start + _CHUNK]))
        found.update({key: _Row(*rest) for key, *rest in session.exec(query)})
    return found


def _ended(session: Session) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(discharged, withdrawn): rows whose duty is closed, and rows whose duty now has another day."""
    waiting = select(Reminder.id).where(Reminder.state.in_(WAITING)).order_by(Reminder.id)
    own = (Obligation.id == Reminder.obligation_id) & Obligation.is_open
    closed = waiting.where(Reminder.obligation_id.is_not(None), ~exists(select(Obligation.id).where(own)))
    moved = waiting.where(exists(select(Obligation.id).where(own, Obligation.due_on != Reminder.anchor_on)))
    return tuple(session.exec(closed)), tuple(session.exec(moved))


def _awake(session: Session, today: date) -> tuple[int, ...]:
    """Rows put off until a day that has come."""
    is_due = (Reminder.state == ReminderState.SNOOZED) & (Reminder.snoozed_until <= today)
    return tuple(session.exec(select(Reminder.id).where(is_due).order_by(Reminder.id)))


def _no_longer_theirs(
    session: Session,
    subjects: Iterable[Subject],
    by_subject: Mapping[tuple[str, str, str], Duty],
    by_anchor: Mapping[str, list[Rule]],
    ending: Collection[int],
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """After a handover or an absence: (rows of people no longer meant, rows to hand on and to whom)."""
    meant = {by_subject[s.subject, s.key, s.anchor].id: s for s in subjects if _may_be_told(s)}
    of_rule = {rule.code: rule for rules_of in by_anchor.values() for rule in rules_of}
    columns = (Reminder.id, Reminder.rule_code, Reminder.obligation_id, Reminder.recipient_id)
    query = select(*columns, Reminder.recipient_role).where(Reminder.state.in_(WAITING))
    gone: list[int] = []
    moved: list[tuple[int, int]] = []
    for row_id, code, obligation_id, account_id, role in session.exec(query):
        subject, rule = meant.get(obligation_id or 0), of_rule.get(code)
        if row_id in ending or subject is None or rule is None:
            continue
        is_enterprise = role == ENTERPRISE
        told = [
            one.account_id for one in _told(rule, subject) if (one.address == ENTERPRISE) == is_enterprise
        ]
        if account_id in told:
            continue
        if is_enterprise and told:
            moved.append((row_id, told[0]))
        else:
            gone.append(row_id)
    return tuple(gone), tuple(moved)


def _may_be_told(subject: Subject) -> bool:
    return not subject.is_paused or subject.anchor in PAUSE_ANCHORS


def _told(rule: Rule, subject: Subject) -> list[Recipient]:
    return [one for role in rule.recipients for one in subject.recipients.get(role, ())]
