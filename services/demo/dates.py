"""The sample pool lives on its fixture day; its dates move to today keeping the working days between."""

from dataclasses import dataclass
from datetime import date

from domain.workdays import WorkCalendar

FIXTURE_DAY = date(2026, 9, 1)


@dataclass(frozen=True)
class Shift:
    """Moves days of the sample pool so that as many working days lie between them and today as before."""

    calendar: WorkCalendar
    today: date

    def day(self, text: str) -> date | None:
        """A moved ISO date of the sample pool; None for an empty one."""
        if not text:
            return None
        sample = date.fromisoformat(text)
        workdays = self.calendar.workdays_between(sample, FIXTURE_DAY)
        if workdays <= 0:
            return self.today
        return self.calendar.last_workday(self.calendar.subtract_workdays(self.today, workdays))

    def accepted_for(self, accepted: str, due: str) -> date:
        """The acceptance of an item limited in calendar days, so that its due date keeps its distance.

        Never later than as many working days ago as in the sample.
        """
        sample_due = date.fromisoformat(due)
        workdays = self.calendar.workdays_between(FIXTURE_DAY, sample_due)
        due_on = self.ahead(workdays) if workdays >= 0 else self.back(-workdays)
        found = self.calendar.last_workday(due_on - (sample_due - date.fromisoformat(accepted)))
        return min(found, self.day(accepted) or self.today)

    def back(self, workdays: int) -> date:
        """The working day so many working days before today."""
        return self.calendar.last_workday(self.calendar.subtract_workdays(self.today, workdays))

    def ahead(self, workdays: int) -> date:
        """The working day so many working days from today."""
        due_on = self.calendar.add_workdays(self.today, workdays)
        assert due_on is not None  # only an open pause could hide it
        return due_on

    def before(self, day: date, workdays: int) -> date:
        """The working day so many working days before a day."""
        return self.calendar.last_workday(self.calendar.subtract_workdays(day, workdays))

    def after(self, day: date, workdays: int) -> date:
        """So many working days after a day, but never later than today."""
        found = self.calendar.add_workdays(day, workdays) or self.today
        return min(found, self.today)

    def month(self, text: str) -> str | None:
        """A moved YYYY-MM: as many months from today as it was from the fixture day."""
        if not text:
            return None
        year, month = (int(part) for part in text.split("-"))
        apart = (year - FIXTURE_DAY.year) * 12 + month - FIXTURE_DAY.month
        moved = self.today.year * 12 + self.today.month - 1 + apart
        return f"{moved // 12:04d}-{moved % 12 + 1:02d}"
