"""Scenarios of one project side by side, and a choice tried out; nothing is kept."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from domain.access import Actor, Permission, can, require
from domain.errors import BadInput, NotFound
from domain.fastest import fastest
from domain.vocabulary import Mode
from models import PlanScenario, Project
from services import catalogue, clock
from services.database import reading
from services.lifecycle_words import said
from services.projects.working import may_work
from services.queries import one_readable
from services.roadmaps.whatif.ground import (
    FASTEST,
    OWN,
    PARALLEL,
    PLANNED,
    SERIAL,
    WhatIfGround,
    ground_of,
)
from services.roadmaps.whatif.measuring import LICENCE, Measure, Scenario
from services.roadmaps.whatif.views import ModeOption, StepChoice, TriedOut, WhatIfView
from services.words import named, translate


class Choice(BaseModel):
    """Item code → mode of the steps to be worked otherwise than planned now."""

    model_config = ConfigDict(extra="forbid")
    modes: dict[str, Mode]


def scenarios(*, project_id: int, actor: Actor) -> WhatIfView:
    """Every scenario of a project with what it takes; begun steps keep their mode in all of them.

    Raises Forbidden, NotFound.
    """
    with reading(actor) as session:
        project, ground = opened(session, project_id, actor)
        measure = Measure(ground, actor.lang)
        best = fastest(ground.situation, ground.options)
        kinds = [Scenario(code, ground.modes_of_rule(code)) for code in (SERIAL, PARALLEL)]
        kinds += [Scenario(PLANNED, ground.present), Scenario(FASTEST, best.modes)]
        kinds += own_scenarios(session, ground)
        return WhatIfView(
            project_id=project_id,
            project_name=project.name,
            version=project.version,
            today=ground.today,
            start_on=ground.situation.start,
            bar_until=measure.duties.names[measure.until],
            is_licence=measure.until == LICENCE,
            rows=tuple(measure.row(scenario) for scenario in kinds),
            switches=measure.switch_rows(best.modes),
            is_proven=best.is_proven,
            may_change=_may_change(session, actor, project, ground),
            kept=sum(not ground.is_open(code) for code in ground.network.steps),
            choices=tuple(
                _choice(ground, measure, code) for code in ground.network.steps if ground.is_open(code)
            ),
        )


def try_out(*, project_id: int, modes: Mapping[str, str], actor: Actor) -> TriedOut:
    """What a choice of modes would bring. `modes` only of the steps that change.

    Raises Forbidden, NotFound, BadInput whatif.unknown_step; a refused mode is said in the row.
    """
    with reading(actor) as session:
        _, ground = opened(session, project_id, actor)
        measure = Measure(ground, actor.lang)
        chosen = chosen_modes(ground, Choice.model_validate({"modes": dict(modes)}).modes)
        name = translate("whatif_scenario.tried", lang=actor.lang)
        return TriedOut(measure.row(Scenario(OWN, chosen, name=name)), measure.switch_rows(chosen))


def opened(session: Session, project_id: int, actor: Actor) -> tuple[Project, WhatIfGround]:
    """The project and its ground, for those who work on projects or lead them; a liaison sees only own steps.

    Raises Forbidden, NotFound.
    """
    require(actor, Permission.SEE_PROJECTS)
    require(actor, Permission.RAISE_PROBLEM)
    project = one_readable(session, actor, Project, project_id)
    return project, ground_of(session, project, clock.today())


def chosen_modes(ground: WhatIfGround, changed: Mapping[str, Mode]) -> dict[str, Mode]:
    """The present modes with the changes. Raises BadInput whatif.unknown_step."""
    for code in changed:
        if code not in ground.network.steps:
            raise BadInput("whatif.unknown_step", item=code)
    return {**ground.present, **changed}


def own_scenarios(session: Session, ground: WhatIfGround) -> list[Scenario]:
    """Saved ones by name; a step that has left the roadmap since no longer counts."""
    query = select(PlanScenario).where(PlanScenario.project_id == ground.project.id)
    found = session.exec(query.order_by(col(PlanScenario.name))).all()
    return [_own(ground, row) for row in found]


def own_scenario(session: Session, ground: WhatIfGround, own_id: int) -> PlanScenario:
    """Raises NotFound whatif.no_scenario."""
    row = session.get(PlanScenario, own_id)
    if row is None or row.project_id != ground.project.id:
        raise NotFound("whatif.no_scenario")
    return row


def _own(ground: WhatIfGround, row: PlanScenario) -> Scenario:
    changed = {code: Mode(mode) for code, mode in row.modes.items() if code in ground.network.steps}
    return Scenario(f"{OWN}-{row.id}", {**ground.present, **changed}, row.id, row.name)


def _may_change(session: Session, actor: Actor, project: Project, ground: WhatIfGround) -> bool:
    return can(actor, Permission.EDIT_PROJECT) and may_work(session, actor, project, ground.today)


def _choice(ground: WhatIfGround, measure: Measure, code: str) -> StepChoice:
    step = ground.steps[code]
    department = catalogue.departments(ground.session)[step.department_code]
    options = []
    for choice in ground.choices[code]:
        text = ""
        if choice.refusal:
            params = said(choice.refusal.params, lang=measure.lang, names=measure.duties.names)
            text = translate(choice.refusal.code, lang=measure.lang, **params)
        options.append(ModeOption(choice.mode.value, text))
    name = measure.duties.names[code]
    return StepChoice(code, name, named(department, measure.lang), step.mode, tuple(options))
