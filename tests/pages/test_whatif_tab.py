"""The tab 提速推演 as each role meets it."""

import pytest

from domain.access import Actor
from domain.vocabulary import Role
from services.roadmaps import whatif
from services.roadmaps.whatif import FASTEST, ScenarioDraft
from tests import factories_reports as rows
from tests import factories_roadmaps as roadmaps
from tests.apptest import page, signed_in, texts
from ui.session import speaking
from ui.whatif_html import rows as drawn
from ui.whatif_try import switchboard

TAB = "提速推演"


@pytest.fixture
def owner(sqlite_db: str) -> Actor:
    return rows.agent()


@pytest.fixture
def project_id(owner: Actor) -> int:
    return roadmaps.project(owner=owner)


def opened(actor: Actor, project_id: int, **query: str):  # type: ignore[no-untyped-def]
    with signed_in(actor):
        return page("project", actor, id=project_id, tab="whatif", **query).run()


def test_the_agent_is_offered_the_impact_and_the_own_trial(owner: Actor, project_id: int) -> None:
    app = opened(owner, project_id)
    assert not app.exception
    labels = [button.label for button in app.button]
    assert any(label.startswith("看影响") for label in labels) and "改开关自己试" in labels
    assert "快" in texts(app)


def test_the_leader_may_look_and_try_but_not_adopt(project_id: int) -> None:
    app = opened(rows.account("lead01", "赵分管", Role.LEADER), project_id)
    labels = [button.label for button in app.button]
    assert "改开关自己试" in labels and not any(label.startswith("看影响") for label in labels)


def test_an_own_scenario_can_be_renamed_and_deleted(owner: Actor, project_id: int) -> None:
    draft = ScenarioDraft.model_validate({"name": "先承诺", "modes": {"joint_acceptance": "commitment"}})
    own_id = whatif.save(project_id=project_id, draft=draft, actor=owner)
    app = opened(owner, project_id, scenario=f"own-{own_id}")
    assert {"改名", "删除"} <= {button.label for button in app.button}


def test_refused_modes_are_grey_and_say_why(owner: Actor, project_id: int) -> None:
    view = whatif.scenarios(project_id=project_id, actor=owner)
    with speaking("zh_CN"):
        html = switchboard(view, {"joint_acceptance": "commitment"})
    line = next(part for part in html.split('<div class="w-line') if "land_auction" in part)
    assert line.count("disabled") == 4 and "事项目录未允许这种方式。" in line
    assert 'data-open="joint_acceptance:commitment"' in html


def test_rows_are_radio_buttons_with_both_baselines_and_n(owner: Actor, project_id: int) -> None:
    view = whatif.scenarios(project_id=project_id, actor=owner)
    with speaking("zh_CN"):
        html = drawn(view, view.rows, FASTEST)
    assert html.count('role="radio"') == 4 and html.count('aria-checked="true"') == 1
    assert "243日，14项" in html and "142日，14项" in html


def test_names_are_escaped(owner: Actor, project_id: int) -> None:
    draft = ScenarioDraft.model_validate({"name": "<b>快", "modes": {"joint_acceptance": "commitment"}})
    whatif.save(project_id=project_id, draft=draft, actor=owner)
    view = whatif.scenarios(project_id=project_id, actor=owner)
    with speaking("zh_CN"):
        html = drawn(view, view.rows, FASTEST)
    assert "&lt;b&gt;快" in html and "<b>快" not in html
