"""Projects whose steps are worked on: the way to a step cleared, acts entered, the log replayed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Obligation, Project, Step, StepEvent
from services import clock, files, steps
from services.database import reading, unit_of_work
from services.steps import EventDraft, ProjectSteps, StepView, snapshot
from tests.factories import TODAY
from tests.factories_roadmaps import project

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
BEFORE = date(2026, 8, 20)


def person(name: str, role: Role, department: str | None = None) -> Actor:
    """A signed-in person with an account of the given role."""
    with unit_of_work(SYSTEM) as work:
        row = Account(
            username=f"{role}-{name}", display_name=name, role=role.value, department_code=department
        )
        work.session.add(row)
        work.session.flush()
        return Actor(row.id or 0, name, role, department_code=department)


def at_step(
    code: str,
    agent: Actor,
    *,
    template: str = "industrial_new_grant",
    also: Iterable[str] = (),
    mode: str | None = None,
    **values: Any,
) -> int:
    """The id of a step of a new project of the agent, everything before it (and before `also`) finished."""
    project_id = project(template, owner=agent, include={code, *also}, **values)
    with unit_of_work(agent) as work:
        desk = desk_of(work.session, project_id)
        if mode:
            desk.by_code[code].mode = mode
            desk.by_code[code].parallel_group = None
            work.session.flush()
            desk = desk_of(work.session, project_id)
        behind = set().union(*(_behind(desk, start) for start in (code, *also))) - {code, *also}
        is_simulated = desk.by_code[code].mode == "simulated"
        awaited = desk.by_code[code].conversion_requires if is_simulated else ()
        for step in desk.steps:
            if step.item_code in behind and step.item_code not in awaited:
                steps.place(work, step=step, how="done", on=BEFORE, today=TODAY, desk=desk)
        steps.settle_project(work, project=desk.project, today=TODAY)
        return desk.by_code[code].id or 0


def _behind(desk: ProjectSteps, code: str) -> set[str]:
    found: set[str] = set()
    todo = [code]
    while todo:
        before = set(desk.network.waits.get(todo.pop(), ())) - found
        found |= before
        todo += before
    return found


def finish(step_id: int, code: str, on: date, by: Actor) -> None:
    """Another step of the same project is done, and so is everything it waited for."""
    with clock.frozen(on), unit_of_work(by) as work:
        project_id = work.session.get_one(Step, step_id).project_id
        desk = desk_of(work.session, project_id)
        behind = {code, *_behind(desk, code)}
        for step in desk.steps:
            if step.item_code in behind and step.state == "not_started":
                steps.place(work, step=step, how="done", on=on, today=on, desk=desk)
        steps.settle_project(work, project=desk.project, today=on)


def desk_of(session: Any, project_id: int) -> ProjectSteps:
    return ProjectSteps(session, session.get_one(Project, project_id), clock.today())


def act(step_id: int, event: str, on: date, by: Actor, **given: Any) -> StepView:
    """Enter an act on its own day; afterwards every stored column equals the replay of the log."""
    entered_on = given.pop("entered_on", on)
    known = EventDraft.model_fields.keys() - {"payload"}
    payload = given.pop("payload", {}) | {name: given.pop(name) for name in given.keys() - known}
    with clock.frozen(entered_on):
        view = steps.advance(
            step_id=step_id, event=event, happened_on=on, actor=by, draft=EventDraft(**given, payload=payload)
        )
        assert_replayed(view.project_id)
    return view


def department(step_id: int, event: str, on: date, by: Actor, **given: Any) -> StepView:
    """An act of the department, entered by somebody else with a document number (代录)."""
    return act(step_id, event, on, by, **({"document_no": f"{event}-1", "acted_by_name": "窗口"} | given))


def signed(step_id: int, event: str, on: date, by: Actor, **given: Any) -> StepView:
    """The enterprise's own signature: the scan of the stamped paper and the name of who signed."""
    return act(step_id, event, on, by, **({"file_id": scan(step_id, by), "acted_by_name": "刘法人"} | given))


def scan(step_id: int, by: Actor) -> int:
    with reading(SYSTEM) as session:
        project_id = session.get_one(Step, step_id).project_id
    return files.store_file(name="scan.png", data=PNG, purpose="step", project_id=project_id, actor=by)


def see(step_id: int, actor: Actor, on: date | None = None) -> StepView:
    with clock.frozen(on or clock.today()):
        return steps.step_view(step_id=step_id, actor=actor)


def tick(on: date, *project_ids: int) -> int:
    """The daily sweep of a day; the number of system events it fired."""
    with clock.frozen(on), unit_of_work(SYSTEM) as work:
        fired = steps.tick_system(work, project_ids=project_ids or None, today=on)
    with clock.frozen(on):
        for project_id in project_ids:
            assert_replayed(project_id)
    return fired


def assert_replayed(project_id: int) -> None:
    """Replaying the log gives every derived column as it is stored."""
    with reading(SYSTEM) as session:
        desk = desk_of(session, project_id)
        for step in desk.steps:
            said = snapshot.derived(desk.state(step), desk.facts(step))
            stored = {name: getattr(step, name) for name in said}
            assert said == stored, step.item_code


def events(step_id: int) -> list[StepEvent]:
    """The log of one step, oldest first, detached."""
    with reading(SYSTEM) as session:
        query = select(StepEvent).where(StepEvent.step_id == step_id).order_by(StepEvent.id)
        found = list(session.exec(query))
        session.expunge_all()
        return found


def duties(step_id: int) -> dict[str, Obligation]:
    """The open duties of a step, by anchor and matter."""
    with reading(SYSTEM) as session:
        query = select(Obligation).where(Obligation.step_id == step_id, Obligation.is_open)
        found = {f"{row.anchor} {row.key}".strip(): row for row in session.exec(query)}
        session.expunge_all()
        return found


def choice(view: StepView, event: str) -> Any:
    return next(one for one in view.permitted if one.event == event)
