"""Twenty people write at once, each on a project of the same agent: nothing is lost, nothing half-done."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import func, select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError
from domain.vocabulary import Role, VisitKind
from models import AuditRow, Problem, Project, StepEvent, Visit
from services import audit, clock, problems, projects, steps, visits
from services.database import reading
from services.problems import RaiseDraft
from services.steps import EventDraft
from services.visits import VisitDraft
from tests.factories import TODAY
from tests.factories_roadmaps import agent, project
from tests.factories_roadmaps import steps as steps_of
from tests.factories_steps import assert_replayed, person

PEOPLE = 20
ACTS = ("begin_task", "pause", "resume", "pause", "resume")
"""One a round, a day apart; a round is four writes: a visit, a problem, a verification, an act on a step."""
LAST = TODAY + timedelta(days=len(ACTS) - 1)
GIVEN = EventDraft(reason="停电", document_no="示例2026-1", acted_by_name="窗口")


def _writes(project_id: int, step_id: int, act: str, by: Actor) -> tuple[Callable[[], object], ...]:
    said = VisitDraft(project_id=project_id, kind=VisitKind.CALL, what=act)
    found = RaiseDraft(project_id=project_id, text=act)
    return (
        lambda: visits.log_visit(draft=said, actor=by),
        lambda: problems.raise_problem(draft=found, actor=by),
        lambda: projects.verify_unchanged(project_id=project_id, actor=by),
        lambda: steps.advance(step_id=step_id, event=act, happened_on=clock.today(), actor=by, draft=GIVEN),
    )


def _work(place: tuple[int, int], by: Actor) -> list[str]:
    """All rounds of one person; what was refused, by name."""
    refused = []
    for days, act in enumerate(ACTS):
        with clock.frozen(TODAY + timedelta(days=days)):
            for write in _writes(*place, act, by):
                try:
                    write()
                except Exception as error:
                    refused.append(f"{act} {error!r}"[:300])
    return refused


@pytest.fixture
def places(db: str) -> list[tuple[int, int]]:
    """Twenty new projects of one agent, each with its first task."""
    owner = agent()
    ids = [project("service_commerce", owner=owner) for _ in range(PEOPLE)]
    return [(one, steps_of(one)["sign_agreement"].id or 0) for one in ids]


def test_of_twenty_acts_on_one_step_one_counts(places: list[tuple[int, int]]) -> None:
    """All saw the same state; the first act is entered, the others are told that it is stale."""
    by = person("协调", Role.COORDINATOR)
    step_id = places[0][1]
    version = steps.step_view(step_id=step_id, actor=by).version

    def act(_: int) -> str:
        with clock.frozen(TODAY):
            try:
                steps.advance(
                    step_id=step_id, event=ACTS[0], happened_on=TODAY, actor=by, draft=GIVEN, version=version
                )
            except DomainError as error:
                return error.code
            return "entered"

    with ThreadPoolExecutor(PEOPLE) as pool:
        said = Counter(pool.map(act, range(PEOPLE)))
    assert said == {"entered": 1, "access.stale": PEOPLE - 1}


def _count(session: object, column: object, *where: object) -> dict[int, int]:
    rows = session.exec(select(column, func.count()).where(*where).group_by(column))  # type: ignore[attr-defined,call-overload]
    return dict(rows.all())


def test_every_write_of_twenty_people_is_kept(places: list[tuple[int, int]]) -> None:
    people = [person(f"协调{number}", Role.COORDINATOR) for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        refused = [line for lines in pool.map(_work, places, people) for line in lines]
    assert refused == []
    each = {project_id: len(ACTS) for project_id, _ in places}
    with reading(SYSTEM) as session:
        for column in (Visit.project_id, Problem.project_id, StepEvent.project_id):
            assert _count(session, column) == each
        for action in ("project.verify", "visit.log", "problem.raise"):
            assert _count(session, AuditRow.project_id, AuditRow.action == action) == each, action
        assert set(session.exec(select(Project.last_verified_on))) == {LAST}
        numbers = list(session.exec(select(Problem.number)))
    assert Counter(numbers).most_common(1)[0][1] == 1 and len(numbers) == PEOPLE * len(ACTS)
    assert audit.verify(actor=SYSTEM)[1] is None
    with clock.frozen(LAST):
        for project_id, _ in places:
            assert_replayed(project_id)
