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

    def month(self, text: str) -> str | None:
        """A moved YYYY-MM: as many months from today as it was from the fixture day."""
        if not text:
            return None
        year, month = (int(part) for part in text.split("-"))
        apart = (year - FIXTURE_DAY.year) * 12 + month - FIXTURE_DAY.month
        moved = self.today.year * 12 + self.today.month - 1 + apart
        return f"{moved // 12:04d}-{moved % 12 + 1:02d}"
