"""Muting a rule for oneself and taking it back; urgent rules always speak, and nobody mutes for others."""

from datetime import date, timedelta

from sqlmodel import col, select

from domain.access import Actor
from domain.errors import BadInput, NotFound, RuleBroken
from domain.reminders import ENTERPRISE
from domain.vocabulary import ReminderLevel, ReminderState
from models import Account, Project, Reminder, ReminderMute, ReminderRule
from services import audit, clock
from services.database import UnitOfWork, unit_of_work
from services.mutes.drafts import LONGEST_DAYS, MuteDraft
from services.mutes.listing import live
from services.mutes.reach import reaches, require_listener
from services.queries import one_readable


def mute(*, draft: MuteDraft, actor: Actor) -> int:
    """The rule speaks to the actor no more, of all projects or of one; returns the id.

    What it has said and still waits is closed at once, as the next sweep would.

    The higher rungs of the ladder still speak to their own people, and what the enterprise is to be told
    is told. Raises Forbidden, NotFound (rule, project), RuleBroken mutes.urgent, mutes.not_for_you,
    mutes.already_muted, BadInput mutes.reason_missing, mutes.until_passed, mutes.until_too_late (latest).
    """
    require_listener(actor)
    if not draft.reason:
        raise BadInput("mutes.reason_missing")
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        _check_day(draft.until, today)
        _check_rule(work, draft.rule)
        if draft.project_id is not None:
            one_readable(work.session, actor, Project, draft.project_id)
        _check_new(work, draft, today)
        row = ReminderMute(
            account_id=actor.account_id,
            rule_code=draft.rule,
            project_id=draft.project_id,
            reason=draft.reason,
            until=draft.until,
            created_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        _hush(work, draft)
        audit.record(
            work,
            action="mute.add",
            subject_type="reminder_rule",
            subject_id=draft.rule,
            project_id=draft.project_id,
            after={"mute": row.id, "until": draft.until},
            reason=draft.reason,
        )
        return row.id or 0


def take_back(*, mute_id: int, actor: Actor) -> None:
    """The rule speaks again; a second click changes nothing. Raises NotFound unless it is the actor's own."""
    require_listener(actor)
    with unit_of_work(actor) as work:
        row = work.session.get(ReminderMute, mute_id, with_for_update=True)
        if row is None or row.account_id != actor.account_id:
            raise NotFound("access.not_found")
        if row.ended_at is not None:
            return
        row.ended_at = work.now
        work.session.add(row)
        audit.record(
            work,
            action="mute.take_back",
            subject_type="reminder_rule",
            subject_id=row.rule_code,
            project_id=row.project_id,
            before={"mute": row.id, "until": row.until},
            reason=row.reason,
        )


def _hush(work: UnitOfWork, draft: MuteDraft) -> None:
    """Close what waits of the rule for the actor; what the enterprise is to be told stays a task."""
    query = select(Reminder).where(
        Reminder.recipient_id == work.actor.account_id,
        Reminder.rule_code == draft.rule,
        col(Reminder.state).in_((ReminderState.OPEN, ReminderState.SNOOZED)),
        Reminder.recipient_role != ENTERPRISE,
    )
    if draft.project_id is not None:
        query = query.where(Reminder.project_id == draft.project_id)
    for row in work.session.exec(query.with_for_update()):
        row.state, row.closed_at, row.close_cause = ReminderState.WITHDRAWN.value, work.now, "muted"
        work.session.add(row)


def _check_day(until: date | None, today: date) -> None:
    latest = today + timedelta(days=LONGEST_DAYS)
    if until is not None and until < today:
        raise BadInput("mutes.until_passed")
    if until is not None and until > latest:
        raise BadInput("mutes.until_too_late", latest=latest)


def _check_rule(work: UnitOfWork, code: str) -> None:
    rule = work.session.get(ReminderRule, code)
    if rule is None:
        raise NotFound("rules.not_found")
    if rule.level == ReminderLevel.URGENT:
        raise RuleBroken("mutes.urgent")
    if not reaches(rule.recipients, work.actor.role):
        raise RuleBroken("mutes.not_for_you")


def _check_new(work: UnitOfWork, draft: MuteDraft, today: date) -> None:
    """One at a time for a person: the account's row is held, so a double click mutes once."""
    mine = work.actor.account_id
    work.session.exec(select(Account.id).where(Account.id == mine).with_for_update()).one()
    same = select(ReminderMute.id).where(
        ReminderMute.account_id == mine, ReminderMute.rule_code == draft.rule, live(today)
    )
    everywhere = col(ReminderMute.project_id).is_(None)
    covering = (
        everywhere
        if draft.project_id is None
        else everywhere | (col(ReminderMute.project_id) == draft.project_id)
    )
    if work.session.exec(same.where(covering)).first():
        raise RuleBroken("mutes.already_muted")
