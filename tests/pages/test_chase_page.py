"""The department sheet as a page: what each role sees of it and may do with it."""

from datetime import date

import pytest

from domain.access import Actor
from domain.vocabulary import Role
from services import clock
from tests.apptest import page, texts
from tests.factories import TODAY
from tests.factories_roadmaps import agent
from tests.factories_steps import act, at_step, department, person

pytestmark = pytest.mark.usefixtures("sqlite_db")
OFFICE, LATER = "development_reform", date(2026, 9, 17)


@pytest.fixture
def waiting(sqlite_db: str) -> None:
    by = agent()
    step = at_step("energy_review", by, mode="standard")
    act(step, "submit", TODAY, by)
    department(step, "accept", TODAY, by)


def keys(actor: Actor, **query: object) -> tuple[str, set[str]]:
    """What the page says two days after the row was due, and the keys of its buttons."""
    with clock.frozen(LATER):
        test = page("chase", actor, **query)
    assert not test.exception
    return texts(test), {button.key for button in test.button}


@pytest.mark.usefixtures("waiting")
def test_a_coordinator_answers_mails_and_writes_letters() -> None:
    said, buttons = keys(person("协调", Role.COORDINATOR), department=OFFICE)
    for part in ("固定资产投资项目节能审查", "超2个工作日", "第12个工作日", "演示装备制造项目"):
        assert part in said
    assert {"ch_mail", "ch_letter"} <= buttons


@pytest.mark.usefixtures("waiting")
def test_a_liaison_answers_for_the_own_department_only() -> None:
    said, buttons = keys(person("发改", Role.LIAISON, OFFICE))
    assert "固定资产投资项目节能审查" in said and "ch_mail" not in buttons
    assert any(key.startswith("ch_") for key in buttons)
    said, _ = keys(person("资规", Role.LIAISON, "natural_resources"), department=OFFICE)
    assert "固定资产投资项目节能审查" not in said


@pytest.mark.usefixtures("waiting")
def test_a_leader_reads_it() -> None:
    said, buttons = keys(person("领导", Role.LEADER), department=OFFICE)
    assert "超2个工作日" in said
    assert not buttons & {"ch_mail", "ch_letter"}


def test_nothing_to_chase_says_so() -> None:
    said, _ = keys(person("发改", Role.LIAISON, OFFICE))
    assert "没有" in said
