"""What a project's page reads beside the roadmap: its materials as a whole and who did what."""

import re
from datetime import date

import pytest

from domain.access import Actor
from domain.errors import Forbidden, NotFound
from domain.problems import ProblemAct
from domain.vocabulary import MaterialState, ProblemKind, ProjectStatus, Role
from services import materials, problems, projects, visits
from services.problems import RaiseDraft
from services.project_history import activity
from services.project_materials import project_materials
from services.settings import ROOT
from services.visits import VisitDraft
from services.words import LANGS, has_word
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps

ON_A_PROJECT = re.compile(r'action="((?:project|visit|material|roadmap|report|file|enterprise)\.[a-z_]+)"')
pytestmark = pytest.mark.usefixtures("db")
DECIDED = {"state": "done", "state_kind": "decided", "decided_on": date(2026, 8, 31), "light": "blue"}


@pytest.fixture
def agent() -> Actor:
    return rows.agent()


@pytest.fixture
def project_id(agent: Actor) -> int:
    return roadmaps.project("standard_land_start_on_grant", owner=agent)


def test_materials_say_who_owes_what(agent: Actor, project_id: int) -> None:
    found = project_materials(project_id=project_id, actor=agent)
    by_standing = {row.standing for row in found.rows}
    assert {"owed", "coming", "archived"} <= by_standing
    assert all(row.material.produced_by for row in found.rows if row.standing == "coming")
    not_asked = sum(row.standing in ("archived", "produced", "coming") for row in found.rows)
    assert (found.not_asked, found.total) == (not_asked, len(found.rows))
    assert found.share == pytest.approx(not_asked / len(found.rows))


def test_owed_ones_come_first_by_the_day_their_step_begins(agent: Actor, project_id: int) -> None:
    found = project_materials(project_id=project_id, actor=agent).rows
    owed = [row for row in found if row.standing == "owed"]
    assert list(found[: len(owed)]) == owed
    days = [row.needed_on for row in owed if row.needed_on]
    assert days and days == sorted(days)


def test_what_is_marked_is_no_longer_owed(agent: Actor, project_id: int) -> None:
    before = project_materials(project_id=project_id, actor=agent)
    first = before.rows[0].material
    materials.mark(material_id=first.id, state=MaterialState.RECEIVED, actor=agent)
    after = project_materials(project_id=project_id, actor=agent)
    assert after.owed == before.owed - 1
    assert next(row for row in after.rows if row.material.id == first.id).standing == "received"
    assert after.not_asked == before.not_asked  # received from the enterprise: it was asked for


def test_a_finished_step_owes_nothing(agent: Actor, project_id: int) -> None:
    before = project_materials(project_id=project_id, actor=agent)
    step_id = next(row.step_id for row in before.rows if row.standing == "owed")
    code = next(code for code, step in roadmaps.steps(project_id).items() if step.id == step_id)
    roadmaps.write(project_id, **{code: DECIDED})
    after = [
        row for row in project_materials(project_id=project_id, actor=agent).rows if row.step_id == step_id
    ]
    assert "owed" not in {row.standing for row in after} and "settled" in {row.standing for row in after}


def test_a_liaison_sees_the_materials_of_own_steps(project_id: int) -> None:
    liaison = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    own = {s.id for s in roadmaps.steps(project_id).values() if s.department_code == "natural_resources"}
    lead = {
        s.id for s in roadmaps.steps(project_id).values() if s.lead_department_code == "natural_resources"
    }
    seen = {row.step_id for row in project_materials(project_id=project_id, actor=liaison).rows}
    assert seen and seen <= own | lead


def test_history_says_who_did_what_on_what(agent: Actor, project_id: int) -> None:
    projects.verify_unchanged(project_id=project_id, actor=agent)
    visits.log_visit(draft=VisitDraft(project_id=project_id, what="谈到13912345678"), actor=agent)
    draft = RaiseDraft(project_id=project_id, text="供电未定", kind=ProblemKind.UTILITIES)
    problems.raise_problem(draft=draft, actor=agent)
    found = activity(project_id=project_id, actor=agent)
    assert [(line.what, line.who) for line in found.lines[:3]] == [
        ("提出问题", "李代办"),
        ("记录走访", "李代办"),
        ("核实无变化", "李代办"),
    ]
    assert found.lines[0].subject.startswith("WT-")
    assert (found.lines[-1].what, found.lines[-1].who) == ("生成报批图", "系统")
    assert "13912345678" not in repr(found)
    assert found.total == len(found.lines)


def test_history_is_cut_and_says_of_how_many(agent: Actor, project_id: int) -> None:
    projects.verify_unchanged(project_id=project_id, actor=agent)
    found = activity(project_id=project_id, actor=agent, limit=1)
    assert len(found.lines) == 1 and found.total == 2


def test_history_is_internal_and_scoped(project_id: int) -> None:
    stranger = rows.agent("冯代办", "agent0199")
    liaison = rows.account("liaison01", "王联络", Role.LIAISON, department_code="natural_resources")
    with pytest.raises(NotFound):
        activity(project_id=project_id, actor=stranger)
    with pytest.raises(NotFound):
        project_materials(project_id=project_id, actor=stranger)
    with pytest.raises(Forbidden):
        activity(project_id=project_id, actor=liaison)


@pytest.mark.parametrize("lang", LANGS)
def test_every_act_on_a_project_has_its_word(lang: str) -> None:
    """Steps say themselves what happened; everything else that a project's rows record is listed."""
    found = set()
    for path in (ROOT / "services").rglob("*.py"):
        found |= set(ON_A_PROJECT.findall(path.read_text(encoding="utf-8")))
    found |= {f"problem.{act.value}" for act in ProblemAct}
    found |= {f"project.{status.value}" for status in ProjectStatus}
    assert len(found) > 20
    assert [act for act in sorted(found) if not has_word(f"activity.{act}", lang)] == []
