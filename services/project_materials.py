"""The materials of a whole project: what the enterprise still owes, what is not asked of it again."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.vocabulary import MaterialState, StateKind
from models import Project, Step, StepMaterial
from services import catalogue, materials
from services.database import reading
from services.materials import MaterialView
from services.queries import one_readable, readable
from services.roadmaps.specs import is_on_roadmap
from services.words import named

OWED, COMING, SETTLED = "owed", "coming", "settled"
STANDINGS = (OWED, COMING, "received", "archived", "produced", SETTLED)


@dataclass(frozen=True)
class ProjectMaterial:
    """A material of one step. `standing`: owed (by the enterprise), coming (another step will produce it),
    received, archived, produced, settled (its step is finished without a note about it). `needed_on`: its own
    deadline, else the planned acceptance of a step that has not begun (`is_begun`)."""

    material: MaterialView
    step_id: int
    step: str
    stage: str
    department: str
    standing: str
    needed_on: date | None
    is_begun: bool


@dataclass(frozen=True)
class ProjectMaterials:
    """Rows with what is owed first. Not asked again: from the archive or from another step (材料精简率)."""

    rows: tuple[ProjectMaterial, ...]
    not_asked: int
    total: int

    @property
    def owed(self) -> int:
        return sum(row.standing == OWED for row in self.rows)

    @property
    def share(self) -> float | None:
        """Of all materials of the roadmap; None without any."""
        return self.not_asked / self.total if self.total else None


def project_materials(*, project_id: int, actor: Actor) -> ProjectMaterials:
    """Of the steps on the roadmap that the actor may see. Raises Forbidden, NotFound."""
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        one_readable(session, actor, Project, project_id)
        found = session.exec(readable(actor, Step).where(Step.project_id == project_id).order_by(Step.seq))  # type: ignore[arg-type]
        steps = {step.id or 0: step for step in found if is_on_roadmap(step)}
        rows = _rows(session, actor, steps)
    asked_once = {"archived", "produced", COMING}
    return ProjectMaterials(
        rows=tuple(sorted(rows, key=_urgency)),
        not_asked=sum(row.standing in asked_once for row in rows),
        total=len(rows),
    )


def _rows(session: Session, actor: Actor, steps: dict[int, Step]) -> list[ProjectMaterial]:
    items, departments = catalogue.items(session), catalogue.departments(session)
    query = readable(actor, StepMaterial).where(StepMaterial.step_id.in_(list(steps)))  # type: ignore[attr-defined]
    stored = session.exec(query.order_by(StepMaterial.id)).all()  # type: ignore[arg-type]
    views = materials.views(stored, items, actor.lang)
    by_id = {row.id or 0: row for row in stored}
    return [
        _row(
            view,
            step,
            named(items[step.item_code], actor.lang),
            named(departments[step.department_code], actor.lang),
        )
        for view in views
        for step in [steps[by_id[view.id].step_id]]
    ]


def _row(view: MaterialView, step: Step, item: str, department: str) -> ProjectMaterial:
    is_begun = step.state_kind not in (StateKind.OPEN, StateKind.ENDED)
    return ProjectMaterial(
        material=view,
        step_id=step.id or 0,
        step=item,
        stage=step.stage,
        department=department,
        standing=_standing(view, step),
        needed_on=view.due_on or (None if is_begun else step.plan_accept_on),
        is_begun=is_begun,
    )


def _standing(view: MaterialView, step: Step) -> str:
    if view.state != MaterialState.OWED:
        return view.state
    if view.produced_by is not None:
        return COMING
    is_over = step.state_kind == StateKind.DECIDED and view.due_on is None
    return SETTLED if is_over else OWED


def _urgency(row: ProjectMaterial) -> tuple[int, bool, date, int]:
    """What a running step waits for, then by the day it is needed."""
    place = STANDINGS.index(row.standing)
    return place, not row.is_begun, row.needed_on or date.max, row.material.id
