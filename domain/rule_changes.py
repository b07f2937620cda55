"""What a changed reminder rule would send: the rule as it stands against the rule as it would stand.

Counts what would be new today, what would wait no longer, and how many reminders each working day ahead
brings, with the duties and people as they are today. A reminder that was acknowledged stays so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.reminders import Agenda, Mute, Reminder, Rule, Subject, series_of
from domain.vocabulary import ReminderState
from domain.workdays import WorkCalendar

_WAITING = (ReminderState.OPEN, ReminderState.SNOOZED)


@dataclass
class DayAhead:
    """Reminders that would be written by a working day and not before it."""

    on: date
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class _Side:
    """One state of the rule: an agenda for today and for each day ahead; none for a rule that is off."""

    agendas: tuple[Agenda, ...]

    def due(self, number: int, subject: Subject, silenced: Collection[str]) -> dict[str, Reminder]:
        if not self.agendas:
            return {}
        return {one.dedupe_key: one for one in self.agendas[number].due(subject, silenced)}


@dataclass
class RuleChange:
    """Looks at one duty after the other; `fresh` and `dropped` (with the duty's id) and `ahead` answer."""

    before: _Side
    after: _Side
    ahead: list[DayAhead]
    fresh: list[tuple[int, Reminder]] = field(default_factory=list)
    dropped: list[tuple[int, Reminder]] = field(default_factory=list)

    @classmethod
    def between(
        cls,
        before: Rule | None,
        after: Rule | None,
        *,
        today: date,
        ahead: Sequence[date],
        calendar: WorkCalendar,
        mutes: Iterable[Mute] = (),
    ) -> "RuleChange":
        """`before` None: a new rule, or one that was off; `after` None: switched off or removed."""
        known = tuple(mutes)

        def side(rule: Rule | None) -> _Side:
            days = (today, *ahead) if rule else ()
            return _Side(
                tuple(Agenda([rule], today=on, calendar=calendar, mutes=known) for on in days if rule)
            )

        return cls(side(before), side(after), [DayAhead(on) for on in ahead])

    def look(
        self, duty_id: int, subject: Subject, states: Mapping[str, str], silenced: Collection[str] = ()
    ) -> None:
        """Take one duty into account. `states`: dedupe key → state of the rows the rule wrote about it."""
        was, would = self.before.due(0, subject, silenced), self.after.due(0, subject, silenced)
        said = {key for key, state in states.items() if state != ReminderState.WITHDRAWN}
        kept = {one.series for one in would.values()}
        fresh = [one for key, one in would.items() if key not in was and key not in said]
        dropped = [
            one
            for key, one in was.items()
            if one.series not in kept and (key not in said or states[key] in _WAITING)
        ]
        self.fresh += [(duty_id, one) for one in fresh]
        self.dropped += [(duty_id, one) for one in dropped]
        gone = {one.series for one in dropped}
        still = {key for key in said if series_of(key) not in gone or states[key] not in _WAITING}
        heard_before, heard_after = said | was.keys(), still | would.keys()
        for number, day in enumerate(self.ahead, 1):
            new_before = self.before.due(number, subject, silenced).keys() - heard_before
            new_after = self.after.due(number, subject, silenced).keys() - heard_after
            day.before += len(new_before)
            day.after += len(new_after)
            heard_before |= new_before
            heard_after |= new_after
