"""Which reminders are due: rule × subject × anchor date × repetition × recipient (domain.md (b)).

Decisions: repetitions missed while nobody swept collapse to the latest one (one silence nags once), every
rule keeps its own step of the ladder, so a sweep after a gap knows what daily sweeps would have known. A
warning is skipped when its day lay before the duty began, or, unless it repeats, when the deadline had
already passed on the day the product first learnt of the duty; what is overdue is always said. Nothing is
said while the clock is paused (except by the rules about the pause itself) or after discharge.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from domain.reminder_rules import Rule, act_by, horizon, is_deadline
from domain.vocabulary import ReminderLevel
from domain.workdays import WorkCalendar

__all__ = [
    "AFTERWARDS",
    "ENTERPRISE",
    "PAUSE_ANCHORS",
    "Agenda",
    "Mute",
    "Recipient",
    "Reminder",
    "Rule",
    "Subject",
    "act_by",
    "due_reminders",
    "horizon",
    "is_deadline",
    "series_of",
]

PAUSE_ANCHORS = frozenset({"paused", "pause_unsigned"})
AFTERWARDS = frozenset({"milestone_done", "bad_rating", "bad_rating_fix"})
"""What the enterprise thinks of a finished project is asked and followed up after its end."""
ENTERPRISE = "enterprise"
_MOST = 50_000
"""Answers an agenda keeps of each kind before it begins anew: its memory does not grow with the pool."""


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
        return cls(ENTERPRISE, through, ENTERPRISE)


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
    project_id: int | None = None

    @property
    def may_speak(self) -> bool:
        return self.is_open and (not self.is_paused or self.anchor in PAUSE_ANCHORS)


@dataclass(frozen=True)
class Mute:
    """Somebody who need not hear of a rule: about all projects, or about one."""

    account_id: int
    rule: str
    project_id: int | None = None


class Reminder(NamedTuple):
    """One message of one rule about one duty to one recipient.

    `dedupe_key` is unique by (rule, subject and key, anchor date, repetition, recipient), at most 200
    characters.
    """

    rule: str
    subject: str
    key: str
    anchor: str
    anchor_on: date
    repetition: int
    due_on: date
    level: ReminderLevel
    recipient: Recipient
    dedupe_key: str

    @property
    def series(self) -> str:
        """The key without the repetition: acknowledging one stops the later ones of its series."""
        return series_of(self.dedupe_key)


def series_of(dedupe_key: str) -> str:
    return dedupe_key.rpartition("|")[0]


def due_reminders(
    subjects: Iterable[Subject],
    *,
    rules: Iterable[Rule],
    sent: Collection[str],
    today: date,
    calendar: WorkCalendar,
    acknowledged: Collection[str] = frozenset(),
    mutes: Iterable[Mute] = (),
) -> list[Reminder]:
    """Every reminder that is due by `today` and not among `sent` (dedupe keys).

    A series in `acknowledged` is not repeated; the other rules of the ladder still speak. Who muted a rule is
    not told by it, unless it is urgent; a mute is personal and never keeps a letter from the enterprise.
    """
    agenda = Agenda(rules, today=today, calendar=calendar, mutes=mutes)
    return [
        reminder
        for subject in subjects
        for reminder in agenda.due(subject, acknowledged)
        if reminder.dedupe_key not in sent
    ]


class _Firing(NamedTuple):
    """A rule that has spoken by today about duties of equal dates: its latest time."""

    rule: Rule
    repetition: int
    due_on: date


class Agenda:
    """The rules on one day. What many duties share is worked out once: firing days for equal dates, and who
    is told for the same people (the same mapping of recipients)."""

    def __init__(
        self, rules: Iterable[Rule], *, today: date, calendar: WorkCalendar, mutes: Iterable[Mute] = ()
    ) -> None:
        self._today, self._calendar = today, calendar
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(rule.anchor, []).append(rule)
        self._mutes = frozenset((mute.account_id, mute.rule, mute.project_id) for mute in mutes)
        self._firings: dict[tuple[object, ...], tuple[_Firing, ...]] = {}
        self._told: dict[int, tuple[object, dict[tuple[str, ...], tuple[Recipient, ...]]]] = {}

    def due(self, subject: Subject, acknowledged: Collection[str] = frozenset()) -> Iterator[Reminder]:
        """What is due about one duty by today."""
        if not subject.may_speak:
            return
        name, key, anchor, anchor_on = subject.subject, subject.key, subject.anchor, subject.anchor_on
        matter = ""
        for rule, repetition, due_on in self._spoken(subject):
            matter = matter or f"{name}|{_digest(key)}|{anchor_on:%Y%m%d}"
            for one in self.told(rule, subject):
                series = f"{rule.code}|{matter}|{one.address}"
                is_silenced = repetition and series in acknowledged
                if is_silenced or (self._mutes and self.is_muted(rule, one, subject.project_id)):
                    continue
                yield Reminder(
                    *(rule.code, name, key, anchor, anchor_on),
                    *(repetition, due_on, rule.level, one, f"{series}|{repetition}"),
                )

    def told(self, rule: Rule, subject: Subject) -> tuple[Recipient, ...]:
        """Whom a rule means, each once."""
        known = self._told.get(id(subject.recipients))
        if known is None:  # the mapping is kept, so that no other one gets its id
            _make_room(self._told)
            known = self._told[id(subject.recipients)] = (subject.recipients, {})
        found = known[1].get(rule.recipients)
        if found is None:
            by_address: dict[str, Recipient] = {}
            for role in rule.recipients:
                for recipient in subject.recipients.get(role, ()):
                    by_address.setdefault(recipient.address, recipient)
            found = known[1][rule.recipients] = tuple(by_address.values())
        return found

    def is_muted(self, rule: Rule, recipient: Recipient, project_id: int | None) -> bool:
        """The recipient asked not to hear of it; what is urgent is always said."""
        if rule.level is ReminderLevel.URGENT or recipient.address == ENTERPRISE:
            return False
        mine = (recipient.account_id, rule.code)
        return (*mine, None) in self._mutes or (*mine, project_id) in self._mutes

    def _spoken(self, subject: Subject) -> tuple[_Firing, ...]:
        dates = (subject.anchor, subject.anchor_on, subject.started_on, subject.known_on, subject.granted)
        found = self._firings.get(dates)
        if found is None:
            _make_room(self._firings)
            found = self._firings[dates] = tuple(self._worked_out(subject))
        return found

    def _worked_out(self, subject: Subject) -> Iterator[_Firing]:
        for rule in self._rules.get(subject.anchor, ()):
            first = rule.fires_on(subject.anchor_on, subject.granted, self._calendar)
            latest = rule.latest(first, self._today, self._calendar) if first else None
            if latest is not None and not (rule.is_warning and _is_moot(rule, latest[1], subject)):
                yield _Firing(rule, *latest)


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= _MOST:
        kept.clear()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""


def _is_moot(rule: Rule, spoken_on: date, subject: Subject) -> bool:
    """A warning for a day before the duty began, or about a deadline past when it became known; one that
    repeats goes on beyond the deadline."""
    began_later = subject.started_on is not None and spoken_on < subject.started_on
    known_too_late = subject.known_on is not None and subject.anchor_on < subject.known_on
    return began_later or (known_too_late and not rule.every)
