"""What every service stands on: one transaction a call, the audit chain, row scoping, files, settings."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from domain.access import GRANTS, SYSTEM, Actor, Permission, can
from domain.errors import BadInput, Forbidden, NotFound
from domain.vocabulary import Role
from models import AuditRow, Problem, Project, Setting, Step
from services import audit, clock, database, files, preferences, settings
from services.database import reading, unit_of_work
from services.queries import one_readable, readable
from tests import factories_reports as rows
from tests.factories_problems import House, house, raised

ADMIN = Actor(1, "管", Role.ADMIN)


def _note(actor: Actor, value: str) -> None:
    with unit_of_work(actor) as work:
        audit.record(work, action="test.note", subject_type="test", subject_id=1, after={"value": value})


def test_a_failed_call_keeps_nothing_not_even_its_audit_rows(db: str) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work(SYSTEM) as work:
        work.session.add(Setting(key="x.y", value="1"))
        audit.record(work, action="test.note", subject_type="test", subject_id=1)
        _ = 1 / 0
    with reading(SYSTEM) as session:
        assert session.get(Setting, "x.y") is None
        assert session.exec(select(AuditRow).where(AuditRow.action == "test.note")).first() is None


def test_the_chain_sees_a_changed_a_missing_and_a_swapped_row(db: str) -> None:
    for value in ("一", "二", "三", "四"):
        _note(ADMIN, value)
    assert audit.verify(actor=SYSTEM)[1] is None
    with reading(SYSTEM) as session:
        ids = list(session.exec(select(AuditRow.id).where(AuditRow.action == "test.note")))
    _sql(f"UPDATE audit_row SET actor_name = '别人' WHERE id = {ids[1]}")
    assert audit.verify(actor=SYSTEM)[1] == ids[1]
    _sql(f"UPDATE audit_row SET actor_name = '管' WHERE id = {ids[1]}")
    assert audit.verify(actor=SYSTEM)[1] is None
    _sql(f"DELETE FROM audit_row WHERE id = {ids[2]}")
    assert audit.verify(actor=SYSTEM)[1] == ids[3]


def _sql(statement: str) -> None:
    with database.engine().connect() as connection:
        connection.execute(text(statement))
        connection.commit()


def test_many_writers_lose_nothing_and_keep_one_chain(db: str) -> None:
    threads = [
        threading.Thread(target=lambda n=n: [_note(SYSTEM, f"{n}.{i}") for i in range(10)]) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(SYSTEM) as session:
        notes = list(session.exec(select(AuditRow.after).where(AuditRow.action == "test.note")))
    assert len({note["value"] for note in notes}) == len(notes) == 80
    assert audit.verify(actor=SYSTEM)[1] is None


def test_the_audit_chain_is_for_auditors(sqlite_db: str) -> None:
    for role in Role:
        actor = Actor(9, "x", role)
        if role is Role.AUDITOR:
            assert audit.verify(actor=actor)[1] is None
        else:
            with pytest.raises(Forbidden):
                audit.verify(actor=actor)


def test_nobody_has_a_permission_that_the_table_does_not_grant() -> None:
    for role in Role:
        for permission in Permission:
            assert can(Actor(1, "x", role), permission) == (permission in GRANTS[role])
        assert not can(Actor(1, "x", None), Permission.SEE_PROJECTS)
    business = {Permission.EDIT_PROJECT, Permission.RECORD_EVENT, Permission.ASSIGN, Permission.SEE_PROJECTS}
    for role in (Role.ADMIN, Role.AUDITOR):
        assert not GRANTS[role] & business


def _seen(actor: Actor, home: House) -> set[str]:
    found = set()
    with reading(actor) as session:
        for name, model, row_id in (("project", Project, home.project_id), ("step", Step, home.step_id)):
            if any(row.id == row_id for row in session.exec(readable(actor, model))):
                found.add(name)
        if session.exec(readable(actor, Problem)).first():
            found.add("problem")
    return found


def test_rows_are_seen_by_whom_they_concern(db: str) -> None:
    home = house()
    raised(home)
    everything = {"project", "step", "problem"}
    expected = {
        "agent": everything,
        "backup": everything,
        "coordinator": everything,
        "leader": everything,
        "stranger": set(),
        "liaison": set(),
        "other_liaison": {"project", "step"},
    }
    assert {name: _seen(getattr(home, name), home) for name in expected} == expected
    for role in (Role.ADMIN, Role.AUDITOR):
        assert _seen(Actor(77, "x", role), home) == set()
    with reading(home.stranger) as session, pytest.raises(NotFound):
        one_readable(session, home.stranger, Project, home.project_id)


def test_the_database_itself_holds_the_two_agents(db: str) -> None:
    home = house()
    for values in ({"primary_agent_id": None}, {"backup_agent_id": home.agent.account_id}):
        with pytest.raises(IntegrityError), unit_of_work(SYSTEM) as work:
            project = work.session.get_one(Project, home.project_id)
            for name, value in values.items():
                setattr(project, name, value)


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    settings.settings.cache_clear()
    yield tmp_path / "files"
    settings.settings.cache_clear()


def test_a_file_is_kept_by_hash_and_seen_by_whom_its_project_concerns(db: str, data_folder) -> None:
    home = house()
    given = {"name": "../a/现场.png", "data": PNG, "purpose": "step", "project_id": home.project_id}
    file_id = files.store_file(actor=home.agent, **given)
    files.store_file(actor=home.agent, **given)
    found = files.read(file_id=file_id, actor=home.leader)
    assert (found.name, found.media_type, found.data) == ("现场.png", "image/png", PNG)
    assert len([path for path in data_folder.rglob("*") if path.is_file()]) == 1
    for stranger in (home.stranger, Actor(77, "x", Role.ADMIN)):
        with pytest.raises(NotFound):
            files.read(file_id=file_id, actor=stranger)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", b"", "files.empty"),
        ("a.png", b"<html>", "files.type_refused"),
        ("a.html", b"<html>", "files.type_refused"),
        ("a", PNG, "files.type_refused"),
        ("a.xlsx", b"PK\x03\x04 nothing inside", "files.type_refused"),
        ("a.png", PNG + b"0" * 21 * 1024 * 1024, "files.too_big"),
    ],
)
def test_what_is_no_document_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        files.checked_type(name, data)
    assert refused.value.code == code


def test_numbers_are_checked_audited_and_never_overwritten_unseen(db: str) -> None:
    preferences.change_number(key="light.yellow_days", value=" 5 ", seen="3", actor=ADMIN)
    with pytest.raises(BadInput) as refused:
        preferences.change_number(key="light.yellow_days", value="9", seen="3", actor=ADMIN)
    assert refused.value.code == "settings.stale"
    for key, value, seen in (("light.yellow_days", "-1", "5"), ("season.open", "02-30", "04-25")):
        with pytest.raises(BadInput):
            preferences.change_number(key=key, value=value, seen=seen, actor=ADMIN)
    with pytest.raises(NotFound):
        preferences.change_number(key="demo.clock_days", value="1", seen="0", actor=ADMIN)
    with pytest.raises(Forbidden):
        preferences.list_numbers(actor=Actor(2, "x", Role.COORDINATOR))
    assert {n.key: n.value for n in preferences.list_numbers(actor=ADMIN)}["light.yellow_days"] == "5"


def test_the_demo_clock_moves_in_a_demo_only(sqlite_db: str, monkeypatch) -> None:
    with pytest.raises(Forbidden):
        preferences.move_demo_clock(days=3, actor=ADMIN)
    monkeypatch.setenv("DAIBAN_DEMO", "true")
    settings.settings.cache_clear()
    try:
        preferences.move_demo_clock(days=3, actor=ADMIN)
        assert clock.demo_days() == 3
        with pytest.raises(BadInput):
            preferences.move_demo_clock(days=401, actor=ADMIN)
    finally:
        settings.settings.cache_clear()
        clock.forget_demo_days()
    assert clock.today() == rows.TODAY
