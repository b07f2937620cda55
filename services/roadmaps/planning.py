"""The plan of one project, written to its steps: dates, slack, critical path, baseline, saved time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from domain.network import Network
from domain.plans import Plan, StepDates, StepFact
from domain.roadmap import plan
from domain.savings import Savings, savings
from domain.vocabulary import StateKind
from models import Project, Step
from services.database import UnitOfWork
from services.roadmaps import outlook
from services.roadmaps.outlook import Ground
from services.roadmaps.specs import Reference, facts_of, is_on_roadmap, network_of, pins_of

_UNPLANNED: dict[str, Any] = {
    "plan_accept_on": None,
    "plan_opinion_on": None,
    "plan_finish_on": None,
    "latest_accept_on": None,
    "slack_workdays": None,
    "is_critical": False,
}
_UNSAVED = {"saving_used": None, "saving_serial": None, "saving_parallel": None}


def recalculate(
    work: UnitOfWork,
    *,
    project: Project,
    today: date,
    reference: Reference | None = None,
    steps: Sequence[Step] | None = None,
    network: Network | None = None,
) -> Plan[date]:
    """Plan the project's open steps from the facts so far and write the result to its rows.

    The first plan becomes the baseline too. `reference`, `steps`, `network`: as the caller has them already.
    Raises RuleBroken for a network with a cycle.
    """
    reference = reference or Reference(work.session)
    steps = steps if steps is not None else steps_of(work.session, project)
    ground = _ground(reference, project, steps, today, network)
    planned = ground.planned
    for step in steps:
        _write(step, _columns(planned.steps.get(step.item_code)))
    _write(project, {"forecast_finish_on": planned.finish_on, **_saving_columns(ground)})
    _write(project, {"outlook": outlook.stored(ground)})
    if project.baseline_finish_on is None and planned.steps:
        freeze(project, steps, planned.finish_on)
    return planned


def publish(work: UnitOfWork, *, project: Project, today: date) -> None:
    """Recalculate, then freeze the plan as the new baseline (after backfill, or a roadmap agreed anew)."""
    planned = recalculate(work, project=project, today=today)
    freeze(project, steps_of(work.session, project), planned.finish_on)
    work.session.add(project)
    work.session.flush()


def freeze(project: Project, steps: Sequence[Step], finish_on: date) -> None:
    """The plan of now becomes what later plans are compared with."""
    for step in steps:
        _write(
            step,
            {"baseline_accept_on": step.plan_accept_on, "baseline_finish_on": step.plan_finish_on},
        )
    project.baseline_finish_on = finish_on
    project.roadmap_version += 1


def computed(
    reference: Reference, project: Project, steps: Sequence[Step], today: date
) -> tuple[Plan[date], Savings]:
    """The plan of a project's steps on `today` and its saved time, nothing written."""
    ground, saved = worked_out(reference, project, steps, today)
    return ground.planned, saved


def worked_out(
    reference: Reference, project: Project, steps: Sequence[Step], today: date
) -> tuple[Ground, Savings]:
    """The same with all it was computed from: network, facts, and how to plan a part against a date."""
    ground = _ground(reference, project, steps, today)
    return ground, _savings(ground)


def _ground(
    reference: Reference,
    project: Project,
    steps: Sequence[Step],
    today: date,
    network: Network | None = None,
) -> Ground:
    network = network or network_of(reference, steps, project.id or 0)
    facts = facts_of(steps, today=today, known=reference.calendar)

    def towards(part: Network, target: date | None) -> Plan[date]:
        return planned_on(reference, part, project, steps, today, target=target, facts=facts)

    def expected(other: Network, seen: Mapping[str, StepFact[date]]) -> Plan[date]:
        return planned_on(reference, other, project, steps, today, facts=seen)

    planned = towards(network, None)
    return Ground(project, steps, network, facts, planned, reference.timeline, today, towards, expected)


def _savings(ground: Ground) -> Savings:
    return savings(ground.network, ground.planned, timeline=ground.timeline, facts=ground.facts)


def planned_on(
    reference: Reference,
    network: Network,
    project: Project,
    steps: Sequence[Step],
    today: date,
    *,
    target: date | None = None,
    facts: Mapping[str, StepFact[date]] | None = None,
) -> Plan[date]:
    """As the engine sees it: from signing on, nothing open before today; latest days against `target`.

    `facts`: other than those of the steps, for a plan of what is expected.
    """
    return plan(
        network,
        timeline=reference.timeline,
        start=project.signed_on or project.entered_on,
        facts=facts_of(steps, today=today, known=reference.calendar) if facts is None else facts,
        today=today,
        target=target,
        pins=pins_of(steps),
    )


def steps_of(session: Session, project: Project) -> list[Step]:
    return list(session.exec(select(Step).where(Step.project_id == project.id).order_by(Step.seq)))  # type: ignore[arg-type]


def _columns(dates: StepDates[date] | None) -> dict[str, Any]:
    if dates is None:
        return _UNPLANNED
    return {
        "plan_accept_on": dates.accept_on,
        "plan_opinion_on": dates.opinion_on,
        "plan_finish_on": dates.finish_on,
        "latest_accept_on": dates.latest_accept_on,
        "slack_workdays": dates.slack_workdays,
        "is_critical": dates.is_critical,
    }


def _saving_columns(ground: Ground) -> dict[str, Any]:
    """Saved time goes to the row only once every needed step is decided: a forecast is no saving."""
    if not all(step.state_kind == StateKind.DECIDED for step in ground.steps if is_on_roadmap(step)):
        return _UNSAVED
    saved = _savings(ground)
    if not saved.counted_items:
        return _UNSAVED
    return {
        "saving_used": saved.used,
        "saving_serial": saved.b1_serial,
        "saving_parallel": saved.b2_parallel,
    }


def _write(row: Step | Project, values: dict[str, Any]) -> None:
    """Only what really changes, so that an unchanged plan writes nothing."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
