"""How a report speaks of steps and parties: its language, its day, the names, and how urgent a day is."""

from dataclasses import dataclass
from datetime import date

from domain.workdays import WorkCalendar
from models import Step
from services.reports.record import Record
from services.words import named, say_date, translate


@dataclass(frozen=True)
class Speech:
    """Words and measures shared by all parts of one report."""

    record: Record
    lang: str
    as_of: date
    calendar: WorkCalendar
    numbers: dict[str, int]

    def __call__(self, msgid: str, **params: object) -> str:
        return translate(msgid, lang=self.lang, **params)

    def day(self, day: date) -> str:
        return say_date(day, lang=self.lang, today=self.as_of, weekday=False)

    def item(self, step: Step) -> str:
        """The short name of a step's item."""
        return named(self.record.items[step.item_code], self.lang)

    def item_in_full(self, step: Step) -> str:
        row = self.record.items[step.item_code]
        return row.name_en if self.lang == "en" else row.name_zh

    def department(self, code: str | None) -> str:
        row = self.record.departments.get(code or "")
        return named(row, self.lang) if row else ""

    def holder(self, step: Step) -> str:
        """Who has the step in hand, as one says it to the enterprise."""
        if step.holder == "enterprise" or self.is_own_task(step):
            name = self("report.you")
        elif step.holder == "agent":
            agent = self.record.accounts.get(self.record.project.primary_agent_id or 0)
            name = self("agent {name}", name=agent.display_name) if agent else self("party.agent")
        elif step.holder == "lead_department":
            name = self.department(step.lead_department_code or step.department_code)
        elif step.holder == "coordinator":
            name = self("party.coordinator")
        else:
            name = self.department(step.department_code)
        return self("{holder} (clock paused)", holder=name) if step.state_kind == "paused" else name

    def is_own_task(self, step: Step) -> bool:
        """True for work of the enterprise itself, such as drawings."""
        department = self.record.departments.get(step.department_code)
        return department is not None and department.kind == "enterprise"

    def left(self, due_on: date | None) -> int | None:
        """Working days left, negative when over."""
        return None if due_on is None else self.calendar.workdays_between(self.as_of, due_on)

    def urgency(self, due_on: date | None, *, soon: str = "light.yellow_days", over: str = "red") -> str:
        """A light for a deadline: `soon` is the setting that says when it turns yellow."""
        left = self.left(due_on)
        if left is None:
            return "none"
        if left < 0:
            return over
        return "yellow" if left <= self.numbers[soon] else "green"
