"""The notice of a year: preview equals change, open due dates follow, nothing half-read is stored."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden
from domain.vocabulary import Role
from models import Project
from services import calendar, clock, holiday_notices
from services.database import reading, unit_of_work
from services.steps.placing import place
from services.steps.settling import settle_project
from tests.factories_roadmaps import project, steps

pytestmark = pytest.mark.usefixtures("db")
NOTICE = (
    "date,name,is_off_day\r\n2027-01-01,元旦,yes\r\n2027-01-04,元旦,yes\r\n2027-01-09,元旦,no\r\n".encode(
        "utf-8-sig"
    )
)
DECEMBER = date(2026, 12, 28)


def running_project() -> int:
    """A project whose planning conditions are due on 2027-01-05 under the provisional calendar."""
    project_id = project(signed_on=date(2026, 12, 1))
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project_id)
        for code, how, on in (
            ("sign_agreement", "done", date(2026, 12, 2)),
            ("agency_entrust", "done", date(2026, 12, 3)),
            ("planning_conditions", "running", DECEMBER),
        ):
            step = steps_in(work.session, project_id)[code]
            place(work, step=step, how=how, on=on, today=DECEMBER)  # type: ignore[arg-type]
            work.session.flush()
        settle_project(work, project=row, today=DECEMBER)
    return project_id


def steps_in(session, project_id: int):  # type: ignore[no-untyped-def]
    from models import Step

    return {step.item_code: step for step in session.exec(select(Step).where(Step.project_id == project_id))}


def test_preview_and_change_agree() -> None:
    with clock.frozen(DECEMBER):
        project_id = running_project()
        before = steps(project_id)["planning_conditions"].due_on
        preview = holiday_notices.import_notice(data=NOTICE, commit=False, actor=SYSTEM)
        assert steps(project_id)["planning_conditions"].due_on == before == date(2027, 1, 5)
        with reading(SYSTEM) as session:
            assert calendar.current(session).is_provisional(date(2027, 1, 5))
        stored = holiday_notices.import_notice(data=NOTICE, commit=True, actor=SYSTEM)
    assert (preview.is_stored, stored.is_stored) == (False, True)
    assert preview.changed_due_dates == stored.changed_due_dates
    change = stored.changed_due_dates[0]
    assert (change.item_code, change.before, change.after) == (
        "planning_conditions",
        before,
        date(2027, 1, 6),
    )
    assert steps(project_id)["planning_conditions"].due_on == date(2027, 1, 6)
    with reading(SYSTEM) as session:
        assert not calendar.current(session).is_provisional(date(2027, 1, 5))


def test_a_second_import_of_the_same_notice_changes_nothing() -> None:
    with clock.frozen(DECEMBER):
        running_project()
        holiday_notices.import_notice(data=NOTICE, commit=True, actor=SYSTEM)
        assert holiday_notices.import_notice(data=NOTICE, commit=True, actor=SYSTEM).changed_due_dates == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date,name,is_off_day\n", "calendar.empty"),
        ("date,name\n2027-01-01,x\n", "calendar.missing_column"),
        ("", "calendar.missing_column"),
        ("date,name,is_off_day\n2027-13-01,x,yes\n", "calendar.bad_day"),
        ("date,name,is_off_day\n2027-01-01,x,maybe\n", "calendar.bad_day"),
        ("date,name,is_off_day\n2027-01-01,x,yes\n2028-01-01,x,yes\n", "calendar.several_years"),
        ("date,name,is_off_day\n2027-01-01,x,yes\n2027-01-01,x,no\n", "calendar.duplicate_day"),
    ],
)
def test_unreadable_notices_are_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        holiday_notices.import_notice(data=text.encode(), commit=True, actor=SYSTEM)
    assert refusal.value.code == code


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadInput, match=r"calendar\.unreadable_file"):
        holiday_notices.import_notice(data=b"PK\x03\x04\xff\xfe", commit=True, actor=SYSTEM)


def test_only_administrators_import_a_notice() -> None:
    with pytest.raises(Forbidden):
        holiday_notices.import_notice(data=NOTICE, commit=False, actor=Actor(3, "李明", Role.AGENT))
