"""Answers of a project's questionnaire: at intake and later, always with what they move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from models import Account, Project, Step
from services import audit, catalogue, clock
from services.database import UnitOfWork, reading, unit_of_work
from services.lifecycle_words import item_names
from services.projects.working import open_project
from services.queries import one_readable
from services.roadmaps import impact
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.impact import Impact
from services.steps import ProjectSteps, settle_project
from services.templates import step_acts
from services.templates.bodies import body_at, current_body
from services.templates.changing import changed
from services.templates.offers import steps_of
from services.templates.questions import Question, asked_of, decide

Answers = Mapping[str, bool]


@dataclass(frozen=True)
class AnswerView:
    """One question and what was answered, None: not yet. `begun`: items whose work has begun already.

    `no_reason`: what a no says about why its items are not needed.
    """

    code: str
    text: str
    law: str
    items: tuple[str, ...]
    answer: bool | None
    answered_by: str
    answered_at: datetime | None
    begun: tuple[str, ...]
    no_reason: str


@dataclass(frozen=True)
class QuestionnaireView:
    project_id: int
    project_version: int
    project: str
    questions: tuple[AnswerView, ...]


def questionnaire(*, project_id: int, actor: Actor) -> QuestionnaireView:
    """The questions of the project's package with the answers so far. Raises Forbidden, NotFound."""
    require(actor, Permission.EDIT_PROJECT)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        names = item_names(catalogue.items(session), actor.lang)
        steps = {step.item_code: step for step in steps_of(session, [project_id])[project_id]}
        given = dict(project.answers)
        ids = {one["by"] for one in given.values()}
        people = dict(
            session.exec(select(Account.id, Account.display_name).where(col(Account.id).in_(ids))).all()
        )
        return QuestionnaireView(
            project_id=project_id,
            project_version=project.version,
            project=project.name,
            questions=tuple(
                _view(one, given.get(one.code), steps, names, people, actor.lang)
                for one in asked_of(_optional(session, project))
            ),
        )


def _view(
    one: Question,
    given: Mapping[str, Any] | None,
    steps: Mapping[str, Step],
    names: Mapping[str, str],
    people: Mapping[int | None, str],
    lang: str,
) -> AnswerView:
    here = [code for code in one.items if code in steps]
    return AnswerView(
        code=one.code,
        text=one.text(lang),
        law=one.law,
        items=tuple(names[code] for code in here),
        answer=given["yes"] if given else None,
        answered_by=people.get(given["by"], "") if given else "",
        answered_at=datetime.fromisoformat(given["at"]) if given else None,
        no_reason=one.no_en if lang == "en" else one.no_zh,
        begun=tuple(names[code] for code in here if step_acts.has_begun(steps[code])),
    )


def _optional(session: Session, project: Project) -> tuple[str, ...]:
    """The optional items of the package version that the roadmap is based on."""
    body = body_at(session, project.template_code, project.template_version)
    return tuple(row.item_code for row in body.rows if row.optional)


def preview_answers(*, project_id: int, answers: Answers, actor: Actor) -> Impact:
    """What these answers would move; nothing is stored. Raises as `change_answers`."""
    require(actor, Permission.EDIT_PROJECT)
    return impact.previewed(lambda work: _change(work, project_id, answers, None), actor=actor)


def change_answers(*, project_id: int, answers: Answers, actor: Actor, version: int | None = None) -> Impact:
    """Answer anew: all answers as they are now, one left out is taken back and its items wait again.

    The acting agent and coordinators; work that has begun stays as it is.
    Raises Forbidden, NotFound, Conflict access.stale, BadInput questions.exclude_each_other.
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        return _change(work, project_id, answers, version)


def _change(work: UnitOfWork, project_id: int, answers: Answers, version: int | None) -> Impact:
    today = clock.local(work.now).date()
    project = open_project(work, project_id, today, version)
    bench = Workbench(work, ProjectSteps(work.session, project, today))
    return changed(
        work,
        bench=bench,
        change=lambda: answer(bench, answers),
        kind="answers",
        summary={"answers": dict(answers)},
        columns_of_project=("answers",),
    )


def needed_at_intake(work: UnitOfWork, *, template_code: str, answers: Answers) -> tuple[str, ...]:
    """Optional items that a new project needs by its answers: on the roadmap, and in its baseline, at once.

    Raises NotFound questions.unknown, BadInput questions.exclude_each_other.
    """
    body = current_body(work.session, template_code)
    optional = [row.item_code for row in body.rows if row.optional]
    return decide(answers, optional, lang=work.actor.lang).needed


def answer_at_intake(work: UnitOfWork, *, project: Project, answers: Answers, today: date) -> None:
    """The answers that come with a new project: its roadmap is there, nothing on it has begun."""
    if answers:
        answer(Workbench(work, ProjectSteps(work.session, project, today)), answers)
        settle_project(work, project=project, today=today)


def answer(bench: Workbench, answers: Answers) -> None:
    """Write the answers and what they mean for the steps; whoever calls settles.

    Only answers that change anything: what somebody did by hand since then stays.
    """
    project, before = bench.project, dict(bench.project.answers)
    optional = _optional(bench.work.session, project)
    decision = decide(answers, optional, lang=bench.work.actor.lang)
    for one in asked_of(optional):
        was = before[one.code]["yes"] if one.code in before else None
        if answers.get(one.code) == was:
            continue
        for code in one.items:
            step = bench.desk.by_code.get(code)
            if step and code in optional and not step_acts.has_begun(step):
                _write(bench, step, code in decision.needed, decision.dropped.get(code))
    _store(bench.work, project, before, answers)


def _write(bench: Workbench, step: Step, is_needed: bool, no: Question | None) -> None:
    if no is not None:
        step_acts.drop(bench, step, reason=no.reason(bench.work.actor.lang))
        return
    step_acts.restore(bench, step)
    step.optional = not is_needed
    bench.work.session.add(step)
    bench.changed()


def _store(work: UnitOfWork, project: Project, before: Mapping[str, Any], answers: Answers) -> None:
    """Who answered what, and when; an answer that stays keeps its person."""
    fresh = {"by": work.actor.account_id, "at": work.now.isoformat()}
    after = {
        code: before[code] if code in before and before[code]["yes"] == yes else {"yes": yes, **fresh}
        for code, yes in answers.items()
    }
    if after == before:
        return
    project.answers = after
    work.session.add(project)
    work.session.flush()
    audit.record(
        work,
        action="project.answer",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before={code: one["yes"] for code, one in before.items()},
        after=dict(answers),
    )
