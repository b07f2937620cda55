"""Visits: follow-up always, verification only when ticked, the promised next step comes back."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import BadInput, Forbidden, NotFound
from domain.vocabulary import VisitKind
from models import Project
from services import visits
from services.database import reading
from services.visits import VisitDraft
from tests.factories import TODAY
from tests.factories_problems import House, house

pytestmark = pytest.mark.usefixtures("db")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def draft(home: House, **values: object) -> VisitDraft:
    return VisitDraft(**({"project_id": home.project_id, "what": "现场核对平面图"} | values))


def project(home: House) -> Project:
    with reading(SYSTEM) as session:
        row = session.exec(select(Project).where(Project.id == home.project_id)).one()
        session.expunge_all()
        return row


def test_a_visit_is_follow_up_but_not_verification() -> None:
    home = house()
    visits.log_visit(draft=draft(home), actor=home.agent)
    assert project(home).last_follow_up_on == TODAY
    assert project(home).last_verified_on == date(2026, 8, 31)


def test_a_ticked_visit_verifies_as_of_its_day_and_never_backwards() -> None:
    home = house()
    visits.log_visit(draft=draft(home, verified=True, visited_on=date(2026, 8, 20)), actor=home.agent)
    assert project(home).last_verified_on == date(2026, 8, 31)
    visits.log_visit(draft=draft(home, verified=True), actor=home.agent)
    assert project(home).last_verified_on == TODAY


def test_the_promised_next_step_comes_back_until_it_is_done() -> None:
    home = house()
    visit_id = visits.log_visit(
        draft=draft(home, kind=VisitKind.CALL, next_step="送补正清单", next_on=date(2026, 9, 3)),
        actor=home.agent,
    )
    (action,) = visits.next_actions(actor=home.agent)
    assert (action.visit_id, action.text, action.due_on, action.is_overdue) == (
        visit_id,
        "送补正清单",
        date(2026, 9, 3),
        False,
    )
    assert visits.next_actions(actor=home.stranger) == ()
    visits.mark_next_done(visit_id=visit_id, actor=home.agent)
    visits.mark_next_done(visit_id=visit_id, actor=home.agent)
    assert visits.next_actions(actor=home.agent) == ()
    assert visits.list_visits(project_id=home.project_id, actor=home.agent)[0].is_next_done


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"what": " "}, "what_missing"),
        ({"visited_on": date(2026, 9, 2)}, "future_day"),
        ({"visited_on": date(2026, 6, 1)}, "too_old"),
        ({"next_step": "送清单"}, "next_incomplete"),
        ({"next_on": date(2026, 9, 3)}, "next_incomplete"),
        ({"next_step": "送清单", "next_on": date(2026, 8, 31)}, "next_too_early"),
        ({"photo_name": "a.png", "photo": b"MZ not a picture"}, "type_refused"),
    ],
)
def test_bad_input_stores_nothing(values: dict[str, object], code: str) -> None:
    home = house()
    with pytest.raises(BadInput, match=code):
        visits.log_visit(draft=draft(home, **values), actor=home.agent)
    assert visits.list_visits(project_id=home.project_id, actor=home.agent) == ()


def test_a_photo_is_kept_with_the_visit(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    home = house()
    visits.log_visit(draft=draft(home, photo_name="site.png", photo=PNG), actor=home.agent)
    (seen,) = visits.list_visits(project_id=home.project_id, actor=home.leader)
    assert seen.file_id is not None
    assert (seen.recorded_by, seen.kind) == ("李代办", "visit")


def test_who_may_write_and_read_visits() -> None:
    home = house()
    with pytest.raises(NotFound):
        visits.log_visit(draft=draft(home), actor=home.stranger)
    for actor in (home.leader, home.liaison):
        with pytest.raises(Forbidden):
            visits.log_visit(draft=draft(home), actor=actor)
    with pytest.raises(Forbidden):
        visits.list_visits(project_id=home.project_id, actor=home.liaison)
