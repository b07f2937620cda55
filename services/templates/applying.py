"""Taking the offers of a new version over: what is chosen changes the roadmap in one transaction."""

from collections.abc import Collection, Iterable

from domain.access import Actor, Permission, require
from domain.errors import Conflict, NotFound, RuleBroken
from domain.template_offers import COLUMNS, Aspect, Offer
from domain.template_order import placed
from domain.templates import GAP, TemplateRow
from domain.vocabulary import Mode
from models import RoadmapTemplate, Step
from services import audit, catalogue, clock, materials
from services.catalogue import TemplateStepView
from services.database import UnitOfWork, unit_of_work
from services.projects.working import open_project
from services.roadmaps import impact
from services.roadmaps.creating import add_item
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.impact import Impact
from services.steps import ProjectSteps
from services.templates import step_acts
from services.templates.bodies import links_json
from services.templates.changing import changed
from services.templates.offers import Found, found_offers, is_behind
from services.words import translate


def preview(*, project_id: int, to_version: int, taken: Collection[str], actor: Actor) -> Impact:
    """What taking these offers (keys) would move; nothing is stored. Raises as `apply`."""
    require(actor, Permission.EDIT_PROJECT)
    return impact.previewed(
        lambda work: take(work, project_id=project_id, to_version=to_version, taken=taken), actor=actor
    )


def apply(
    *, project_id: int, to_version: int, taken: Collection[str], actor: Actor, version: int | None = None
) -> Impact:
    """Take the chosen offers over and decline the rest: neither is offered again.

    The acting agent and coordinators. Raises Forbidden, NotFound, Conflict access.stale (the project or the
    package changed meanwhile), RuleBroken templates.nothing_offered, templates.begun, roadmap.….
    """
    require(actor, Permission.EDIT_PROJECT)
    with unit_of_work(actor) as work:
        return take(work, project_id=project_id, to_version=to_version, taken=taken, version=version)


def take(
    work: UnitOfWork, *, project_id: int, to_version: int, taken: Collection[str], version: int | None = None
) -> Impact:
    """As `apply`, inside an open transaction."""
    project = open_project(work, project_id, clock.local(work.now).date(), version)
    template = work.session.get_one(RoadmapTemplate, project.template_code)
    if not is_behind(project, template):
        raise RuleBroken("templates.nothing_offered")
    if template.version != to_version:
        raise Conflict("access.stale")
    desk = ProjectSteps(work.session, project, clock.local(work.now).date())
    found = found_offers(work.session, project, desk.steps)
    chosen = _chosen(work, found, taken)
    bench = Workbench(work, desk)
    summary = {
        "from": project.template_version,
        "to": to_version,
        "taken": [offer.key for offer in chosen],
        "declined": [offer.key for offer in found.offers if offer not in chosen],
    }

    def change() -> None:
        _Taking(bench, found).take(chosen)
        project.template_version = to_version

    moved = changed(
        work,
        bench=bench,
        change=change,
        kind="template",
        summary=summary,
        columns_of_project=("template_version",),
    )
    audit.record(
        work,
        action="template.take_over",
        subject_type="project",
        subject_id=project.id,
        project_id=project.id,
        before={"template_version": summary["from"]},
        after={"template_version": to_version, "taken": summary["taken"], "declined": summary["declined"]},
    )
    return moved


def _chosen(work: UnitOfWork, found: Found, taken: Collection[str]) -> tuple[Offer, ...]:
    """The offers of these keys. Raises NotFound for any other key, RuleBroken for begun work."""
    by_key = {offer.key: offer for offer in found.offers}
    if set(taken) - by_key.keys():
        raise NotFound("templates.no_such_offer")
    for key in taken:
        if by_key[key].is_fixed:
            items = catalogue.items(work.session)
            item = items[by_key[key].difference.item_code]
            raise RuleBroken(
                "templates.begun", item=item.name_en if work.actor.lang == "en" else item.name_zh
            )
    return tuple(offer for offer in found.offers if offer.key in taken)


class _Taking:
    """Changes the steps on a workbench; whoever calls settles and records."""

    def __init__(self, bench: Workbench, found: Found) -> None:
        self.bench, self.found = bench, found

    def take(self, chosen: Iterable[Offer]) -> None:
        chosen = tuple(chosen)
        for offer in chosen:
            one = offer.difference
            if one.aspect is Aspect.ADDED and one.after:
                self._add(one.after)
            elif one.aspect is Aspect.ORDER:
                self._place(one.item_code)
            elif one.aspect is Aspect.DROPPED:
                step_acts.drop(self.bench, self.bench.step(one.item_code), reason=self._dropped_reason())
            elif one.after and one.aspect is not Aspect.LINKS:
                self._change(self.bench.step(one.item_code), one.aspect, one.after)
        for offer in chosen:
            if offer.difference.aspect in (Aspect.ADDED, Aspect.LINKS) and offer.difference.after:
                self._link(offer.difference.after)
        self.bench.changed()
        materials.refresh(self.bench.work, self.bench.project, self.bench.desk.steps)

    def _add(self, row: TemplateRow) -> None:
        """Joint work that has begun without it is not joined any more: then it is worked by itself."""
        bench, mode, group = self.bench, row.mode, row.parallel_group
        if group and any(s.parallel_group == group and step_acts.has_begun(s) for s in bench.desk.steps):
            mode, group = Mode.STANDARD.value, None
        view = TemplateStepView(row.item_code, row.seq, mode, group, row.optional, row.conversion_requires)
        lead, codes = self.found.new.lead(row) if group else None, set(bench.desk.by_code)
        add_item(bench.work, project=bench.project, row=view, group_lead=lead, codes=codes)
        bench.added.append(row.item_code)
        bench.reload()
        self._place(row.item_code)

    def _link(self, row: TemplateRow) -> None:
        """Links once every item is there; one from an item that was not taken over is left out."""
        step, here = self.bench.step(row.item_code), self.bench.desk.by_code
        step.links = [link for link in links_json(row) if link["source"] in here]
        step.local_edits = [name for name in step.local_edits if name not in COLUMNS[Aspect.LINKS]]
        self.bench.work.session.add(step)

    def _place(self, code: str) -> None:
        """Right behind the neighbour that the package gives it; every step is counted anew."""
        steps = self.bench.desk.by_code
        order = placed(list(steps), code, self.found.new.codes)
        for number, own in enumerate(order, 1):
            steps[own].seq = GAP * number
        self.bench.reload()

    def _dropped_reason(self) -> str:
        session, project = self.bench.work.session, self.bench.project
        version = session.get_one(RoadmapTemplate, project.template_code).version
        return translate("templates.dropped_reason", lang=self.bench.work.actor.lang, version=version)

    def _change(self, step: Step, aspect: Aspect, row: TemplateRow) -> None:
        """The package's value again: no local edit any more."""
        if aspect is Aspect.OPTIONAL:
            step.optional = row.optional
        else:
            item = self.bench.desk.items[step.item_code]
            step.mode, step.parallel_group = row.mode, row.parallel_group
            step.conversion_requires = [*row.conversion_requires]
            step.lead_department_code = self.found.new.lead(row) or item.lead_department_code
        step.local_edits = [name for name in step.local_edits if name not in COLUMNS[aspect]]
        self.bench.work.session.add(step)
