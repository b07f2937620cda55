"""Which reminders speak now: read beside their duties, so that a deed silences them before the next sweep."""

from datetime import date
from typing import Any

from sqlalchemy import and_, exists, literal_column, or_
from sqlmodel import select

from domain.reminders import AFTERWARDS, PAUSE_ANCHORS
from domain.vocabulary import ProjectStatus, ReminderState
from models import Obligation, Project, Reminder

MAILED = "mailed"
"""`close_cause` of what an enterprise is told by mail: no task of its agent, unless the mail is given up."""


def speaking(today: date) -> Any:
    """Open or awake again, its duty still open on the same day, and no clock paused (domain.md (b))."""
    return and_(is_awake(today), or_(Reminder.obligation_id.is_(None), _is_owed()))


def holds(today: date) -> Any:
    """What a letter says of it is still so: it speaks, or is closed for no other reason than this letter."""
    is_mailed = Reminder.close_cause == MAILED
    return and_(or_(is_awake(today), is_mailed), or_(Reminder.obligation_id.is_(None), _is_owed()))


def is_awake(today: date) -> Any:
    """Open, or put off until a day that has come."""
    is_back = and_(Reminder.state == ReminderState.SNOOZED, Reminder.snoozed_until <= today)
    return or_(Reminder.state == ReminderState.OPEN, is_back)


def is_owed() -> Any:
    """Of an obligation outer-joined with its project: it is open and its clock runs.

    A duty without a project is of the house; of a paused project only the pause itself speaks, of one that
    waits for an agent only that, of a finished one only what its enterprise thinks of it.
    """
    about_pause = Obligation.anchor.in_([_word(anchor) for anchor in sorted(PAUSE_ANCHORS)])
    afterwards = Obligation.anchor.in_([_word(anchor) for anchor in sorted(AFTERWARDS)])
    runs = or_(Project.id.is_(None), Project.status == _word(ProjectStatus.ACTIVE))
    rests = and_(Project.status == _word(ProjectStatus.PAUSED), about_pause)
    waits = and_(
        Project.status == _word(ProjectStatus.UNASSIGNED), Obligation.anchor == _word("entered_pool")
    )
    is_over = and_(Project.status == _word(ProjectStatus.DONE), afterwards)
    return and_(Obligation.is_open, or_(~Obligation.is_paused, about_pause), or_(runs, rests, waits, is_over))


def _word(text: str) -> Any:
    """A word of ours in the statement itself: the sweep runs it for thousands of rows at once."""
    return literal_column(f"'{text}'")


def _is_owed() -> Any:
    duty = (
        select(Obligation.id)
        .outerjoin(Project, Project.id == Obligation.project_id)
        .where(Obligation.id == Reminder.obligation_id, Obligation.due_on == Reminder.anchor_on, is_owed())
    )
    return exists(duty.correlate(Reminder))
