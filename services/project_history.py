"""What happened on a project: who did what, on what, when. Values before and after stay with the auditors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from models import AuditRow, Problem, Project, Step, StepEvent
from services import catalogue
from services.database import reading
from services.lifecycle_words import event_fact
from services.queries import one_readable, visible
from services.words import has_word, named, translate


@dataclass(frozen=True)
class ActivityLine:
    """One act in words: `subject` is the step or problem it was done on, empty for the project itself."""

    id: int
    at: datetime | None
    who: str
    what: str
    subject: str


@dataclass(frozen=True)
class Activity:
    """The newest lines first; `total` counts all of them."""

    lines: tuple[ActivityLine, ...]
    total: int


def activity(*, project_id: int, actor: Actor, limit: int = 100) -> Activity:
    """The audit rows of a project as people read them, no personal data among them.

    Internal: liaisons do not see it. Raises Forbidden, NotFound.
    """
    require(actor, Permission.RAISE_PROBLEM)
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        columns = (AuditRow.id, AuditRow.at, AuditRow.actor_id, AuditRow.actor_name, AuditRow.action)
        query = (
            select(*columns, AuditRow.subject_type, AuditRow.subject_id, AuditRow.after)  # type: ignore[call-overload]
            .where(AuditRow.project_id == project_id, visible(actor, AuditRow))
            .order_by(AuditRow.id.desc())  # type: ignore[union-attr]
            .limit(limit)
        )
        counted = select(func.count()).where(AuditRow.project_id == project_id, visible(actor, AuditRow))
        subjects = _Subjects(session, project_id, actor.lang)
        lines = tuple(_line(row, subjects, actor.lang) for row in session.exec(query))
        return Activity(lines, session.exec(counted).one())


class _Subjects:
    """Names of a project's steps and problems, by the ids that audit rows hold."""

    def __init__(self, session: Session, project_id: int, lang: str) -> None:
        items = catalogue.items(session)
        steps = session.exec(select(Step.id, Step.item_code, Step.mode).where(Step.project_id == project_id))
        rows = {row[0]: (named(items[row[1]], lang), row[2]) for row in steps}
        self.modes = {str(step_id): mode for step_id, (_name, mode) in rows.items()}
        self.names: dict[tuple[str, str], str] = {
            ("step", str(step_id)): name for step_id, (name, _mode) in rows.items()
        }
        events = session.exec(
            select(StepEvent.id, StepEvent.step_id).where(StepEvent.project_id == project_id)
        )
        self.names |= {("event", str(key)): rows[step_id][0] for key, step_id in events}
        problems = session.exec(select(Problem.id, Problem.number).where(Problem.project_id == project_id))
        self.names |= {("problem", str(key)): number for key, number in problems}

    def of(self, kind: str, subject_id: str, after: dict[str, Any]) -> str:
        if kind == "material":
            return str(after.get("name", ""))
        return self.names.get((kind, subject_id), "")


def _line(row: Any, subjects: _Subjects, lang: str) -> ActivityLine:
    row_id, at, actor_id, actor_name, action, kind, subject_id, after = row
    return ActivityLine(
        id=row_id,
        at=at,
        who=actor_name if actor_id else translate("party.system", lang=lang),
        what=_what(action, subjects.modes.get(subject_id) if kind == "step" else None, lang),
        subject=subjects.of(kind, subject_id, after),
    )


def _what(action: str, mode: str | None, lang: str) -> str:
    """An own word of the action, else the fact of the step event it records, else just that it changed."""
    if has_word(f"activity.{action}", lang):
        return translate(f"activity.{action}", lang=lang)
    if mode is not None:
        fact = event_fact(mode, action.removeprefix("step."), lang=lang)
        if not _is_code(fact):
            return fact
    return translate("activity.other", lang=lang)


def _is_code(text: str) -> bool:
    return text.startswith("event_fact.")
