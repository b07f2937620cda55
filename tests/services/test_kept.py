"""What is kept of the reference between transactions, and what drops it."""

import os
import subprocess
import sys

import pytest
from sqlmodel import delete

from domain.access import SYSTEM
from domain.network import Network
from models import ApprovalItem, CalendarDay, Project, Setting
from services import calendar, catalogue, database
from services.database import reading, unit_of_work
from services.roadmaps import planning, specs
from services.settings import ROOT
from tests.factories_roadmaps import project as made_project

ITEM, KEY = "construction_licence", "record.objection_days"

CHANGE = """
from domain.access import SYSTEM
from models import Setting
from services.database import unit_of_work

with unit_of_work(SYSTEM) as work:
    work.session.get_one(Setting, "record.objection_days").value = "9"
"""


def promised() -> int | None:
    with reading(SYSTEM) as session:
        return catalogue.items(session)[ITEM].promised_days


@pytest.mark.usefixtures("db")
def test_what_nobody_changed_is_the_same_object() -> None:
    with reading(SYSTEM) as session:
        first, days = catalogue.items(session), calendar.current(session)
    with reading(SYSTEM) as session:
        assert catalogue.items(session) is first
        assert calendar.current(session) is days


@pytest.mark.usefixtures("db")
def test_a_changed_limit_is_seen_at_once() -> None:
    before = promised()
    with unit_of_work(SYSTEM) as work:
        item = work.session.get_one(ApprovalItem, ITEM)
        item.promised_days = 77
        assert catalogue.items(work.session)[ITEM].promised_days == 77  # also before it is stored
    assert before != 77
    assert promised() == 77


@pytest.mark.usefixtures("db")
def test_a_change_rolled_back_leaves_nothing() -> None:
    before = promised()
    with pytest.raises(InterruptedError), unit_of_work(SYSTEM) as work:
        work.session.get_one(ApprovalItem, ITEM).promised_days = 77
        assert catalogue.items(work.session)[ITEM].promised_days == 77
        raise InterruptedError
    assert promised() == before


@pytest.mark.usefixtures("db")
def test_rows_deleted_by_one_statement_are_gone() -> None:
    with reading(SYSTEM) as session:
        assert calendar.current(session).exceptions
    with unit_of_work(SYSTEM) as work:
        work.session.exec(delete(CalendarDay))
    with reading(SYSTEM) as session:
        assert not calendar.current(session).exceptions


@pytest.mark.usefixtures("db")
def test_a_change_by_another_process_is_seen() -> None:
    with reading(SYSTEM) as session:
        assert catalogue.number(session, KEY) == 2
    environment = os.environ | {"DAIBAN_DATABASE_URL": database.current_url()}
    subprocess.run([sys.executable, "-c", CHANGE], cwd=ROOT, env=environment, check=True)
    with reading(SYSTEM) as session:
        assert catalogue.number(session, KEY) == 9
        assert session.get_one(Setting, KEY).value == "9"


@pytest.mark.usefixtures("db")
def test_an_older_database_without_a_stamp_is_read_every_time_until_it_has_one() -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.connection().exec_driver_sql("DELETE FROM setting WHERE key = 'reference.stamp'")
    with reading(SYSTEM) as session:
        assert catalogue.items(session) is not catalogue.items(session)
    catalogue.load()
    with reading(SYSTEM) as session:
        assert catalogue.items(session) is catalogue.items(session)


def network_of_a_roadmap(project_id: int) -> Network:
    with reading(SYSTEM) as session:
        project = session.get_one(Project, project_id)
        return specs.network_of(specs.Reference(session), planning.steps_of(session, project), project_id)


@pytest.mark.usefixtures("db")
def test_the_network_of_a_roadmap_is_built_anew_when_its_rows_or_the_catalogue_change() -> None:
    project_id = made_project()
    before = network_of_a_roadmap(project_id)
    assert network_of_a_roadmap(project_id) is before
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(ApprovalItem, ITEM).outdoor = True
    outdoor = network_of_a_roadmap(project_id)
    assert outdoor.steps[ITEM].is_outdoor and not before.steps[ITEM].is_outdoor
    with unit_of_work(SYSTEM) as work:
        project = work.session.get_one(Project, project_id)
        step = next(one for one in planning.steps_of(work.session, project) if one.item_code == ITEM)
        step.plan_days = 41
    assert network_of_a_roadmap(project_id).steps[ITEM].plan_days == 41
