"""The second forecast: the plan as steps are really kept here, from finished steps with known dates alone.

A step counts once it is decided, both its days are known, nobody contests it and a limit was promised; its
end is the end of the work (an opinion before its conversion), pauses out. Placed steps without a known date
never count. The latest finished steps of the whole pool are read through the index `ix_step_decided`.
"""

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from domain.forecast import FinishedStep, Performance, Ratio, performed, performed_facts
from domain.network import Network
from domain.timeline import Span
from domain.vocabulary import DayUnit, Mode, StateKind
from domain.workdays import Pause, WorkCalendar
from models import ApprovalItem, AuditRow, Step
from services import database
from services.roadmaps.outlook import Ground
from services.roadmaps.views import PerformedView

LATEST = 4000
"""How many finished steps are looked at, the latest first: performance of now, at a bounded cost."""
_COLUMNS: tuple[Any, ...] = (
    *(Step.item_code, Step.department_code, Step.mode, Step.promised_days, Step.day_unit),
    *(Step.accepted_on, Step.opinion_on, Step.decided_on, Step.pauses),
)


class Cautious(Performance):
    """A step as four of five are kept: on its own basis from 30 observations on, else on that of all; never
    shorter than its median."""

    def ratio_for(self, item_code: str, department_code: str) -> Ratio | None:
        usual = super().ratio_for(item_code, department_code)
        safe = self.p80(item_code, department_code) or self.p80("", "")
        return max((one for one in (usual, safe) if one), key=lambda one: one.value, default=None)


@dataclass(frozen=True)
class Record:
    """What the pool has shown so far; `total` is over all finished steps, None while there is none."""

    usual: Performance
    cautious: Cautious
    total: Ratio | None

    @property
    def may_say_p80(self) -> bool:
        return self.usual.p80("", "") is not None


_lock = Lock()
_records: dict[str, tuple[tuple[int, WorkCalendar], Record]] = {}


def performed_forecast(session: Session, ground: Ground) -> PerformedView | None:
    """When the project finishes if its open steps take as long as here usual; None without an observation."""
    known = record(session, ground.timeline.calendar)
    if known.total is None or all(dates.is_finished for dates in ground.planned.steps.values()):
        return None
    cautious = _finish(ground, known.cautious) if known.may_say_p80 else None
    return PerformedView(
        finish_on=_finish(ground, known.usual), n=known.total.n, ratio=known.total.value, p80_on=cautious
    )


def record(session: Session, days: WorkCalendar) -> Record:
    """The record of the pool; read anew once anything was changed (every change leaves an audit row)."""
    mark = (session.exec(select(func.max(AuditRow.id))).one() or 0, days)
    url = database.current_url()
    with _lock:
        kept = _records.get(url)
    if kept and kept[0] == mark:
        return kept[1]
    found = finished_steps(session, days)
    fresh = Record(Performance.of(found), Cautious.of(found), _total(found))
    with _lock:
        _records.clear()
        _records[url] = (mark, fresh)
    return fresh


def finished_steps(session: Session, days: WorkCalendar) -> list[FinishedStep]:
    """The latest finished real steps of the pool, in working days; outdoor work follows the season."""
    query = (
        select(*_COLUMNS)
        .join(ApprovalItem, ApprovalItem.code == Step.item_code)
        .where(Step.state_kind == StateKind.DECIDED, Step.decided_on.is_not(None))  # type: ignore[union-attr]
        .where(Step.accepted_on.is_not(None), Step.promised_days.is_not(None))  # type: ignore[union-attr]
        .where(~Step.is_date_unknown, ~Step.is_contested, ~ApprovalItem.outdoor)  # type: ignore[operator]
        .order_by(Step.decided_on.desc())  # type: ignore[union-attr]
        .limit(LATEST)
    )
    return [_finished(row, days) for row in session.exec(query)]


def _finished(row: Any, days: WorkCalendar) -> FinishedStep:
    promised = Span(row.promised_days, DayUnit(row.day_unit))
    if row.mode == Mode.COMMITMENT:
        promised = promised.at_most_one_workday()
    return FinishedStep(
        row.item_code,
        row.department_code,
        promised.workdays,
        _taken(row.accepted_on, row.opinion_on or row.decided_on, row.pauses, days),
    )


def _taken(accepted_on: date, end_on: date, pauses: list[list[str | None]], days: WorkCalendar) -> int:
    stops = [Pause(date.fromisoformat(a), date.fromisoformat(b)) for a, b in pauses if a and b]
    if stops:
        return len(days.counted(accepted_on, end_on, stops))
    return max(0, days.workdays_between(accepted_on, end_on))


def _total(found: list[FinishedStep]) -> Ratio | None:
    return Performance.of(found).ratio_for("", "")


def _finish(ground: Ground, performance: Performance) -> date:
    departments = {step.item_code: step.department_code for step in ground.steps}
    usual: Network = performed(ground.network, performance, departments=departments)
    facts = performed_facts(ground.facts, ground.network, usual, ground.timeline)
    return ground.expected(usual, facts).finish_on
