"""Writes what was decided: rows under their unique keys, so that two sweeps at once still make one row a key.

Between the look and the lock somebody may have done the deed: a reminder takes what it says from its duty as
it is now, and is written only while that is open, on the same day and its clock runs.
"""

from typing import Any

from sqlalchemy import Date, Integer, String, bindparam, exists, literal, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.vocabulary import ReminderState
from models import Obligation, Project, Reminder
from services.database import UnitOfWork
from services.reminders.planning import Plan, Told
from services.speaking import is_owed
from services.unique_rows import is_postgresql

_ROW: Any = Reminder.__table__  # type: ignore[attr-defined]
_DUTY: Any = Obligation.__table__  # type: ignore[attr-defined]
_PROJECT: Any = Project.__table__  # type: ignore[attr-defined]
_GIVEN = {
    "dedupe_key": String(),
    "rule_code": String(),
    "problem_id": Integer(),
    "repetition": Integer(),
    "due_on": Date(),
    "level": String(),
    "recipient_id": Integer(),
    "recipient_role": String(),
}
"""What the decision says; the rest is the duty's own."""
_OF_DUTY = ("project_id", "step_id", "subject", "anchor")
_SAID_ANEW = ("due_on", "level", "recipient_id", "recipient_role")
"""What may differ when a closed row speaks again: rules are edited, projects change hands."""


def write(work: UnitOfWork, plan: Plan) -> int:
    """Close what is no longer meant, hand on, revive, add; how many reminders are new or speak again."""
    _run(work, _withdraw(work), [{"row": row, "cause": cause} for row, cause in plan.gone])
    _run(work, _hand_on(work), [{"row": row, "account": account} for row, account in plan.moved])
    revived = [_of_revival(one) for one in plan.revived]
    fresh = [_of_reminder(one) for one in plan.fresh]
    return _run(work, _revive(work), revived) + _run(work, _insert(work), fresh)


def _run(work: UnitOfWork, statement: Any, values: list[dict[str, Any]]) -> int:
    """The statement for each of the values; how many rows it really wrote."""
    if not values:
        return 0
    connection = work.session.connection()
    found: int = connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount
    return found


def _withdraw(work: UnitOfWork) -> Any:
    """Somebody who is no longer told: handed over, away, or muted."""
    values = {
        "state": ReminderState.WITHDRAWN.value,
        "closed_at": work.now,
        "close_cause": bindparam("cause"),
    }
    return _waiting().values(values)


def _hand_on(work: UnitOfWork) -> Any:
    """The same task for the enterprise, in the hands of another agent."""
    return _waiting().values(recipient_id=bindparam("account"), created_at=work.now)


def _waiting() -> Any:
    waits = or_(_ROW.c.state == ReminderState.OPEN.value, _ROW.c.state == ReminderState.SNOOZED.value)
    return update(_ROW).where(_ROW.c.id == bindparam("row"), waits)


def _revive(work: UnitOfWork) -> Any:
    """A closed row speaks again, as if new: to whom, how urgently and of which project it would be now."""
    withdrawn, discharged = ReminderState.WITHDRAWN.value, ReminderState.DISCHARGED.value
    was_heard = _ROW.c.state == ReminderState.ACKNOWLEDGED.value
    of_another = was_heard & (_ROW.c.obligation_id != bindparam("duty"))
    closed = or_(_ROW.c.state == withdrawn, _ROW.c.state == discharged, of_another)
    own = select(_DUTY.c.id).select_from(_owed()).where(*_is_unchanged())
    fresh = {"state": ReminderState.OPEN.value, "obligation_id": bindparam("duty"), "created_at": work.now}
    said: dict[str, Any] = {name: bindparam(f"now_{name}") for name in _SAID_ANEW}
    of_duty = {name: _column_of_duty(name) for name in ("project_id", "step_id")}
    emptied = dict.fromkeys(("closed_at", "acknowledged_at", "snoozed_until", "reason"))
    return (
        update(_ROW)
        .where(_ROW.c.id == bindparam("row"), closed, exists(own))
        .values(**fresh, **said, **of_duty, **emptied, close_cause="")
    )


def _column_of_duty(name: str) -> Any:
    return select(_DUTY.c[name]).where(_DUTY.c.id == bindparam("duty")).scalar_subquery()


def _insert(work: UnitOfWork) -> Any:
    given: list[Any] = [bindparam(name, type_=kind) for name, kind in _GIVEN.items()]
    own = [_DUTY.c.id, _DUTY.c.due_on, *(_DUTY.c[name] for name in _OF_DUTY)]
    same = {
        "params": literal_column("'{}'"),
        "state": literal_column(f"'{ReminderState.OPEN.value}'"),
        "close_cause": literal_column("''"),
        "created_at": literal(work.now, _ROW.c.created_at.type),
    }
    names = [*_GIVEN, "obligation_id", "anchor_on", *_OF_DUTY, *same]
    source = select(*given, *own, *same.values()).select_from(_owed()).where(*_is_unchanged())
    dialect = postgresql if is_postgresql(work.session) else sqlite
    return (
        dialect.insert(_ROW)
        .from_select(names, source, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )


def _owed() -> Any:
    return _DUTY.outerjoin(_PROJECT, _PROJECT.c.id == _DUTY.c.project_id)


def _is_unchanged() -> tuple[Any, ...]:
    return _DUTY.c.id == bindparam("duty"), _DUTY.c.due_on == bindparam("day", type_=Date()), is_owed()


def _of_revival(one: Told) -> dict[str, Any]:
    given = _of_reminder(one)
    said = {f"now_{name}": given[name] for name in _SAID_ANEW}
    return {"row": one.row_id, "duty": given["duty"], "day": given["day"], **said}


def _of_reminder(one: Told) -> dict[str, Any]:
    due = one.due
    return {
        "duty": one.duty.id,
        "day": due.anchor_on,
        "dedupe_key": due.dedupe_key,
        "rule_code": due.rule,
        "problem_id": one.problem_id,
        "repetition": due.repetition,
        "due_on": due.due_on,
        "level": due.level.value,
        "recipient_id": due.recipient.account_id,
        "recipient_role": due.recipient.role,
    }
