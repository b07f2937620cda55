"""Storing what was decided: all rows of a file in one transaction, or none."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import select

from models import Enterprise, Problem, Project
from services import agency, audit, lights, problems, projects
from services.database import UnitOfWork
from services.ledger_import.decisions import Change, Decision
from services.problems import RaiseDraft
from services.projects import ChangeDraft


def store(work: UnitOfWork, decision: Decision, *, today: date) -> Decision:
    """Write one row; the decision with the project's id. Raises what the services refuse."""
    if decision.draft is not None:
        project = projects.add(work, draft=decision.draft, today=today)
        decision = replace(decision, project_id=project.id)
    elif decision.fate == "update":
        _update(work, work.session.get_one(Project, decision.project_id), decision.change, today)
    if decision.problem:
        _raise(work, decision.project_id or 0, decision.problem, today)
    return decision


def _update(work: UnitOfWork, project: Project, change: Change, today: date) -> None:
    if change.uscc:
        owner = work.session.get_one(Enterprise, project.enterprise_id)
        projects.enterprise_for(work, name=owner.name, uscc=change.uscc)
        projects.refresh_search_text(project, owner)
    if change.basics:
        projects.change(work, project=project, draft=ChangeDraft(**change.basics), today=today)
    if change.pair and change.pair.primary:
        agency.place_agents(
            work, project=project, primary_id=change.pair.primary, backup_id=change.pair.backup, today=today
        )
    _set(work, project, change, today)


def _set(work: UnitOfWork, project: Project, change: Change, today: date) -> None:
    """What no other service writes: the hints for the backfill, and when the ledger was last verified."""
    values: dict[str, Any] = {}
    if change.hints:
        values["import_hints"] = {**project.import_hints, **change.hints}
    if change.last_verified_on:
        values["last_verified_on"] = change.last_verified_on
    before, after = audit.changes(project, values)
    if not after:
        return
    for name, value in after.items():
        setattr(project, name, value)
    project.version += 1
    project.changed_at = work.now
    work.session.add(project)
    work.session.flush()
    audit.record(
        work,
        action="project.change",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
    )
    lights.refresh(work, project=project, today=today)


def _raise(work: UnitOfWork, project_id: int, text: str, today: date) -> None:
    """The ledger's problem, once: the same text is not raised again."""
    known = select(Problem.id).where(Problem.project_id == project_id, Problem.text == text)
    if work.session.exec(known).first() is None:
        problems.raise_in(work, RaiseDraft(project_id=project_id, text=text), today)


def record(work: UnitOfWork, *, name: str, sheet: str, sha256: str, counts: dict[str, int]) -> None:
    """One audit row for the file itself."""
    audit.record(
        work,
        action="ledger.import",
        subject_type="ledger",
        subject_id=sha256[:16],
        after={"name": name, "sheet": sheet, "sha256": sha256, **counts},
    )
