"""Reading a roadmap for its editor: what may be edited of each step, and the changes saved so far."""

from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError
from sqlmodel import Session, col, select

from domain.access import Actor, Permission, require
from domain.errors import RuleBroken
from domain.mode_choices import ModeChoice
from domain.plans import StepDates
from domain.vocabulary import Mode
from models import Account, Project, RoadmapChange, Step, TemplateGroup
from services import catalogue, clock
from services.database import UnitOfWork, reading
from services.lifecycle_words import item_names, said
from services.projects.working import open_project
from services.queries import one_readable
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import EDITS
from services.roadmaps.editing.views import ChangeLine, EditableStep, EditSheet, LinkLine, ModeLine
from services.roadmaps.editing.wording import sentence
from services.roadmaps.impact import previewed
from services.roadmaps.planning import computed
from services.roadmaps.specs import is_on_roadmap
from services.steps import ProjectSteps
from services.words import named, translate


def edit_sheet(*, project_id: int, actor: Actor) -> EditSheet:
    """Everything the editor offers, for those who may work on the project. Raises Forbidden, NotFound."""
    require(actor, Permission.EDIT_PROJECT)
    return previewed(lambda work: _sheet(work, project_id), actor=actor)


def _sheet(work: UnitOfWork, project_id: int) -> EditSheet:
    lang, today = work.actor.lang, clock.local(work.now).date()
    project = open_project(work, project_id, today)
    bench = Workbench(work, ProjectSteps(work.session, project, today))
    names = item_names(bench.desk.items, lang)
    departments = {code: named(one, lang) for code, one in bench.desk.departments.items()}
    planned = computed(bench.desk.reference, project, bench.desk.steps, today)[0].steps
    return EditSheet(
        project_id=project_id,
        version=project.version,
        today=today,
        steps=tuple(
            _step(bench, step, names, departments, planned.get(step.item_code)) for step in bench.desk.steps
        ),
        names=names,
        addable={code: name for code, name in names.items() if code not in bench.desk.by_code},
        groups=_groups(work, project),
        departments=departments,
    )


def _groups(work: UnitOfWork, project: Project) -> dict[str, str]:
    query = select(TemplateGroup).where(TemplateGroup.template_code == project.template_code)
    found = work.session.exec(query.order_by(TemplateGroup.parallel_group))
    return {row.parallel_group: named(row, work.actor.lang) for row in found}


def _step(
    bench: Workbench,
    step: Step,
    names: Mapping[str, str],
    departments: Mapping[str, str],
    dates: StepDates[date] | None,
) -> EditableStep:
    known, code = bench.desk.departments, step.item_code
    before = bench.choices.network.waits.get(code, frozenset())
    kind = known[step.department_code].kind
    return EditableStep(
        code=code,
        name=names[code],
        locked=_locked(bench, step, names),
        is_on_roadmap=is_on_roadmap(step),
        mode=step.mode,
        modes=tuple(_mode(choice, names, bench.work.actor.lang) for choice in bench.choices.of(step)),
        plan_days=step.plan_days,
        limit=step.promised_days if step.promised_days is not None else step.statutory_days,
        day_unit=step.day_unit,
        department_code=step.department_code,
        departments={one: departments[one] for one, row in known.items() if row.kind == kind},
        pinned_on=step.pinned_on,
        pull_back_on=dates.pull_back_on if dates else None,
        pull_back_workdays=dates.pull_back_workdays if dates else 0,
        may_join=Mode.PARALLEL.value in bench.desk.items[code].modes_allowed,
        group=step.parallel_group,
        lead_department_code=step.lead_department_code,
        links=tuple(LinkLine(link["source"], link["kind"], link["lag"]) for link in step.links),
        legal=tuple(names[one.item_code] for one in bench.desk.steps if one.item_code in before),
    )


def _mode(choice: ModeChoice, names: Mapping[str, str], lang: str) -> ModeLine:
    if choice.refusal is None:
        return ModeLine(choice.mode.value, "")
    params = said(choice.refusal.params, lang=lang, names=names)
    return ModeLine(choice.mode.value, translate(choice.refusal.code, lang=lang, **params))


def _locked(bench: Workbench, step: Step, names: Mapping[str, str]) -> str:
    """Why only its days may be edited; a dropped step is not locked: it may be needed again."""
    try:
        bench.waiting(step.item_code)
    except RuleBroken as why:
        if why.code == "edit.dropped":
            return ""
        return translate(why.code, lang=bench.work.actor.lang, item=names[step.item_code])
    return ""


def list_changes(*, project_id: int, actor: Actor) -> tuple[ChangeLine, ...]:
    """The saved changes of a roadmap, the newest first; like the history not for liaisons, who see only own
    steps. Raises Forbidden, NotFound."""
    require(actor, Permission.SEE_PROJECTS)
    require(actor, Permission.RAISE_PROBLEM)
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        query = select(RoadmapChange).where(RoadmapChange.project_id == project_id)
        rows = session.exec(query.order_by(col(RoadmapChange.id).desc())).all()
        return tuple(_line(session, row, actor.lang) for row in rows)


def _line(session: Session, row: RoadmapChange, lang: str) -> ChangeLine:
    assert row.made_at is not None  # not nullable
    return ChangeLine(
        id=row.id or 0,
        lines=_lines(session, row, lang),
        reason=row.reason or "",
        made_by=_name(session, row.made_by),
        made_at=row.made_at,
        undone_by=_name(session, row.undone_by),
        undone_at=row.undone_at,
    )


def _lines(session: Session, row: RoadmapChange, lang: str) -> tuple[str, ...]:
    names = item_names(catalogue.items(session), lang)
    departments = {code: named(one, lang) for code, one in catalogue.departments(session).items()}
    try:
        edits = EDITS.validate_python(row.summary["edits"])
    except (KeyError, ValidationError):  # a package or an answer made it
        return (translate(f"roadmap_change.{row.kind}", lang=lang),)
    return tuple(sentence(edit, names=names, departments=departments, lang=lang) for edit in edits)


def _name(session: Session, account_id: int | None) -> str:
    found = session.get(Account, account_id) if account_id else None
    return found.display_name if found else ""
