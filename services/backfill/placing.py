"""Placing a whole project: what is done, what runs, what is not needed; then the plan is its new baseline."""

from collections import Counter
from datetime import date

from domain import backfill as rules
from domain.access import Actor
from domain.backfill import Doubt, Placement
from domain.errors import BadInput, Conflict, NotFound, RuleBroken
from domain.vocabulary import ProjectStatus, StateKind
from models import Project, Step
from services import audit, clock, lights, project_duties, roadmaps
from services.backfill.drafts import BackfillDraft
from services.backfill.ledgers import ledger_of
from services.backfill.proposing import recorded
from services.backfill.scope import locked_project
from services.backfill.views import BackfillResult
from services.database import UnitOfWork, unit_of_work
from services.lifecycle_words import item_names
from services.steps import ProjectSteps, place, settle_project
from services.words import say_date, translate

_HOWS = ("done", "running", "not_needed", "open")


def backfill(*, draft: BackfillDraft, actor: Actor) -> BackfillResult:
    """Put every step where it stands in one transaction; the plan from there is the new baseline.

    Raises Forbidden, NotFound, Conflict("access.stale"), RuleBroken("backfill.placed_already" and, naming
    the item, "backfill.running_too_early", "backfill.done_too_early", "backfill.group_runs_together",
    "steps.already_started"), BadInput("steps.placed_without_date", "steps.date_in_future").
    """
    with unit_of_work(actor) as work:
        return place_project(work, draft=draft, today=clock.local(work.now).date())


def place_project(work: UnitOfWork, *, draft: BackfillDraft, today: date) -> BackfillResult:
    """As `backfill`, inside an open transaction."""
    project = locked_project(work, draft.project_id, today)
    if draft.version is not None and draft.version != project.version:
        raise Conflict("access.stale")
    if project.backfilled_at is not None:
        raise RuleBroken("backfill.placed_already")
    desk = ProjectSteps(work.session, project, today)
    wanted = _wanted(desk, draft)
    _check_days(desk, wanted, today, work.actor.lang)
    _place_all(work, desk, wanted, ("not_needed",))
    doubts = _doubts(desk, wanted)
    if doubts and doubts[0].is_refused:
        raise RuleBroken(doubts[0].code, **_params(desk, doubts[0], work.actor.lang))
    _place_all(work, desk, wanted, ("done", "running"))
    settle_project(work, project=project, today=today)
    before = {"status": project.status}
    _close_if_finished(desk, wanted)
    _finish(work, project, today)
    counts: Counter[str] = Counter(here.how for here in wanted.values())
    after = {"status": project.status, **{how: counts[how] for how in _HOWS}}
    audit.record(
        work,
        action="project.backfill",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before=before,
        after=after,
    )
    return BackfillResult(
        project_id=project.id or 0,
        name=project.name,
        done=counts["done"],
        running=counts["running"],
        not_needed=counts["not_needed"],
        open=counts["open"],
        is_closed=project.status == ProjectStatus.DONE,
        warnings=tuple(
            _words(desk, doubt, work.actor.lang) for doubt in (*doubts, *_pauses(project, wanted))
        ),
    )


def _wanted(desk: ProjectSteps, draft: BackfillDraft) -> dict[str, Placement]:
    """The placement of every step by item code; recorded ones as they stand."""
    by_id = {step.id: step for step in desk.steps}
    named = {one.step_id: one.placement for one in draft.placements}
    if named.keys() - by_id.keys():
        raise NotFound("access.not_found")
    return {step.item_code: _of_step(step, named.get(step.id or 0)) for step in desk.steps}


def _of_step(step: Step, given: Placement | None) -> Placement:
    if step.state == "not_started" and step.attempt == 1:
        return given or Placement()
    if given and given.how != "open":
        raise RuleBroken("steps.already_started", item=step.item_code)
    return recorded(step)


def _check_days(desk: ProjectSteps, wanted: dict[str, Placement], today: date, lang: str) -> None:
    names = item_names(desk.items, lang)
    for code, here in wanted.items():
        if here.how == "running" and here.on is None:
            raise BadInput("steps.placed_without_date", item=names[code])
        if here.on and here.on > today:
            raise BadInput("backfill.day_in_future", item=names[code], on=here.on)


def _place_all(
    work: UnitOfWork, desk: ProjectSteps, wanted: dict[str, Placement], hows: tuple[str, ...]
) -> None:
    for how in hows:
        for step in desk.steps:
            here = wanted[step.item_code]
            if here.how == how and step.state == "not_started":
                place(work, step=step, how=here.how, on=here.on, today=desk.today, desk=desk)
    work.session.flush()


def _doubts(desk: ProjectSteps, wanted: dict[str, Placement]) -> tuple[Doubt, ...]:
    """Of the network as it is without the steps that are not needed."""
    optional = {step.item_code for step in desk.steps if step.optional}
    there = {code: wanted[code] for code in desk.network.steps}
    return rules.doubts(desk.network, there, optional=optional, signed_on=desk.project.signed_on)


def _pauses(project: Project, wanted: dict[str, Placement]) -> list[Doubt]:
    """A pause needs its reason and document, which no ledger has: it is recorded on the step itself."""
    ledger = ledger_of(project.import_hints)
    here = wanted.get(ledger.item or "")
    if ledger.item is None or ledger.paused_on is None or here is None or here.how != "running":
        return []
    return [Doubt("backfill.pause_to_record", ledger.item, on=ledger.paused_on)]


def _params(desk: ProjectSteps, doubt: Doubt, lang: str) -> dict[str, object]:
    names = item_names(desk.items, lang)
    found = {"item": names[doubt.item], "other": names.get(doubt.other or ""), "on": doubt.on}
    return {key: value for key, value in found.items() if value is not None}


def _words(desk: ProjectSteps, doubt: Doubt, lang: str) -> str:
    params = _params(desk, doubt, lang)
    if doubt.on:
        params["on"] = say_date(doubt.on, lang=lang)
    return translate(doubt.code, lang=lang, **params)


def _close_if_finished(desk: ProjectSteps, wanted: dict[str, Placement]) -> None:
    """Everything needed is done, no problem or promise open: closed on the last day known, if any is."""
    project = desk.project
    if not project.steps_needed or project.steps_done < project.steps_needed or project.open_problems:
        return
    if any(step.state_kind == StateKind.DECIDED and step.state != "done" for step in desk.steps):
        return
    days = [here.on for here in wanted.values() if here.on]
    project.status, project.closed_on = ProjectStatus.DONE.value, max(days, default=None)


def _finish(work: UnitOfWork, project: Project, today: date) -> None:
    project.backfilled_at = work.now
    project.version += 1
    roadmaps.publish(work, project=project, today=today)
    project_duties.follow_up(work, project=project, on=today)
    lights.refresh(work, project=project, today=today)
