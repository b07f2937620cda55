"""What an item may look like, alone and among the others: names, codes, rules of its modes, cycles."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from domain.errors import BadInput, RuleBroken
from domain.graphs import find_cycle
from domain.vocabulary import STAGES, Mode
from models import Project, RoadmapTemplate
from services import catalogue
from services.items.drafts import ItemDraft, MaterialDraft
from services.roadmaps.planning import steps_of
from services.roadmaps.specs import Reference, network_of
from services.steps.ticking import LIVE
from services.templates.bodies import current_body
from services.templates.checking import Shelf
from services.words import named

LONGEST_SHORT = {"short_zh": 10, "short_en": 18}
_REQUIREMENTS = ("required", "deferrable")
_MOST_VISITS = 20


def check(code: str, draft: ItemDraft, *, items: Collection[str], departments: Collection[str]) -> None:
    """What is wrong with an item by itself.

    Raises BadInput items.name_missing, items.short_too_long, items.unknown_stage, items.unknown_department,
    items.unknown_prerequisite, items.own_prerequisite, items.unknown_mode, items.bad_visits,
    items.unknown_flavour; RuleBroken items.standard_missing, items.no_tolerance, items.flavour_missing.
    """
    if not draft.name_zh:
        raise BadInput("items.name_missing")
    for name, most in LONGEST_SHORT.items():
        if len(getattr(draft, name)) > most:
            raise BadInput("items.short_too_long", text=getattr(draft, name), most=most)
    if draft.stage not in tuple(STAGES):
        raise BadInput("items.unknown_stage", text=draft.stage)
    for department in (draft.department_code, draft.lead_department_code or draft.department_code):
        if department not in departments:
            raise BadInput("items.unknown_department", text=department)
    for before in draft.prerequisites:
        if before == code:
            raise BadInput("items.own_prerequisite")
        if before not in items:
            raise BadInput("items.unknown_prerequisite", text=before)
    if not 0 <= draft.visits <= _MOST_VISITS:
        raise BadInput("items.bad_visits", most=_MOST_VISITS)
    _check_modes(draft)


def _check_modes(draft: ItemDraft) -> None:
    """Every item can be worked as standard; 容缺 not for 即办件 and 上报件, and only in a legal flavour."""
    for mode in draft.modes_allowed:
        if mode not in tuple(Mode):
            raise BadInput("items.unknown_mode", text=mode)
    if Mode.STANDARD not in draft.modes_allowed:
        raise RuleBroken("items.standard_missing")
    if draft.tolerance_flavour not in ("", "A", "B"):
        raise BadInput("items.unknown_flavour", text=draft.tolerance_flavour)
    if Mode.TOLERANCE in draft.modes_allowed:
        if draft.same_day or draft.escalated:
            raise RuleBroken("items.no_tolerance")
        if not draft.tolerance_flavour:
            raise RuleBroken("items.flavour_missing")


def check_material(draft: MaterialDraft, *, items: Collection[str]) -> None:
    """Raises BadInput items.material_name_missing, items.material_source, items.material_requirement,
    items.material_defer."""
    if not draft.name_zh:
        raise BadInput("items.material_name_missing")
    for source in draft.source.split("|"):
        is_item = source.startswith("item:") and source[5:] in items
        if source not in ("applicant", "archive") and not is_item:
            raise BadInput("items.material_source", name=draft.name_zh, text=source)
    if draft.requirement not in _REQUIREMENTS:
        raise BadInput("items.material_requirement", name=draft.name_zh)
    if draft.requirement == "deferrable" and not 0 < (draft.defer_workdays or 0) <= 365:
        raise BadInput("items.material_defer", name=draft.name_zh)


def refuse_cycles(session: Session, *, lang: str) -> None:
    """The flushed catalogue has no cycle, neither alone nor in any package nor in an open project.

    Raises RuleBroken items.cycle (path), items.cycle_in_template (template, path), items.cycle_in_project
    (project, path).
    """
    items = catalogue.items(session)
    names = {code: named(item, lang) for code, item in items.items()}
    path = find_cycle({code: item.prerequisites for code, item in items.items()})
    if path:
        raise RuleBroken("items.cycle", path=_said(path, names))
    _refuse_in_templates(session, names, lang)
    _refuse_in_projects(session, names)


def _refuse_in_templates(session: Session, names: dict[str, str], lang: str) -> None:
    shelf = Shelf(session)
    for template in session.exec(select(RoadmapTemplate).order_by(col(RoadmapTemplate.seq))).all():
        body = current_body(session, template.code)
        for with_optional in (False, True):
            try:
                shelf.network(body, with_optional=with_optional)
            except RuleBroken as broken:
                raise RuleBroken(
                    "items.cycle_in_template", template=named(template, lang), path=_path(broken, names)
                ) from broken


def _refuse_in_projects(session: Session, names: dict[str, str]) -> None:
    """An absent item hands its prerequisites on, so a change can close a cycle in an edited roadmap."""
    reference = Reference(session)
    for project in session.exec(select(Project).where(col(Project.status).in_(LIVE))).all():
        try:
            network_of(reference, steps_of(session, project), project.id or 0)
        except RuleBroken as broken:
            raise RuleBroken(
                "items.cycle_in_project", project=project.id, path=_path(broken, names)
            ) from broken


def _path(broken: RuleBroken, names: dict[str, str]) -> str:
    """The steps a refusal names: a cycle's path, or the two ends of an edge that may not be."""
    codes = broken.params.get("codes") or (broken.params.get("item"), broken.params.get("step"))
    return _said([str(code) for code in codes if code], names)  # type: ignore[attr-defined]


def _said(path: list[str], names: dict[str, str]) -> str:
    return " → ".join(names.get(code, code) for code in path)
