"""What a rule may look like: it reads, somebody is told, it says something, and no other rule is the same."""

import re

from sqlmodel import Session, col, select

from domain.errors import BadInput, RuleBroken
from domain.reminders import Rule
from domain.vocabulary import DayUnit, ReminderLevel
from models import ReminderRule
from services.reminder_rules import packaged
from services.reminder_rules.drafts import RuleDraft
from services.rule_words import parsed

ROLES = (
    *("agent", "backup", "coordinator", "liaison", "lead_department"),
    *("leader", "enterprise", "problem_owner", "admin"),
)
HALVED = frozenset(
    {"step_due", "review_due", "supplement_due", "commit_due", "check_due", "rectify_due", "dept_due"}
)
"""Anchors whose duties know the days that were granted: only there is half of a term a day."""
FARTHEST = 365
_HALF = "-50%"
_NUMBER = re.compile(r"[+-]?\d{1,6}")


def checked(code: str, draft: RuleDraft) -> Rule:
    """The rule of a draft.

    Raises BadInput rules.unknown_anchor, rules.offset_unreadable, rules.offset_too_far (most),
    rules.no_half, rules.unknown_unit, rules.repeat_unreadable, rules.every_not_positive,
    rules.every_too_long (most), rules.no_recipient, rules.unknown_recipient, rules.unknown_level,
    rules.text_missing.
    """
    if draft.anchor not in packaged.scope_of_anchor():
        raise BadInput("rules.unknown_anchor")
    if draft.unit not in tuple(DayUnit):
        raise BadInput("rules.unknown_unit")
    _check_offset(draft)
    _check_repeat(draft.repeat)
    _check_recipients(draft)
    if not draft.text_zh:
        raise BadInput("rules.text_missing")
    return Rule.parse(
        code=code,
        anchor=draft.anchor,
        offset=draft.offset,
        unit=draft.unit,
        repeat=draft.repeat,
        recipients=draft.recipients,
        level=draft.level,
    )


def _check_offset(draft: RuleDraft) -> None:
    if draft.offset == _HALF:
        if draft.anchor not in HALVED or draft.unit != DayUnit.WORKDAY:
            raise BadInput("rules.no_half")
        return
    if not _NUMBER.fullmatch(draft.offset):
        raise BadInput("rules.offset_unreadable", text=draft.offset)
    if abs(int(draft.offset)) > FARTHEST:
        raise BadInput("rules.offset_too_far", most=FARTHEST)


def _check_repeat(repeat: str) -> None:
    if repeat == "once":
        return
    every = repeat.removeprefix("every ")
    if every == repeat or not _NUMBER.fullmatch(every):
        raise BadInput("rules.repeat_unreadable", text=repeat)
    if int(every) <= 0:
        raise BadInput("rules.every_not_positive")
    if int(every) > FARTHEST:
        raise BadInput("rules.every_too_long", most=FARTHEST)


def _check_recipients(draft: RuleDraft) -> None:
    if not draft.recipients:
        raise BadInput("rules.no_recipient")
    for role in draft.recipients:
        if role not in ROLES:
            raise BadInput("rules.unknown_recipient", text=role)
    if draft.level not in tuple(ReminderLevel):
        raise BadInput("rules.unknown_level", text=draft.level)


def refuse_twin(session: Session, rule: Rule) -> None:
    """Two active rules that tell the same role on the same day about the same: RuleBroken rules.twin."""
    others = select(ReminderRule).where(
        ReminderRule.anchor == rule.anchor, ReminderRule.code != rule.code, col(ReminderRule.is_active)
    )
    for row in session.exec(others):
        other = parsed(row)
        same_day = (other.days, other.unit, other.is_half) == (rule.days, rule.unit, rule.is_half)
        if same_day and set(other.recipients) & set(rule.recipients):
            raise RuleBroken("rules.twin", text=row.text_zh)
