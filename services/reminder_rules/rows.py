"""A rule's row in the table: read as a draft, locked for a change, written with its audit row."""

from typing import Any

from domain.errors import Conflict, NotFound
from models import ReminderRule
from services import audit
from services.database import UnitOfWork
from services.reminder_rules import packaged
from services.reminder_rules.drafts import RuleDraft

_OWN = "own_"


def is_own(code: str) -> bool:
    return code not in packaged.drafts()


def draft_of(row: ReminderRule) -> RuleDraft:
    known = {name: getattr(row, name) for name in RuleDraft.model_fields}
    return RuleDraft(**known | {"recipients": tuple(row.recipients)})


def columns(draft: RuleDraft) -> dict[str, Any]:
    """A checked draft as columns, numbers in the one way the table writes them: +5, 0, every 3."""
    values = draft.model_dump() | {"recipients": list(dict.fromkeys(draft.recipients))}
    if not draft.offset.endswith("%"):
        values["offset"] = f"{int(draft.offset):+d}" if int(draft.offset) else "0"
    if draft.repeat != "once":
        values["repeat"] = f"every {int(draft.repeat.removeprefix('every '))}"
    return values


def differs(row: ReminderRule, draft: RuleDraft) -> bool:
    """Whether a row is not as a draft says; the order of recipients tells nobody anything else."""
    values = columns(draft)
    same_people = set(row.recipients) == set(values.pop("recipients"))
    return not same_people or any(getattr(row, name) != value for name, value in values.items())


def locked(work: UnitOfWork, code: str, version: int) -> ReminderRule:
    """The row for a change. Raises NotFound rules.not_found, Conflict rules.changed_meanwhile."""
    row = work.session.get(ReminderRule, code, with_for_update=True)
    if row is None:
        raise NotFound("rules.not_found")
    if row.version != version:
        raise Conflict("rules.changed_meanwhile")
    return row


def write(work: UnitOfWork, row: ReminderRule, draft: RuleDraft, *, verb: str) -> bool:
    """Write what differs, count the version, audit before and after; False if nothing differs."""
    values = columns(draft)
    if set(values["recipients"]) == set(row.recipients):
        values["recipients"] = row.recipients
    before, after = audit.changes(row, values)
    if not after:
        return False
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    work.session.add(row)
    work.session.flush()
    record(work, row.code, verb, before=before, after=after)
    return True


def record(
    work: UnitOfWork,
    code: str,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        work,
        action=f"reminder_rule.{verb}",
        subject_type="reminder_rule",
        subject_id=code,
        before=before,
        after=after,
    )
