"""The open duties that a rule counts from, with the people of today and what the rule has said about each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.reminders import Rule, Subject, series_of
from domain.vocabulary import ReminderState
from domain.workdays import WorkCalendar
from models import Obligation, Reminder
from services.reminders.candidates import Stretch, each_stretch
from services.reminders.parties import Circles, problems
from services.reminders.planning import subject_of


@dataclass(frozen=True)
class Present:
    """One duty. `states`: dedupe key → state of the rule's rows; `silenced`: series that do not repeat."""

    obligation_id: int
    subject: Subject
    states: Mapping[str, str]
    silenced: frozenset[str]


def present(
    session: Session, rules: Sequence[Rule], *, days: WorkCalendar, today: date, until: date
) -> Iterator[Present]:
    """Every duty about which one of the rules (states of one rule) may speak by `until`."""
    circles = Circles.read(session, today)
    by_anchor = {rule.anchor: list(rules) for rule in rules}

    def look(_: Session, stretch: Stretch) -> list[Present]:
        return _present(session, stretch, rules[0].code, circles, today)

    for found in each_stretch(by_anchor, days, until, lambda: nullcontext(session), look):
        yield from found


def _present(session: Session, stretch: Stretch, code: str, circles: Circles, today: date) -> list[Present]:
    about = problems(session, stretch.candidates)
    rows = _rows(session, stretch, code, today)
    found = []
    for duty in stretch.candidates:
        if duty.is_live:
            states, silenced = rows.get(duty.id, ({}, set()))
            subject = subject_of(duty, circles, about.get(duty.subject))
            found.append(Present(duty.id, subject, states, frozenset(silenced)))
    return found


def _rows(
    session: Session, stretch: Stretch, code: str, today: date
) -> dict[int, tuple[dict[str, str], set[str]]]:
    """By duty: the rule's rows and the series somebody acknowledged or put off to a later day."""
    columns: tuple[Any, ...] = (Reminder.obligation_id, Reminder.dedupe_key, Reminder.state)
    query = (
        select(*columns, Reminder.snoozed_until)
        .join(Obligation, Obligation.id == Reminder.obligation_id)
        .where(Reminder.rule_code == code, stretch.within)
    )
    found: dict[int, tuple[dict[str, str], set[str]]] = defaultdict(lambda: ({}, set()))
    for duty_id, key, state, until in session.exec(query):
        states, silenced = found[duty_id]
        states[key] = state
        is_asleep = state == ReminderState.SNOOZED and until is not None and until > today
        if state == ReminderState.ACKNOWLEDGED or is_asleep:
            silenced.add(series_of(key))
    return found
