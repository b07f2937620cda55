"""The floor of a sweep: the same rows by one indexed `INSERT … SELECT` an anchor, days worked out before."""

import time
from datetime import timedelta

from sqlalchemy import text

from bench.sweeping_pool import ANCHORS, GRANTED, PAST, SPREAD, TODAY
from domain.access import SYSTEM
from domain.reminders import Rule
from domain.workdays import WorkCalendar
from services import calendar, database
from services.database import reading
from services.reminders import rules

_ACCOUNTS = {
    "agent": "project.primary_agent_id",
    "enterprise": "project.primary_agent_id",
    "backup": "project.backup_agent_id",
    "coordinator": "project.coordinator_id",
    "leader": "project.leader_id",
    "liaison": "account.id",
    "lead_department": "account.id",
}
_FIRING = (
    "CREATE TEMP TABLE firing (anchor, anchor_on, rule, level, repetition, due_on, role,"
    " PRIMARY KEY (anchor, anchor_on, rule, role)) WITHOUT ROWID"
)
_FIRE = "INSERT INTO firing VALUES (:anchor, :anchor_on, :rule, :level, :repetition, :due_on, :role)"
_NOW = f"{TODAY} 01:00:00.000000"
_ACCOUNT = " ".join(f"WHEN '{role}' THEN {column}" for role, column in _ACCOUNTS.items())
_INSERT = f"""
INSERT INTO reminder (dedupe_key, rule_code, obligation_id, project_id, step_id, subject, anchor, anchor_on,
    repetition, due_on, level, recipient_id, recipient_role, params, state, close_cause, created_at)
SELECT firing.rule || '|' || obligation.subject || '||' || replace(obligation.due_on, '-', '') || '|'
    || CASE WHEN firing.role = 'enterprise' THEN 'enterprise' ELSE CASE firing.role {_ACCOUNT} END END
    || '|' || repetition,
    firing.rule, obligation.id, obligation.project_id, obligation.step_id, obligation.subject,
    obligation.anchor, obligation.due_on, repetition, firing.due_on, firing.level,
    CASE firing.role {_ACCOUNT} END, firing.role, '{{}}', 'open', '', :now
FROM obligation
JOIN firing ON firing.anchor = obligation.anchor AND firing.anchor_on = obligation.due_on
JOIN project ON project.id = obligation.project_id
JOIN step ON step.id = obligation.step_id
JOIN account ON account.role = 'liaison' AND account.department_code = step.department_code
WHERE obligation.anchor = :anchor AND obligation.is_open = 1 AND obligation.due_on <= :until
    AND NOT obligation.is_paused AND project.status = 'active'
ON CONFLICT (dedupe_key) DO NOTHING
"""


def seconds(url: str) -> tuple[float, int]:
    """(how long it takes on a fresh pool, how many rows)."""
    database.use(url)
    with reading(SYSTEM) as session:
        days, by_anchor = calendar.current(session), rules.active(session)
    rows = 0
    with database.engine(url).execution_options(daiban_writes=True).connect() as connection:
        with connection.begin():
            connection.exec_driver_sql(_FIRING)
            connection.execute(text(_FIRE), _firings(by_anchor, days))
        started = time.perf_counter()
        for anchor in sorted(set(ANCHORS)):
            until = TODAY + timedelta(days=SPREAD)
            with connection.begin():
                found = connection.execute(text(_INSERT), {"anchor": anchor, "until": until, "now": _NOW})
                rows += found.rowcount
        taken = time.perf_counter() - started
    database.dispose(url)
    return taken, rows


def _firings(by_anchor: dict[str, list[Rule]], days: WorkCalendar) -> list[dict[str, object]]:
    """For every date of the pool what each rule says by today, to whom."""
    found = []
    for anchor in set(ANCHORS):
        for rule in by_anchor[anchor]:
            for number in range(SPREAD):
                anchor_on = TODAY + timedelta(days=number - PAST)
                first = rule.fires_on(anchor_on, GRANTED, days)
                latest = rule.latest(first, TODAY, days) if first else None
                if latest:
                    own = {
                        "anchor": anchor,
                        "anchor_on": anchor_on,
                        "rule": rule.code,
                        "level": rule.level.value,
                    }
                    said = own | {"repetition": latest[0], "due_on": latest[1]}
                    found += [said | {"role": role} for role in rule.recipients]
    return found
