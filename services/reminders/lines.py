"""Reminders as lines of a letter: read once for everybody who is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, func, select

from domain.vocabulary import ReminderLevel
from domain.workdays import WorkCalendar
from models import Problem, Reminder
from services import calendar
from services.reminders import duties, rules
from services.reminders.duties import Duty
from services.words import LANGS, say_date, say_left, say_provisional, translate

_CHUNK = 500
ENTERPRISE = "enterprise"
_ORDER = tuple(reversed(ReminderLevel))


@dataclass(frozen=True)
class Line:
    """One reminder about one duty. `is_back`: it was put off until a day that came; `problem`: its words."""

    id: int
    dedupe_key: str
    account_id: int
    role: str
    level: str
    rule: str
    anchor_on: date
    due_on: date
    repetition: int
    created_at: datetime | None
    closed_at: datetime | None
    is_back: bool
    problem: str
    duty: Duty

    @property
    def matter(self) -> tuple[int, str]:
        """Its duty; what the enterprise is to be told about it is a matter of its own."""
        return self.duty.id, self.role if self.role == ENTERPRISE else ""

    @property
    def urgency(self) -> tuple[int, date, int]:
        return _ORDER.index(ReminderLevel(self.level)), self.anchor_on, self.id


@dataclass(frozen=True)
class Speech:
    """What the lines need to be said: sentences by language, the calendar, anchors that count from a day."""

    sentences: dict[str, dict[str, str]]
    calendar: WorkCalendar
    counting: frozenset[str]
    today: date

    def sentence(self, line: Line, lang: str) -> str:
        return self.sentences[lang].get(line.rule, "")

    def day(self, duty: Duty, anchor_on: date, lang: str) -> str:
        """`until 7 Sep, 4 working days left`, or for what only counts from its day `since 25 Aug`."""
        said = self.date(anchor_on, lang)
        if duty.anchor in self.counting:
            return translate("mail.since", lang=lang, day=said)
        left = say_left(self.calendar.workdays_between(self.today, anchor_on), lang=lang)
        return translate("mail.until", lang=lang, day=said, left=left)

    def date(self, on: date, lang: str) -> str:
        """A day in words, marked where the holidays of its year are not announced yet."""
        said = say_date(on, lang=lang, today=self.today)
        return say_provisional(said, is_provisional=self.calendar.is_provisional(on), lang=lang)

    def is_deadline(self, line: Line) -> bool:
        """Its day is one to keep, not one it counts from."""
        return line.duty.anchor not in self.counting


def read(session: Session, ids: Iterable[int]) -> list[Line]:
    """The lines of these reminders, the most urgent first."""
    wanted = sorted(set(ids))
    rows: list[Any] = []
    columns = (Reminder.id, Reminder.dedupe_key, Reminder.recipient_id, Reminder.recipient_role)
    more = (Reminder.level, Reminder.rule_code, Reminder.anchor_on, Reminder.due_on, Reminder.obligation_id)
    times = (Reminder.repetition, Reminder.created_at, Reminder.closed_at, Reminder.snoozed_until)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        query = select(*columns, *more, *times, func.coalesce(Problem.text, "").label("text"))
        query = query.outerjoin(Problem, Problem.id == Reminder.problem_id)
        rows += session.exec(query.where(Reminder.id.in_(chunk))).all()
    known = duties.by_id(session, {row.obligation_id for row in rows if row.obligation_id})
    found = [
        Line(
            id=row.id,
            dedupe_key=row.dedupe_key,
            account_id=row.recipient_id,
            role=row.recipient_role,
            level=row.level,
            rule=row.rule_code,
            anchor_on=row.anchor_on,
            due_on=row.due_on,
            repetition=row.repetition,
            created_at=row.created_at,
            closed_at=row.closed_at,
            is_back=row.snoozed_until is not None,
            problem=row.text,
            duty=known[row.obligation_id],
        )
        for row in rows
        if row.obligation_id in known
    ]
    return sorted(found, key=lambda line: line.urgency)


def latest_of_each_duty(found: Iterable[Line]) -> list[Line]:
    """Of several steps of the ladder about one duty (after a gap) the last: `due today` is history then."""
    latest: dict[tuple[int, str], Line] = {}
    for line in found:
        known = latest.get(line.matter)
        if known is None or line.due_on > known.due_on:
            latest[line.matter] = line
    return sorted(latest.values(), key=lambda line: line.urgency)


def speech(session: Session, today: date) -> Speech:
    """Words and measures for letters written today."""
    by_anchor = rules.active(session)
    return Speech(
        sentences={lang: rules.sentences(session, lang=lang) for lang in LANGS},
        calendar=calendar.current(session),
        counting=frozenset(
            anchor
            for anchor, of_anchor in by_anchor.items()
            if not any(rule.is_warning or rule.days == 0 for rule in of_anchor)
        ),
        today=today,
    )
