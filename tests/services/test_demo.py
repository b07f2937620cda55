"""The demo district: everything of the sample is there, twice the same, safe to run again, copied in bulk."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from domain import identifiers
from domain.access import SYSTEM
from domain.errors import RuleBroken
from domain.vocabulary import Light, Mode, ProblemState, ProjectStatus, Role
from models import (
    Absence,
    Account,
    Base,
    Enterprise,
    Obligation,
    Problem,
    Project,
    Setting,
    Step,
    StepEvent,
    StepMaterial,
    Visit,
)
from services import accounts, agency, audit, backfill, calendar, clock, database, demo
from services.catalogue.loading import records
from services.database import reading, unit_of_work
from services.demo.dates import Shift
from services.demo.sample import sample_rows
from tests.factories import TODAY

SAMPLE = {row["project_name"]: row for row in records("sample_pool")}


@pytest.fixture(scope="module")
def district(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A filled district on the fixture day, for reading."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(sqlite_template, path)
    url = f"sqlite:///{path}"
    database.use(url)
    with clock.frozen(TODAY):
        demo.fill(projects=30, seed=1)
        yield url
    database.dispose(url)
    database.use(None)


@pytest.fixture
def filled(district: str) -> Iterator[None]:
    database.use(district)
    with clock.frozen(TODAY):
        yield


def everything(model: type[Base]) -> list:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(model).order_by(model.id)))  # type: ignore[attr-defined]
        session.expunge_all()
        return found


# ---- what is there


@pytest.mark.usefixtures("filled")
def test_every_sample_project_has_the_light_of_the_sample() -> None:
    found = {row.name: row.light for row in everything(Project)}
    assert found == {name: row["light"] for name, row in SAMPLE.items()}


@pytest.mark.usefixtures("filled")
def test_every_mode_light_and_problem_state_is_present() -> None:
    projects, steps = everything(Project), everything(Step)
    assert {row.light for row in projects} == {light.value for light in Light if light is not Light.NONE}
    assert {row.status for row in projects} == {"active", "done", "unassigned"}
    begun = {row.mode for row in steps if row.state_kind in ("running", "decided", "paused")}
    assert begun == {mode.value for mode in Mode}
    running = {row.mode for row in steps if row.accepted_on and row.state_kind in ("running", "paused")}
    assert running >= {"standard", "simulated", "tolerance", "parallel"}
    assert {row.state for row in everything(Problem)} == {state.value for state in ProblemState}


@pytest.mark.usefixtures("filled")
def test_problems_are_as_many_as_the_sample_says() -> None:
    for row in everything(Project):
        sample = SAMPLE[row.name]
        expected = (int(sample["open_problems"]), int(sample["overdue_problems"]))
        assert (row.open_problems, row.overdue_problems) == expected, row.name


@pytest.mark.usefixtures("filled")
def test_current_items_are_due_when_the_sample_says() -> None:
    """Left out: not yet placed, nothing accepted, a supplement in its grace, an opinion given."""
    projects = {row.id: row for row in everything(Project)}
    steps = {(row.project_id, row.item_code): row for row in everything(Step)}
    checked = 0
    for project in projects.values():
        sample = SAMPLE[project.name]
        step = steps[project.id, sample["current_item"]]
        if not sample["due_on"] or project.backfilled_at is None or step.state == "overdue_gap":
            continue
        if step.opinion_on:
            continue
        assert step.due_on == date.fromisoformat(sample["due_on"]), project.name
        assert step.accepted_on == date.fromisoformat(sample["accepted_on"]), project.name
        checked += 1
    assert checked == 21


@pytest.mark.usefixtures("filled")
def test_scenes_a_visitor_looks_for() -> None:
    waiting = [row for row in everything(Project) if row.status == ProjectStatus.UNASSIGNED]
    assert len(waiting) == 3 and all(row.primary_agent_id is None for row in waiting)
    assert len(backfill.queue(actor=SYSTEM).rows) == 3
    assert [(row.from_on, row.cancelled_at) for row in everything(Absence)] == [(TODAY, None)]
    opinions = [row for row in everything(StepEvent) if row.is_on_behalf and row.department_code]
    assert sorted(row.contested_at is not None for row in opinions) == [False, True]
    assert all(row.confirmed_at is None for row in opinions)
    assert any(row.is_contested for row in everything(Step))
    open_next = [row for row in everything(Visit) if row.next_on and not row.next_done_at]
    assert len(open_next) > 5 and min(row.next_on for row in open_next) >= TODAY
    assert {row.saving_serial for row in everything(Project) if row.saving_used} == {21, 30}
    anchors = {row.anchor for row in everything(Obligation) if row.is_open}
    assert anchors >= {"step_due", "paused", "recorded_on_behalf", "record_contested", "last_follow_up"}
    assert "entered_pool" in anchors and "problem_due" in anchors


@pytest.mark.usefixtures("filled")
def test_the_acting_agent_of_the_absent_one_is_the_one_who_signs_in() -> None:
    with reading(SYSTEM) as session:
        mine = session.exec(select(Account.id).where(Account.username == "agent01")).one()
        acting = agency.acting_of(session, session.exec(select(Project)).all(), TODAY)
    assert Counter(acting.values())[mine] == 4, "two of the own and two of the absent one"


@pytest.mark.usefixtures("filled")
def test_no_address_leads_anywhere_and_the_audit_chain_holds() -> None:
    addresses = [row.email for row in (*everything(Enterprise), *everything(Account))]
    assert all(address.endswith("@example.invalid") for address in addresses)
    rows, first_bad = audit.verify(actor=SYSTEM)
    assert rows > 500 and first_bad is None


@pytest.mark.usefixtures("filled")
def test_nothing_is_dated_after_today_or_out_of_order() -> None:
    entries = everything(StepEvent)
    assert all(row.happened_on is None or row.happened_on <= TODAY for row in entries)
    instants = [row.recorded_at for row in entries]
    assert instants == sorted(instants) and max(instants) <= clock.now()


# ---- running it again


@pytest.mark.usefixtures("filled")
def test_a_second_run_keeps_the_district_and_gives_new_passwords() -> None:
    before = len(everything(Project))
    counts = demo.fill(projects=30, seed=1)
    assert (counts["is_new"], counts["projects"]) == (False, before)
    first, second = demo.new_sign_ins(), demo.new_sign_ins()
    assert [one.role for one in first] == list(Role) and len({one.password for one in first}) == 6
    assert not {one.password for one in first} & {one.password for one in second}
    signed = accounts.sign_in(username="agent01", password=second[0].password)
    assert not signed.must_change_password
    with pytest.raises(Exception, match=r"accounts\."):
        accounts.sign_in(username="agent01", password=first[0].password)


@pytest.mark.usefixtures("sqlite_db")
def test_a_database_with_people_of_its_own_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"demo\.no_district"):
        demo.new_sign_ins()
    with unit_of_work(SYSTEM) as work:
        work.session.add(Account(username="boss", display_name="Boss", role="admin"))
    with pytest.raises(RuleBroken, match=r"demo\.not_empty"):
        demo.fill(projects=1, seed=1)
    assert not everything(Project)


@pytest.mark.usefixtures("db")
def test_copies_have_identities_and_references_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four by hand, two whole copies and half of one: as with thirty, only quicker."""
    from services.demo import filling

    monkeypatch.setattr(filling, "sample_rows", lambda shift: sample_rows(shift)[20:24])
    counts = demo.fill(projects=14, seed=1)
    assert (counts["projects"], counts["enterprises"]) == (14, 14)
    assert_sound()
    with unit_of_work(SYSTEM) as work:  # sequences stand behind what was copied
        work.session.add(Enterprise(name="x", name_normalised="x"))
        work.session.add(Setting(key="y", value="z"))


def assert_sound() -> None:
    """Every reference of a copy leads to a row of the same copy; codes differ and are right."""
    projects = {row.id: row for row in everything(Project)}
    steps = {row.id: row for row in everything(Step)}
    codes = [row.code for row in projects.values() if row.code]
    assert len(set(codes)) == len(codes) and len(projects) == 14
    assert all(identifiers.check("project-code", code).valid for code in codes)
    assert all(identifiers.check("credit-code", row.uscc).valid for row in everything(Enterprise))
    for row in (*everything(StepEvent), *everything(StepMaterial)):
        assert steps[row.step_id].project_id == row.project_id
    for row in projects.values():
        assert row.current_step_id is None or steps[row.current_step_id].project_id == row.id
    problems = {row.id: row for row in everything(Problem)}
    events = {row.id: row for row in everything(StepEvent)}
    known = {"step": steps, "project": projects, "problem": problems, "event": events}
    for duty in everything(Obligation):
        kind, _, number = duty.subject.partition(":")
        subject = known[kind][int(number)]
        assert duty.project_id == (subject.id if kind == "project" else subject.project_id)
    sizes = Counter(row.project_id for row in steps.values())
    by_package = Counter((projects[project_id].template_code, n) for project_id, n in sizes.items())
    assert len(sizes) == len(projects) and len(by_package) == len({key for key, _ in by_package})


@pytest.mark.usefixtures("sqlite_db")
def test_a_seed_makes_the_same_district(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    first = picture(request, tmp_path / "one.db", seed=7)
    assert picture(request, tmp_path / "two.db", seed=7) == first
    assert picture(request, tmp_path / "three.db", seed=8) != first


def picture(request: pytest.FixtureRequest, path: Path, seed: int) -> list:
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    url = f"sqlite:///{path}"
    database.use(url)
    try:
        counts = demo.fill(projects=8, seed=seed)
        rows = [(row.code, row.name, row.light, row.stage) for row in everything(Project)]
        rows += [(row.number, row.text, row.state, row.due_on) for row in everything(Problem)]
        rows += [(row.visited_on, row.what, row.next_on) for row in everything(Visit)]
        return [counts, rows, [(row.event, row.happened_on) for row in everything(StepEvent)]]
    finally:
        database.dispose(url)


# ---- dates


def test_days_of_the_sample_keep_their_distance_on_every_day_of_a_year() -> None:
    known = calendar.packaged()
    for number in range(365):
        shift = Shift(known, TODAY + timedelta(days=number))
        for row in sample_rows(shift):
            days = [day for day in (row.signed_on, row.accepted_on, row.paused_on, row.done_on) if day]
            assert max([*days, row.verified_on]) <= shift.today
            assert row.accepted_on is None or row.accepted_on <= (row.paused_on or row.accepted_on)


def test_on_the_fixture_day_nothing_moves() -> None:
    shift = Shift(calendar.packaged(), TODAY)
    for row in sample_rows(shift):
        accepted = date.fromisoformat(row["accepted_on"]) if row["accepted_on"] else None
        assert (row.accepted_on, row.planned_start) == (accepted, row["planned_start"])


@pytest.mark.usefixtures("filled")
def test_counts_say_what_is_there() -> None:
    counts = demo.fill(projects=30, seed=1)
    with reading(SYSTEM) as session:
        assert counts["steps"] == session.exec(select(func.count()).select_from(Step)).one()
    assert sum(counts["lights"].values()) == counts["projects"] == 30
