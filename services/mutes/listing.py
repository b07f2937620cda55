"""Which mutes are in force: one's own, and for coordinators those of the district's agents."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.vocabulary import ProjectStatus, ReminderLevel, Role
from models import Account, Project, Reminder, ReminderMute, ReminderRule
from services import clock
from services.database import reading
from services.mutes.drafts import LONGEST_DAYS
from services.mutes.reach import reaches, require_listener
from services.mutes.views import MuteChoices, MuteView, RuleChoice
from services.queries import visible
from services.reminders.rules import sentences
from services.rule_words import row_in_words

_LIVE = (ProjectStatus.UNASSIGNED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
_MOST = 200


def live(today: date) -> ColumnElement[bool]:
    """In force: not taken back, and its day not over."""
    not_over = or_(col(ReminderMute.until).is_(None), col(ReminderMute.until) >= today)
    return col(ReminderMute.ended_at).is_(None) & not_over


def list_own(*, actor: Actor) -> tuple[MuteView, ...]:
    """The actor's mutes in force, the latest first. Raises Forbidden for those who are never reminded."""
    require_listener(actor)
    with reading(actor) as session:
        return _views(session, ReminderMute.account_id == actor.account_id, lang=actor.lang)


def list_of_agents(*, actor: Actor) -> tuple[MuteView, ...]:
    """What the district's agents have muted, for coordinators. Raises Forbidden for others."""
    require(actor, Permission.ASSIGN)
    with reading(actor) as session:
        return _views(session, (Account.role == Role.AGENT) & col(Account.is_active), lang=actor.lang)


def choices(*, actor: Actor) -> MuteChoices:
    """What the actor may mute. Raises Forbidden for those who are never reminded."""
    require_listener(actor)
    query = select(ReminderRule).where(
        col(ReminderRule.is_active), ReminderRule.level != ReminderLevel.URGENT
    )
    with reading(actor) as session:
        rows = [row for row in session.exec(query) if reaches(row.recipients, actor.role)]
        said = sentences(session, lang=actor.lang, codes=[row.code for row in rows])
        found = [RuleChoice(row.code, said[row.code], row_in_words(row, lang=actor.lang)) for row in rows]
        return MuteChoices(
            rules=tuple(sorted(found, key=lambda one: one.words)),
            projects=_projects(session, actor),
            latest=clock.today() + timedelta(days=LONGEST_DAYS),
        )


def _projects(session: Session, actor: Actor) -> dict[int, str]:
    """An agent's own projects; for the others those that have reminded them."""
    query = select(Project.id, Project.name).where(visible(actor, Project), col(Project.status).in_(_LIVE))
    if actor.role is not Role.AGENT:
        told = select(Reminder.project_id).where(Reminder.recipient_id == actor.account_id)
        query = query.where(col(Project.id).in_(told))
    return {row_id or 0: name for row_id, name in session.exec(query.order_by(Project.name).limit(_MOST))}


def _views(session: Session, *conditions: Any, lang: str) -> tuple[MuteView, ...]:
    query = (
        select(ReminderMute, Account.display_name, Project.name)
        .join(Account, col(Account.id) == ReminderMute.account_id)
        .outerjoin(Project, col(Project.id) == ReminderMute.project_id)
        .where(live(clock.today()), *conditions)
        .order_by(col(ReminderMute.id).desc())
    )
    found = session.exec(query).all()
    codes = {mute.rule_code for mute, *_ in found}
    rules = {
        row.code: row for row in session.exec(select(ReminderRule).where(col(ReminderRule.code).in_(codes)))
    }
    said = sentences(session, lang=lang, codes=codes)
    return tuple(
        MuteView(
            id=mute.id or 0,
            rule=mute.rule_code,
            sentence=said.get(mute.rule_code, ""),
            words=row_in_words(rules[mute.rule_code], lang=lang) if mute.rule_code in rules else "",
            project_id=mute.project_id,
            project=project or "",
            reason=mute.reason,
            until=mute.until,
            since=mute.created_at,
            person=person,
        )
        for mute, person, project in found
    )
