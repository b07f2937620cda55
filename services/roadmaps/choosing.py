"""Which modes the steps of a project may be worked in now, from its rows (rules: domain/mode_choices.py)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, select

from domain.graphs import ancestors
from domain.mode_choices import Conversions, Credit, ItemRules, ModeChoice, StepStanding, permitted_modes
from domain.modes.table import NOT_STARTED
from domain.network import Network
from domain.vocabulary import MaterialState, Mode, StateKind
from models import ApprovalItem, Project, RoadmapTemplate, Step, StepMaterial, TemplateStep
from services import catalogue, credit
from services.roadmaps.specs import is_on_roadmap


class Choices:
    """The choices of every step of one project; items, materials and credit are read once."""

    def __init__(
        self, session: Session, project: Project, steps: Sequence[Step], network: Network, today: date
    ) -> None:
        """`network`: of those steps, as services.roadmaps.specs.network_of makes it."""
        self.steps, self.network = steps, network
        self.rules = item_rules(session)
        self.known = conversions(session)
        self.deferrable = _deferrable(session, project)
        self.upstream = ancestors({code: network.predecessors(code) for code in network.steps})
        self.credit = Credit(
            notes=credit.notes_of(session, project.enterprise_id),
            today=today,
            ban_months=catalogue.number(session, "commitment.ban_months"),
        )

    def of(self, step: Step) -> tuple[ModeChoice, ...]:
        """The five modes of a step: allowed, or refused with the reason."""
        return permitted_modes(self.rules[step.item_code], self.standing(step), credit=self.credit)

    def by_code(self) -> dict[str, tuple[ModeChoice, ...]]:
        """The choices of every step on the roadmap by item code, in roadmap order."""
        return {step.item_code: self.of(step) for step in self.steps if is_on_roadmap(step)}

    def conversions_of(self, step: Step) -> tuple[str, ...]:
        """What a simulated opinion of the step would wait for; empty when there is nothing."""
        upstream = self.upstream.get(step.item_code, set())
        return self.known.of(step.item_code, step.conversion_requires, upstream=upstream)

    def standing(self, step: Step) -> StepStanding:
        return StepStanding(
            mode=Mode(step.mode),
            closed_by=_closed_by(step),
            deferrable=tuple(self.deferrable.get(step.id or 0, ())),
            conversions=self.conversions_of(step),
            group=step.parallel_group,
            partners=self._partners(step),
        )

    def _partners(self, step: Step) -> tuple[str, ...]:
        """Other members that could still file together with it."""
        if step.parallel_group is None:
            return ()
        return tuple(
            other.item_code
            for other in self.steps
            if other is not step
            and other.parallel_group == step.parallel_group
            and is_on_roadmap(other)
            and _closed_by(other) is None
            and Mode.PARALLEL in self.rules[other.item_code].modes_allowed
        )


def item_rules(session: Session) -> dict[str, ItemRules]:
    """What the catalogue allows each item."""
    columns = (
        ApprovalItem.code,
        ApprovalItem.modes_allowed,
        ApprovalItem.same_day,
        ApprovalItem.escalated,
        ApprovalItem.tolerance_flavour,
    )
    found = session.exec(select(*columns))  # type: ignore[call-overload]
    return {code: ItemRules(frozenset(modes), *flags) for code, modes, *flags in found}


def conversions(session: Session) -> Conversions:
    """What the packages in use let an item be simulated before; of several packages the longest list."""
    query = (
        select(TemplateStep.item_code, TemplateStep.conversion_requires)
        .join(RoadmapTemplate, RoadmapTemplate.code == TemplateStep.template_code)  # type: ignore[arg-type]
        .where(TemplateStep.mode == Mode.SIMULATED, RoadmapTemplate.is_active)
        .order_by(TemplateStep.template_code)
    )
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for item, codes in session.exec(query):
        found[item].append(tuple(codes))
    return Conversions({item: max(lists, key=len) for item, lists in found.items()})


def _closed_by(step: Step) -> str | None:
    """What froze the mode of a step; an attempt that was given up leaves only standard."""
    if step.state_kind == StateKind.DROPPED:
        return "dropped"
    if step.state_kind == StateKind.DECIDED:
        return "finished"
    if step.attempt > 1 or step.state_kind == StateKind.ENDED:
        return "ended"
    return None if step.state == NOT_STARTED else "begun"


def _deferrable(session: Session, project: Project) -> Mapping[int, list[str]]:
    """Deferrable materials that are not there yet, by step."""
    query = select(StepMaterial.step_id, StepMaterial.name_zh).where(
        StepMaterial.project_id == project.id,
        StepMaterial.requirement == "deferrable",
        StepMaterial.state == MaterialState.OWED,
    )
    found: dict[int, list[str]] = defaultdict(list)
    for step_id, name in session.exec(query):
        found[step_id].append(name)
    return found
