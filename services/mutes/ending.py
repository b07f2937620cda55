"""Mutes that end with their rule: one that became urgent, or that is no more."""

from sqlmodel import col, select

from models import ReminderMute
from services import audit
from services.database import UnitOfWork


def end_of_rule(work: UnitOfWork, rule: str) -> int:
    """End everybody's mutes of a rule inside the caller's transaction; how many there were."""
    query = select(ReminderMute).where(ReminderMute.rule_code == rule, col(ReminderMute.ended_at).is_(None))
    rows = work.session.exec(query.order_by(col(ReminderMute.id)).with_for_update()).all()
    for row in rows:
        row.ended_at = work.now
        work.session.add(row)
    if rows:
        audit.record(
            work,
            action="mute.end",
            subject_type="reminder_rule",
            subject_id=rule,
            before={"mutes": [row.id for row in rows]},
        )
    return len(rows)
