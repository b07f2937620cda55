"""What a change of a rule would send on the present pool: read and worked out, nothing written."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from domain.access import Actor, Permission, can, require
from domain.errors import NotFound
from domain.reminders import ENTERPRISE, Reminder, Rule
from domain.rule_changes import RuleChange
from domain.vocabulary import ReminderLevel
from domain.workdays import WorkCalendar
from models import Account, ReminderMute, ReminderRule
from services import calendar, clock, mutes
from services.database import reading
from services.reminder_rules.checking import checked
from services.reminder_rules.drafts import RuleDraft
from services.reminder_rules.present import present
from services.reminder_rules.views import DayCount, Difference, Named, RulePreview
from services.reminders import duties
from services.reminders.duties import Duty
from services.reminders.planning import mutes_on
from services.rule_words import in_words, parsed

AHEAD = 10
_FIRST = 20
_NEW = "own_new"


def preview(*, code: str | None, draft: RuleDraft, actor: Actor) -> RulePreview:
    """What saving `draft` would do; `code` None: a new rule. Raises as `editing.save`, without Conflict."""
    require(actor, Permission.MANAGE_SETTINGS)
    after = checked(code or _NEW, draft)
    today = clock.today()
    with reading(actor) as session:
        before = _standing(session, code)
        days = calendar.current(session)
        ahead = _working_days(today, days)
        change = RuleChange.between(
            before,
            after if draft.is_active else None,
            today=today,
            ahead=ahead,
            calendar=days,
            mutes=mutes_on(session, today),
        )
        sides = [rule for rule in (before, after) if rule]
        for one in present(session, sides, days=days, today=today, until=ahead[-1]):
            change.look(one.obligation_id, one.subject, one.states, one.silenced)
        return RulePreview(
            words=in_words(after, lang=actor.lang),
            fresh=_difference(session, change.fresh, actor),
            dropped=_difference(session, change.dropped, actor),
            ahead=tuple(DayCount(day.on, day.before, day.after) for day in change.ahead),
            mutes=_ending_mutes(session, code, after, today),
            old_number=old_number(before, after, f"{draft.text_zh} {draft.text_en}"),
            today=today,
        )


def _standing(session: Session, code: str | None) -> Rule | None:
    if code is None:
        return None
    row = session.get(ReminderRule, code)
    if row is None:
        raise NotFound("rules.not_found")
    return parsed(row) if row.is_active else None


def _working_days(today: date, days: WorkCalendar) -> list[date]:
    found = [days.add_workdays(today, number) for number in range(1, AHEAD + 1)]
    return [on for on in found if on is not None]


def _difference(session: Session, found: Sequence[tuple[int, Reminder]], actor: Actor) -> Difference:
    first = found[:_FIRST]
    about = duties.by_id(session, [duty_id for duty_id, _ in first])
    people = _people(session, [one.recipient.account_id for _, one in first])
    by_role = Counter(one.recipient.role for _, one in found)
    return Difference(
        count=len(found),
        by_role=dict(by_role.most_common()),
        first=tuple(_named(about[duty_id], one, people, actor) for duty_id, one in first),
    )


def _named(duty: Duty, one: Reminder, people: Mapping[int, str], actor: Actor) -> Named:
    """An enterprise is told under its role: which agent passes it on is not the rule's matter."""
    is_enterprise = one.recipient.address == ENTERPRISE
    return Named(
        project_id=duty.project_id,
        project=duty.project if can(actor, Permission.SEE_PROJECTS) else "",
        matter=duty.title(actor.lang),
        person="" if is_enterprise else people[one.recipient.account_id],
        role=one.recipient.role,
        anchor_on=one.anchor_on,
    )


def _people(session: Session, ids: Iterable[int]) -> dict[int, str]:
    query = select(Account.id, Account.display_name).where(col(Account.id).in_(set(ids)))
    return {account_id or 0: name for account_id, name in session.exec(query)}


def _ending_mutes(session: Session, code: str | None, after: Rule, today: date) -> int:
    if code is None or after.level is not ReminderLevel.URGENT:
        return 0
    query = select(func.count(col(ReminderMute.id))).where(ReminderMute.rule_code == code)
    return session.exec(query.where(mutes.live(today))).one()


def old_number(before: Rule | None, after: Rule, said: str) -> str:
    """A number of the former rule that its sentence still says, though the rule has another now."""
    if before is None:
        return ""
    now = {abs(after.days), after.every}
    for number in (abs(before.days), before.every):
        if number and number not in now and re.search(rf"(?<!\d){number}(?!\d)", said):
            return str(number)
    return ""
