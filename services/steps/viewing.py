"""Reading a step: its clock, whose move it is, what may come next, its history, materials and duties."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.access import Actor
from domain.modes import deadlines
from domain.modes.facts import StepFacts
from domain.modes.log import StepState
from domain.vocabulary import StateKind
from models import Obligation, Project, Step
from services import clock, materials
from services.database import reading
from services.lifecycle_words import light_reason, state_word
from services.queries import one_readable
from services.roadmaps.latest import latest_days
from services.steps.dates import clock_parts, date_rows, statutory_due, used
from services.steps.history import history
from services.steps.lifecycle import lifecycle
from services.steps.next_acts import locked, next_acts
from services.steps.project_steps import ProjectSteps
from services.steps.views import AttemptView, MemberView, ObligationView, StepView
from services.words import named, translate


def step_view(*, step_id: int, actor: Actor) -> StepView:
    """A step as it stands today. Raises NotFound for one the actor may not see."""
    with reading(actor) as session:
        step = one_readable(session, actor, Step, step_id)
        project = session.get(Project, step.project_id)
        assert project is not None  # a foreign key
        desk = ProjectSteps(session, project, clock.today())
        return view_of(session, desk, next(s for s in desk.steps if s.id == step_id), actor)


def view_of(session: Session, desk: ProjectSteps, step: Step, actor: Actor) -> StepView:
    """A step of a project that is already read, also inside an open transaction."""
    state, facts, lang = desk.state(step), desk.facts(step), actor.lang
    item, department = desk.items[step.item_code], desk.departments[step.department_code]
    lead = desk.departments.get(step.lead_department_code or "")
    same = {name: getattr(step, name) for name in _SAME}
    return StepView(
        **same,
        id=step.id or 0,
        code=step.item_code,
        name=named(item, lang),
        full_name=item.name_en if lang == "en" else item.name_zh,
        department=named(department, lang),
        lead_department=named(lead, lang) if lead else None,
        effective_mode=state.mode,
        group=step.parallel_group,
        state_word=state_word(state.mode, step.state, lang=lang),
        holder_word=translate(f"party.{step.holder}", lang=lang),
        light_reason=light_reason(step.light_reason, step.light_params, lang=lang),
        delivered_on=state.delivered_on,
        statutory_due_on=statutory_due(state, facts),
        valid_until=deadlines.opinion_expires(state, facts),
        due_word=_due_word(state, facts, lang),
        left_workdays=_left(desk, step),
        used_workdays=used(desk, step),
        is_optional=step.optional,
        pauses=tuple(_pause(a, b) for a, b in step.pauses),
        pause_reason=state.pause_reason,
        awaits_sign_off=bool(state.unsigned_pauses(step.item_code)),
        today=desk.today,
        locked=locked(desk, actor),
        attempts=tuple(
            AttemptView(a.number, a.mode, state_word(a.mode, a.state, lang=lang), a.accepted_on, a.ended_on)
            for a in state.attempts
        ),
        permitted=next_acts(desk, step, actor),
        history=history(session, desk, step, actor),
        materials=materials.views(desk.materials.get(step.id or 0, ()), desk.items, lang),
        obligations=_obligations(session, desk, step, lang),
        members=_members(desk, step, state, facts, lang),
        dates=date_rows(desk, step),
        latest=latest_days(desk.reference, desk.project, desk.steps, step, desk.today),
        clock=clock_parts(desk, step),
        owed_materials=tuple(gap.material for gap in state.missing),
    )


_SAME = [
    "project_id",
    "stage",
    "department_code",
    "mode",
    "state",
    "state_kind",
    "holder",
    "light",
    "accepted_on",
    "opinion_on",
    "decided_on",
    "due_on",
    "promised_days",
    "statutory_days",
    "day_unit",
    "limits_status",
    "plan_accept_on",
    "plan_finish_on",
    "baseline_accept_on",
    "baseline_finish_on",
    "latest_accept_on",
    "slack_workdays",
    "is_critical",
    "is_date_unknown",
    "is_contested",
    "done_late_days",
    "attempt",
    "not_needed_reason",
    "version",
]


def _pause(from_on: str | None, to_on: str | None) -> tuple[date, date | None]:
    assert from_on is not None  # a pause always has a beginning
    return date.fromisoformat(from_on), date.fromisoformat(to_on) if to_on else None


def _due_word(state: StepState, facts: StepFacts, lang: str) -> str:
    """What the date is the end of: the limit, a supplement, a fulfilment."""
    nearest = deadlines.current(lifecycle(), state, facts)
    kinds = [deadline.kind for deadline in nearest]
    kind = deadlines.DeadlineKind.LIMIT if deadlines.DeadlineKind.LIMIT in kinds or not kinds else kinds[0]
    return translate(f"deadline.{kind}", lang=lang)


def _left(desk: ProjectSteps, step: Step) -> int | None:
    """Working days left; frozen on the day the clock stopped, None once nothing runs."""
    if step.due_on is None or step.state_kind in (StateKind.ENDED, StateKind.DROPPED, StateKind.OPEN):
        return None
    return desk.calendar.workdays_between(step.paused_on or desk.today, step.due_on)


def _members(
    desk: ProjectSteps, step: Step, state: StepState, facts: StepFacts, lang: str
) -> tuple[MemberView, ...]:
    found = []
    for member in facts.members:
        other, kept = desk.by_code[member.code], state.member(member.code)
        found.append(
            MemberView(
                code=member.code,
                name=named(desk.items[member.code], lang),
                department=named(desk.departments[other.department_code], lang),
                opinion_on=kept.opinion_on if kept else None,
                due_on=deadlines.member_due(state, facts, member),
                is_paused=bool(kept and kept.is_paused),
                is_this=other is step,
            )
        )
    return tuple(found)


SINCE = {
    *("ready", "decided", "paused", "pause_unsigned", "sim_applied", "conversion_ready", "content_changed"),
    *("joint_opened", "all_received", "milestone_done", "land_result"),
    *("recorded_on_behalf", "record_contested", "bad_rating", "bad_rating_fix"),
}
"""Anchors whose date is the day they arose, not a deadline."""


def _obligations(session: Session, desk: ProjectSteps, step: Step, lang: str) -> tuple[ObligationView, ...]:
    return tuple(
        ObligationView(
            anchor=row.anchor,
            word=translate(f"anchor.{row.anchor}", lang=lang),
            key=row.key,
            due_on=row.due_on,
            left_workdays=desk.calendar.workdays_between(desk.today, row.due_on),
            party=row.party,
            party_word=translate(f"party.{row.party}", lang=lang) if row.party else "",
            is_paused=row.is_paused,
            is_since=row.anchor in SINCE,
        )
        for row in session.exec(_OWED, params={"step_id": step.id})
    )


_OWED: Any = (
    select(Obligation.anchor, Obligation.key, Obligation.due_on, Obligation.party, Obligation.is_paused)  # type: ignore[call-overload]
    .where(Obligation.step_id == bindparam("step_id"), Obligation.is_open)
    .order_by(Obligation.due_on)
)
