"""A reminder rule: a row of reminder_rules.csv, the day it first speaks, when it repeats (domain.md (b))."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import BadInput
from domain.vocabulary import DayUnit, ReminderLevel
from domain.workdays import WorkCalendar

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
