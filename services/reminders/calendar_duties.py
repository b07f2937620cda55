"""Duties that no act creates: the calendar, the season, an item's limits and a document's end bring them.

A sweep compares what should be open with what is, and writes only the difference. An open duty about limits
keeps the day it was first due; the others are re-dated when their day moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.vocabulary import Party, ProjectStatus, StateKind
from models import ApprovalItem, ArchiveDocument, Obligation, Project, Step
from services import calendar, catalogue
from services.database import UnitOfWork
from services.obligations import DISCHARGED
from services.roadmaps.outlook import FROST, THAW, Goal
from services.roadmaps.specs import Reference

ANCHORS = ("year_end", "limits_pending", "document_expires", "season_close", "season_open")
_KEEPS_ITS_DAY = ("limits_pending",)
_LIVE = (ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
_AT_WORK = (StateKind.RUNNING, StateKind.PAUSED)


@dataclass(frozen=True)
class CalendarDuty:
    """One duty as it should stand open."""

    subject: str
    anchor: str
    due_on: date
    party: str
    started_on: date | None = None
    project_id: int | None = None
    step_id: int | None = None


@dataclass(frozen=True)
class Changes:
    """What a refresh would write: duties to open, (id, day) to move, ids to close."""

    opened: tuple[CalendarDuty, ...]
    moved: tuple[tuple[int, date], ...]
    closed: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.opened or self.moved or self.closed)


def changes(session: Session, today: date) -> Changes:
    """The difference between the duties of today and the rows."""
    wanted = {(duty.anchor, duty.subject): duty for duty in _wanted(session, today)}
    columns = (Obligation.id, Obligation.anchor, Obligation.subject, Obligation.due_on, Project.status)
    query = select(*columns).outerjoin(Project, Project.id == Obligation.project_id)
    rows = session.exec(query.where(Obligation.anchor.in_(ANCHORS), Obligation.is_open)).all()
    at_work = (None, ProjectStatus.ACTIVE)
    there = {
        (anchor, subject): (row_id, due_on)
        for row_id, anchor, subject, due_on, status in rows
        if status in at_work
    }
    kept = {row_id for key, (row_id, _) in there.items() if key in wanted}
    return Changes(
        opened=tuple(duty for key, duty in wanted.items() if key not in there),
        moved=tuple(
            (row_id, wanted[key].due_on)
            for key, (row_id, due_on) in there.items()
            if key in wanted and due_on != wanted[key].due_on and key[0] not in _KEEPS_ITS_DAY
        ),
        closed=tuple(row.id for row in rows if row.id not in kept),
    )


def apply(work: UnitOfWork, difference: Changes) -> None:
    """Write the difference."""
    session = work.session
    for duty in difference.opened:
        session.add(Obligation(**duty.__dict__, opened_at=work.now))
    moved, closed = dict(difference.moved), set(difference.closed)
    for row in session.exec(select(Obligation).where(Obligation.id.in_([*moved, *closed]))):
        if row.id in closed:
            row.is_open, row.closed_at, row.outcome = False, work.now, DISCHARGED
        else:
            row.due_on = moved[row.id or 0]
        session.add(row)
    session.flush()


def _wanted(session: Session, today: date) -> Iterator[CalendarDuty]:
    yield from _year_ends(session, today)
    yield from _limits(session)
    yield from _documents(session)
    yield from _seasons(session, today)


def _year_ends(session: Session, today: date) -> Iterator[CalendarDuty]:
    """A year without its holiday notice is owed one by the last day of the year before."""
    known = calendar.current(session)
    for year in (today.year, today.year + 1):
        if known.is_provisional(date(year, 1, 1)):
            day = date(year - 1, 12, 31)
            yield CalendarDuty(f"calendar:{year}", "year_end", day, "admin", started_on=date(year - 1, 1, 1))


def _limits(session: Session) -> Iterator[CalendarDuty]:
    """Items with pending limits on which somebody works, since the first such acceptance."""
    query = (
        select(Step.item_code, func.min(Step.accepted_on))
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)
        .join(Project, Project.id == Step.project_id)
        .where(ApprovalItem.limits_status == "pending", Step.limits_status == "pending")
        .where(ApprovalItem.promised_days.is_not(None) | ApprovalItem.statutory_days.is_not(None))
        .where(Step.state_kind.in_(_AT_WORK), Step.accepted_on.is_not(None), Project.status.in_(_LIVE))
        .group_by(Step.item_code)
    )
    found = set()
    for code, since in session.exec(query):
        found.add(code)
        yield CalendarDuty(f"item:{code}", "limits_pending", since, "admin", started_on=since)
    yield from _limits_still_pending(session, found)


def _limits_still_pending(session: Session, found: set[str]) -> Iterator[CalendarDuty]:
    """Once opened it stays until the limits are confirmed, whether or not a step of the item still runs."""
    open_ones = select(Obligation.subject, Obligation.due_on).where(
        Obligation.anchor == "limits_pending", Obligation.is_open
    )
    pending = set(session.exec(select(ApprovalItem.code).where(ApprovalItem.limits_status == "pending")))
    for subject, due_on in session.exec(open_ones):
        code = subject.partition(":")[2]
        if code in pending and code not in found:
            yield CalendarDuty(subject, "limits_pending", due_on, "admin", started_on=due_on)


def _documents(session: Session) -> Iterator[CalendarDuty]:
    """Archive documents that will expire unreplaced; told to the enterprise's first project at work."""
    columns: tuple[Any, ...] = (ArchiveDocument.id, ArchiveDocument.valid_until, func.min(Project.id))
    query = (
        select(*columns)
        .join(Project, Project.enterprise_id == ArchiveDocument.enterprise_id)
        .where(ArchiveDocument.valid_until.is_not(None), ArchiveDocument.replaced_by_id.is_(None))
        .where(Project.status == ProjectStatus.ACTIVE)
        .group_by(ArchiveDocument.id, ArchiveDocument.valid_until)
    )
    for document_id, valid_until, project_id in session.exec(query):
        yield CalendarDuty(
            f"document:{document_id}",
            "document_expires",
            valid_until,
            Party.ENTERPRISE,
            project_id=project_id,
        )


def _seasons(session: Session, today: date) -> Iterator[CalendarDuty]:
    """Outdoor work that ends too near the frost, and projects that come too near the thaw, by the outlooks
    that the winter board shows: a margin below season.warn_days, until it recovers or the work begins."""
    season, warn = Reference(session).timeline.season, catalogue.number(session, "season.warn_days")
    assert season is not None  # the settings always hold one
    for subject, outlook in _outlooks(session):
        frost, thaw = Goal.read(outlook, FROST), Goal.read(outlook, THAW)
        is_now = season.is_open(today) and frost and frost.limit_on == season.next_closing(today)
        if is_now and frost and frost.step == subject.item_code and frost.margin < warn:
            yield _season_duty(subject, "season_close", frost)
        if thaw and thaw.step == subject.item_code and thaw.holding and thaw.margin < warn:
            yield _season_duty(subject, "season_open", thaw)


def _outlooks(session: Session) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Outdoor steps that are still to be finished, each with the stored outlook of its project."""
    active = Project.status == ProjectStatus.ACTIVE
    outlooks = {
        row.id: row.outlook for row in session.exec(select(Project.id, Project.outlook).where(active))
    }
    query = (
        select(Step.id, Step.project_id, Step.item_code)
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)
        .join(Project, Project.id == Step.project_id)
        .where(ApprovalItem.outdoor, active, Step.state_kind.in_((StateKind.OPEN, *_AT_WORK)))
    )
    for row in session.exec(query):
        yield row, outlooks[row.project_id]


def _season_duty(step: Any, anchor: str, goal: Goal) -> CalendarDuty:
    subject = f"season:{step.id}"
    return CalendarDuty(
        subject, anchor, goal.limit_on, Party.AGENT, project_id=step.project_id, step_id=step.id
    )
