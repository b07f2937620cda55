"""Changing the rules: values, on and off, own ones added and removed, packaged ones put back.

A change counts from the next sweep. What waits in an inbox and would not be due by the changed rule is
withdrawn in the same transaction; it speaks again on its new day.
"""

import secrets

from domain.access import Actor, Permission, require
from domain.errors import RuleBroken
from domain.vocabulary import ReminderLevel
from models import ReminderRule
from services import mutes
from services.database import UnitOfWork, unit_of_work
from services.reminder_rules import packaged, rows
from services.reminder_rules.applying import follow, withdraw_all
from services.reminder_rules.checking import checked, refuse_twin
from services.reminder_rules.drafts import RuleDraft
from services.words import translate


def save(*, code: str, draft: RuleDraft, version: int, actor: Actor) -> None:
    """Store a rule's new state; what it counts from stays.

    Raises Forbidden, NotFound rules.not_found, Conflict rules.changed_meanwhile, BadInput rules.* as
    `checking.checked` says, RuleBroken rules.anchor_stays, rules.twin (text).
    """
    require(actor, Permission.MANAGE_SETTINGS)
    with unit_of_work(actor) as work:
        row = rows.locked(work, code, version)
        if draft.anchor != row.anchor:
            raise RuleBroken("rules.anchor_stays")
        _change(work, row, draft, verb="change")


def switch(*, code: str, is_active: bool, version: int, actor: Actor) -> None:
    """On or off, the rest as it is. Raises as `save`."""
    require(actor, Permission.MANAGE_SETTINGS)
    with unit_of_work(actor) as work:
        row = rows.locked(work, code, version)
        draft = rows.draft_of(row).model_copy(update={"is_active": is_active})
        _change(work, row, draft, verb="switch_on" if is_active else "switch_off")


def restore(*, code: str, version: int, actor: Actor) -> None:
    """Back to the packaged values, switched on. Raises as `save`, and RuleBroken rules.not_packaged."""
    require(actor, Permission.MANAGE_SETTINGS)
    draft = packaged.drafts().get(code)
    if draft is None:
        raise RuleBroken("rules.not_packaged")
    with unit_of_work(actor) as work:
        _change(work, rows.locked(work, code, version), draft, verb="restore")


def add(*, draft: RuleDraft, actor: Actor) -> str:
    """A new rule over an anchor; returns its code.

    Raises Forbidden, BadInput rules.* as `checking.checked` says, RuleBroken rules.twin (text).
    """
    require(actor, Permission.MANAGE_SETTINGS)
    code = f"own_{secrets.token_hex(4)}"
    rule = checked(code, draft)
    with unit_of_work(actor) as work:
        if draft.is_active:
            refuse_twin(work.session, rule)
        values = rows.columns(_with_english(draft, code))
        scope = packaged.scope_of_anchor()[draft.anchor]
        work.session.add(ReminderRule(code=code, scope=scope, **values))
        work.session.flush()
        rows.record(work, code, "add", after={"scope": scope, **values})
    return code


def remove(*, code: str, version: int, actor: Actor) -> None:
    """Remove an own rule; what it said and waits is withdrawn, what is done stays in the record.

    Raises Forbidden, NotFound rules.not_found, Conflict, RuleBroken rules.packaged_stays.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    if not rows.is_own(code):
        raise RuleBroken("rules.packaged_stays")
    with unit_of_work(actor) as work:
        row = rows.locked(work, code, version)
        withdraw_all(work, code)
        mutes.end_of_rule(work, code)
        rows.record(work, code, "remove", before=rows.draft_of(row).model_dump())
        work.session.delete(row)


def _change(work: UnitOfWork, row: ReminderRule, draft: RuleDraft, *, verb: str) -> None:
    rule = checked(row.code, draft)
    if draft.is_active:
        refuse_twin(work.session, rule)
    if not rows.write(work, row, _with_english(draft, row.code), verb=verb):
        return
    if not draft.is_active:
        withdraw_all(work, row.code)
        return
    follow(work, rule)
    if rule.level is ReminderLevel.URGENT:
        mutes.end_of_rule(work, row.code)


def _with_english(draft: RuleDraft, code: str) -> RuleDraft:
    """An own rule without English says the Chinese; the English of a packaged one is kept in the catalog."""
    if rows.is_own(code):
        return draft.model_copy(update={"text_en": draft.text_en or draft.text_zh})
    is_known = draft.text_en == translate(f"rule.{code}", lang="en")
    return draft.model_copy(update={"text_en": ""}) if is_known else draft
