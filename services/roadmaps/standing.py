"""How a project stands at one moment: what an impact is the difference of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.reminders import Rule
from domain.workdays import WorkCalendar
from models import Obligation, Project, Reminder, Step
from services import calendar
from services.reminders import planning, rules
from services.roadmaps.outlook import TARGET, THAW, Goal
from services.roadmaps.planning import steps_of
from services.roadmaps.specs import is_on_roadmap


@dataclass(frozen=True)
class StepStanding:
    """One step: dates as planned or as they were, mode and light. `is_planned`: on the roadmap."""

    code: str
    mode: str
    accept_on: date | None
    finish_on: date | None
    latest_accept_on: date | None
    baseline_finish_on: date | None
    light: str
    is_planned: bool
    is_done: bool


@dataclass(frozen=True)
class DutyStanding:
    """One open duty about a step; `first_told` by rule: the day the rule first speaks about it."""

    anchor: str
    key: str
    code: str | None
    due_on: date
    is_paused: bool
    first_told: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Standing:
    """`duties` by subject, anchor and key; `told`: those about which a reminder waits in somebody's inbox."""

    steps: dict[str, StepStanding]
    duties: dict[tuple[str, str, str], DutyStanding]
    told: frozenset[tuple[str, str, str]]
    finish_on: date | None
    light: str
    target: Goal | None
    thaw: Goal | None


def standing(session: Session, project: Project) -> Standing:
    """Read it from the rows as they are in the open transaction."""
    session.flush()
    rows = steps_of(session, project)
    steps = {row.item_code: _step(row) for row in rows}
    return Standing(
        steps=steps,
        duties=_duties(session, project, {row.id: row.item_code for row in rows}),
        told=_told(session, project),
        finish_on=project.forecast_finish_on,
        light=project.light,
        target=Goal.read(project.outlook, TARGET),
        thaw=Goal.read(project.outlook, THAW),
    )


def _step(row: Step) -> StepStanding:
    return StepStanding(
        code=row.item_code,
        mode=row.mode,
        accept_on=row.accepted_on or row.plan_accept_on,
        finish_on=row.decided_on or row.plan_finish_on,
        latest_accept_on=row.latest_accept_on,
        baseline_finish_on=row.baseline_finish_on,
        light=row.light,
        is_planned=is_on_roadmap(row),
        is_done=row.state_kind == "decided",
    )


def _duties(
    session: Session, project: Project, codes: dict[int | None, str]
) -> dict[tuple[str, str, str], DutyStanding]:
    by_anchor, days = rules.active(session), calendar.current(session)
    query = select(Obligation).where(
        Obligation.project_id == project.id,
        Obligation.is_open,
        col(Obligation.step_id).is_not(None),
    )
    return {
        (row.subject, row.anchor, row.key): DutyStanding(
            anchor=row.anchor,
            key=row.key,
            code=codes.get(row.step_id),
            due_on=row.due_on,
            is_paused=row.is_paused,
            first_told=() if row.is_paused else tuple(_told_on(row, by_anchor.get(row.anchor, ()), days)),
        )
        for row in session.exec(query.order_by(col(Obligation.due_on), col(Obligation.id)))
    }


def _told_on(row: Obligation, of_anchor: Iterable[Rule], days: WorkCalendar) -> Iterable[tuple[str, date]]:
    """A warning for a day before the duty began is never given."""
    for rule in of_anchor:
        first = rule.fires_on(row.due_on, row.granted_workdays, days)
        is_moot = first and rule.is_warning and row.started_on and first < row.started_on
        if first and not is_moot:
            yield rule.code, first


def _told(session: Session, project: Project) -> frozenset[tuple[str, str, str]]:
    query = (
        select(Obligation.subject, Obligation.anchor, Obligation.key)
        .join(Reminder, col(Reminder.obligation_id) == Obligation.id)
        .where(Obligation.project_id == project.id, col(Reminder.state).in_(planning.WAITING))
    )
    return frozenset(session.exec(query))
