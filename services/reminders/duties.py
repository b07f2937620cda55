"""Open duties with all that is needed to word them: read as columns, used by sweep, inbox and desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Integer, case, cast, func
from sqlmodel import Session, select

from domain.reminders import AFTERWARDS
from models import ApprovalItem, ArchiveDocument, Department, Enterprise, Obligation, Problem, Project, Step
from services.words import translate

_ASKED = ("milestone_done", "problem_resolved")


@dataclass(frozen=True)
class Duty:
    """One open obligation. `what_*` names its matter: step, material, problem number or document."""

    id: int
    project_id: int | None
    step_id: int | None
    problem_id: int | None
    subject: str
    key: str
    anchor: str
    due_on: date
    started_on: date | None
    opened_at: datetime | None
    granted: int | None
    is_paused: bool
    is_open: bool
    party: str
    department_code: str | None
    lead_department_code: str | None
    project: str
    enterprise: str
    enterprise_mail: str | None
    problem_owner: int | None
    problem: str
    step_zh: str
    step_en: str
    department_zh: str
    department_en: str
    document: str
    project_status: str = ""

    def step(self, lang: str) -> str:
        return self.step_en if lang == "en" else self.step_zh

    def department(self, lang: str) -> str:
        return self.department_en if lang == "en" else self.department_zh

    def what(self, lang: str) -> str:
        """The matter in words: the owed material, the problem's number, the document, else the step."""
        if self.anchor == "supplement_due" and self.key:
            return self.key
        return self.problem or self.document or self.step(lang)

    def query(self) -> str:
        """What leads to where it is dealt with, after `/project?`; empty without a project."""
        named: dict[str, object] = {"step": self.step_id, "problem": self.problem_id}
        if self.anchor in AFTERWARDS:
            named = {"tab": "ratings"}
        given = {"id": self.project_id} | {name: value for name, value in named.items() if value}
        return urlencode(given) if self.project_id else ""

    def title(self, lang: str) -> str:
        """What to do, short: `Supplement: soil report`."""
        task = self.anchor == "step_due" and self.party == "enterprise"
        text = translate(f"duty.{self.anchor}{'_task' if task else ''}", lang=lang, what=self.what(lang))
        return text.rstrip("：: ")

    def asked(self, lang: str) -> str:
        """The same, said to the enterprise: its rating and its confirmation are its own words, no task."""
        if self.anchor in _ASKED:
            return translate(f"duty.{self.anchor}_asked", lang=lang, what=self.what(lang))
        return self.title(lang)


def _columns() -> list[Any]:
    department = func.coalesce(Obligation.department_code, Problem.department_code, Step.department_code)
    return [
        Obligation.id,
        Obligation.project_id,
        Obligation.step_id,
        Problem.id,
        Obligation.subject,
        Obligation.key,
        Obligation.anchor,
        Obligation.due_on,
        Obligation.started_on,
        Obligation.opened_at,
        Obligation.granted_workdays,
        Obligation.is_paused,
        Obligation.is_open,
        Obligation.party,
        department,
        Step.lead_department_code,
        func.coalesce(Project.name, ""),
        func.coalesce(Enterprise.name, ""),
        Enterprise.email,
        Problem.owner_account_id,
        func.coalesce(Problem.number, ""),
        func.coalesce(func.nullif(ApprovalItem.short_zh, ""), ApprovalItem.name_zh, ""),
        func.coalesce(func.nullif(ApprovalItem.short_en, ""), ApprovalItem.name_en, ""),
        func.coalesce(func.nullif(Department.short_zh, ""), Department.name_zh, ""),
        func.coalesce(func.nullif(Department.short_en, ""), Department.name_en, ""),
        func.coalesce(ArchiveDocument.name, ""),
        func.coalesce(Project.status, ""),
    ]


def _number_of(kind: str) -> Any:
    """The id in a subject like `problem:7`, NULL for subjects of another kind: joins by primary key."""
    number = func.substr(Obligation.subject, len(kind) + 2)
    return case((Obligation.subject.like(f"{kind}:%"), cast(number, Integer)))


def _item_code() -> Any:
    """The item of the step, or the one that the subject `item:works_completed` names itself."""
    named = case((Obligation.subject.like("item:%"), func.substr(Obligation.subject, len("item:") + 1)))
    return func.coalesce(Step.item_code, named)


def read(session: Session, *conditions: ColumnElement[bool] | bool) -> list[Duty]:
    """Duties for which all conditions hold, earliest first."""
    department = func.coalesce(Obligation.department_code, Problem.department_code, Step.department_code)
    query = (
        select(*_columns())
        .select_from(Obligation)
        .outerjoin(Project, Project.id == Obligation.project_id)
        .outerjoin(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(Step, Step.id == Obligation.step_id)
        .outerjoin(ApprovalItem, ApprovalItem.code == _item_code())
        .outerjoin(Problem, Problem.id == _number_of("problem"))
        .outerjoin(ArchiveDocument, ArchiveDocument.id == _number_of("document"))
        .outerjoin(Department, Department.code == department)
        .where(*conditions)
        .order_by(Obligation.due_on, Obligation.id)
    )
    return [Duty(*row) for row in session.exec(query)]


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Duty]:
    """Duties by the id of their obligation, open or not."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        found.update({duty.id: duty for duty in read(session, Obligation.id.in_(chunk))})
    return found
