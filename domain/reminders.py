"""Which reminders are due: rule × subject × anchor date × repetition × recipient (domain.md (b)).

Decisions: repetitions missed while nobody swept collapse to the latest one (one silence nags once), every
rule keeps its own step of the ladder, so a sweep after a gap knows what daily sweeps would have known. A
warning is skipped when its day lay before the duty began, or when the deadline had already passed on the day
the product first learnt of the duty; what is overdue is always said. Nothing is said while the clock is
paused (except by the rules about the pause itself) or after discharge.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.errors import BadInput
from domain.vocabulary import DayUnit, ReminderLevel
from domain.workdays import WorkCalendar

PAUSE_ANCHORS = frozenset({"paused", "pause_unsigned"})
_OFFSET = re.compile(r"([+-]?\d{1,4})(%?)")
_REPEAT = re.compile(r"once|every (\d{1,3})")


@dataclass(frozen=True)
class Rule:
    """A row of reminder_rules.csv. `days` in `unit`, negative before; `is_half`: half the granted days."""

    code: str
    anchor: str
    days: int
    unit: DayUnit
    every: int
    recipients: tuple[str, ...]
    level: ReminderLevel
    is_half: bool = False

    @classmethod
    def parse(
        cls,
        *,
        code: str,
        anchor: str,
        offset: str,
        unit: str,
        repeat: str,
        recipients: Iterable[str],
        level: str,
    ) -> "Rule":
        """From the text of the table; BadInput reminder.unreadable_rule for what does not read."""
        offset_match, repeat_match = _OFFSET.fullmatch(offset.strip()), _REPEAT.fullmatch(repeat.strip())
        if offset_match is None or repeat_match is None or (offset_match[2] and offset_match[1] != "-50"):
            raise BadInput("reminder.unreadable_rule", rule=code)
        return cls(
            code=code,
            anchor=anchor,
            days=0 if offset_match[2] else int(offset_match[1]),
            unit=DayUnit(unit),
            every=int(repeat_match[1] or 0),
            recipients=tuple(recipients),
            level=ReminderLevel(level),
            is_half=bool(offset_match[2]),
        )

    @property
    def is_warning(self) -> bool:
        """It speaks before the anchor date."""
        return self.is_half or self.days < 0

    def fires_on(self, anchor_on: date, granted: int | None, calendar: WorkCalendar) -> date | None:
        """The first day the rule speaks; None for half of a term that nobody knows."""
        if self.is_half:
            return None if granted is None else calendar.subtract_workdays(anchor_on, (granted + 1) // 2)
        return _moved(anchor_on, self.days, self.unit, calendar)

    def latest(self, first: date, today: date, calendar: WorkCalendar) -> tuple[int, date] | None:
        """(repetition, day) of the latest time it spoke by `today`; None before the first."""
        if first > today:
            return None
        if not self.every:
            return 0, first
        if self.unit is DayUnit.CALENDAR:
            number = (today - first).days // self.every
        else:
            number = calendar.workdays_between(first, today) // self.every
        return number, _moved(first, number * self.every, self.unit, calendar)


def _moved(day: date, days: int, unit: DayUnit, calendar: WorkCalendar) -> date:
    if unit is DayUnit.CALENDAR:
        return day + timedelta(days=days)
    if days < 0:
        return calendar.subtract_workdays(day, -days)
    moved = calendar.add_workdays(day, days)
    assert moved is not None  # only an open pause makes it unknown, and none is given
    return moved


@dataclass(frozen=True)
class Recipient:
    """Who is told. `address` is who is meant (an account, or the enterprise); `account_id` who holds it."""

    role: str
    account_id: int
    address: str

    @classmethod
    def account(cls, role: str, account_id: int) -> "Recipient":
        return cls(role, account_id, str(account_id))

    @classmethod
    def enterprise(cls, through: int) -> "Recipient":
        """The enterprise, by mail or through an agent; another agent does not make it another one."""
        return cls("enterprise", through, "enterprise")


@dataclass(frozen=True)
class Subject:
    """A dated duty: an obligation with the people it concerns, by recipient role."""

    subject: str
    anchor: str
    anchor_on: date
    recipients: Mapping[str, tuple[Recipient, ...]] = field(default_factory=dict)
    key: str = ""
    started_on: date | None = None
    known_on: date | None = None
    granted: int | None = None
    is_open: bool = True
    is_paused: bool = False


@dataclass(frozen=True)
class Reminder:
    """One message of one rule about one duty to one recipient."""

    rule: str
    subject: str
    key: str
    anchor: str
    anchor_on: date
    repetition: int
    due_on: date
    level: ReminderLevel
    recipient: Recipient

    @property
    def dedupe_key(self) -> str:
        """Unique by (rule, subject and key, anchor date, repetition, recipient); at most 200 characters."""
        return f"{self.series}|{self.repetition}"

    @property
    def series(self) -> str:
        """The key without the repetition: acknowledging one stops the later ones of its series."""
        key = hashlib.sha256(self.key.encode()).hexdigest()[:12] if self.key else ""
        return f"{self.rule}|{self.subject}|{key}|{self.anchor_on:%Y%m%d}|{self.recipient.address}"


def due_reminders(
    subjects: Iterable[Subject],
    *,
    rules: Iterable[Rule],
    sent: Collection[str],
    today: date,
    calendar: WorkCalendar,
    acknowledged: Collection[str] = frozenset(),
) -> list[Reminder]:
    """Every reminder that is due by `today` and not among `sent` (dedupe keys).

    A series in `acknowledged` is not repeated; the other rules of the ladder still speak.
    """
    by_anchor: dict[str, list[Rule]] = {}
    for rule in rules:
        by_anchor.setdefault(rule.anchor, []).append(rule)
    return [
        reminder
        for subject in subjects
        if _may_speak(subject)
        for rule in by_anchor.get(subject.anchor, ())
        for reminder in _of_rule(rule, subject, today, calendar)
        if reminder.dedupe_key not in sent
        and (reminder.repetition == 0 or reminder.series not in acknowledged)
    ]


def _may_speak(subject: Subject) -> bool:
    return subject.is_open and (not subject.is_paused or subject.anchor in PAUSE_ANCHORS)


def _of_rule(rule: Rule, subject: Subject, today: date, calendar: WorkCalendar) -> list[Reminder]:
    first = rule.fires_on(subject.anchor_on, subject.granted, calendar)
    if first is None or (rule.is_warning and _is_moot(first, subject)):
        return []
    latest = rule.latest(first, today, calendar)
    if latest is None:
        return []
    repetition, due_on = latest
    told: dict[str, Recipient] = {}
    for role in rule.recipients:
        for recipient in subject.recipients.get(role, ()):
            told.setdefault(recipient.address, recipient)
    return [
        Reminder(
            rule=rule.code,
            subject=subject.subject,
            key=subject.key,
            anchor=subject.anchor,
            anchor_on=subject.anchor_on,
            repetition=repetition,
            due_on=due_on,
            level=rule.level,
            recipient=recipient,
        )
        for recipient in told.values()
    ]


def _is_moot(first: date, subject: Subject) -> bool:
    """A warning for a day before the duty began, or about a deadline past when it became known."""
    began_later = subject.started_on is not None and first < subject.started_on
    known_too_late = subject.known_on is not None and subject.anchor_on < subject.known_on
    return began_later or known_too_late


def horizon(rule: Rule, *, today: date, calendar: WorkCalendar, longest_granted: int) -> date:
    """No anchor date after this day can make the rule speak by `today`: the bound of the indexed query."""
    ahead = (longest_granted + 1) // 2 if rule.is_half else max(0, -rule.days)
    if rule.unit is DayUnit.CALENDAR:
        return today + timedelta(days=ahead)
    return _moved(today, ahead + 1, DayUnit.WORKDAY, calendar)


def is_deadline(rules: Iterable[Rule]) -> bool:
    """False for an anchor that only counts from its date: none of its rules speaks on or before it."""
    rules = tuple(rules)
    return not rules or any(rule.is_warning or rule.days == 0 for rule in rules)


def act_by(anchor_on: date, rules: Iterable[Rule], *, calendar: WorkCalendar) -> date:
    """The day by which a duty should be done, for the desk.

    An anchor with a rule on or before its date is a deadline itself; an anchor that only counts from its date
    (ready, decided, last follow-up) is due when its first rule speaks.
    """
    rules = tuple(rules)
    if is_deadline(rules):
        return anchor_on
    return min(_moved(anchor_on, rule.days, rule.unit, calendar) for rule in rules)
