"""The progress report from the database: what it says, what it must not say, how it is kept."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden, NotFound
from domain.vocabulary import Role
from models import Absence, ArchiveDocument, AuditRow, IssuedReport, Project, StoredFile
from services import files, reports, settings
from services.database import reading, unit_of_work
from services.reports import ProgressReportView
from tests import factories_reports as make
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


def _view(project_id: int, actor: Actor, *, lang: str = "zh_CN", as_of: date = TODAY) -> ProgressReportView:
    return reports.progress_report_view(project_id=project_id, as_of=as_of, lang=lang, actor=actor)


def test_what_was_done_since_the_last_report_and_what_comes_next(db: str) -> None:
    project, agent = make.filled()
    view = _view(project, agent)
    assert [(row.on, row.text) for row in view.done] == [
        (date(2026, 8, 27), "企业投资备案已办结"),
        (date(2026, 8, 28), "设计方案联审已出模拟审批意见（转正前没有法律效力）"),
        (date(2026, 8, 31), "代办员走访、指导2次"),
        (date(2026, 8, 31), "用地规划许可证已受理"),
        (date(2026, 8, 31), "问题WT-2026-039已销号"),
    ]
    assert [(row.on, row.text) for row in view.planned] == [
        (date(2026, 9, 3), "用地规划许可证应办结"),
        (date(2026, 9, 4), "提交水土保持方案"),
    ]


def test_an_optional_step_nobody_began_is_listed_but_not_counted(db: str) -> None:
    project, agent = make.filled()
    make.step(project, "safety_design_review", "construction_permit", "emergency", seq=80, optional=True)
    view = _view(project, agent)
    assert (view.steps_needed, len(view.steps)) == (6, 7)
    assert "视项目情况办理" in [row.remark for row in view.steps]


def test_the_reason_of_the_light_names_the_item_but_not_the_pause(db: str) -> None:
    project, agent = make.filled()
    with unit_of_work(SYSTEM) as work:
        row = work.session.get_one(Project, project)
        row.light_reason, row.light_params = "paused", {"item": "energy_review", "reason": "内部原因"}
    reason = _view(project, agent).light_reason
    assert "节能审查" in reason
    assert "内部原因" not in reason


def test_what_the_enterprise_must_do_comes_earliest_first(db: str) -> None:
    project, agent = make.filled()
    asks = _view(project, agent).asks
    assert [(ask.text, ask.due_on) for ask in asks] == [
        ("交齐2件材料：水土保持方案、法人授权书", date(2026, 9, 4)),
        ("确认问题WT-2026-041是否已解决", None),
    ]
    assert (asks[0].left_workdays, asks[0].light) == (3, "yellow")


def test_owed_materials_and_promises_carry_their_days(db: str) -> None:
    project, agent = make.filled()
    owed = _view(project, agent).owed
    assert [(row.kind, row.text, row.due_on, row.light) for row in owed] == [
        ("supplement", "地勘报告", date(2026, 9, 7), "yellow"),
        ("commitment", "履行告知承诺书所列事项", date(2026, 10, 15), "green"),
    ]


def test_a_document_about_to_expire_is_owed_too(db: str) -> None:
    project, agent = make.filled()
    with unit_of_work(SYSTEM) as work:
        soon, later, replaced = (TODAY + timedelta(days=days) for days in (30, 90, 20))
        work.session.add(ArchiveDocument(enterprise_id=1, name="营业执照", valid_until=soon))
        work.session.add(ArchiveDocument(enterprise_id=1, name="排污许可", valid_until=later))
        work.session.add(
            ArchiveDocument(enterprise_id=1, name="旧执照", valid_until=replaced, replaced_by_id=1)
        )
    names = [row.text for row in _view(project, agent).owed if row.kind == "document"]
    assert names == ["营业执照"]


def test_who_has_it_in_hand(db: str) -> None:
    project, agent = make.filled()
    rows = _view(project, agent).under_way
    assert (rows[0].due_on, rows[0].light, rows[0].is_critical) == (date(2026, 9, 3), "yellow", True)
    assert rows[0].left_workdays == 2
    assert "代办员李代办" in [row.holder for row in rows]
    assert any(row.holder.endswith("（暂停计时）") for row in rows)


def test_remarks_come_from_the_state(db: str) -> None:
    project, agent = make.filled()
    remarks = {row.remark for row in _view(project, agent).steps}
    assert "迟2个工作日" in remarks
    assert "8月28日出具模拟审批意见，转正前没有法律效力；有效期至2027年2月20日" in remarks
    assert "8月25日起暂停计时" in remarks
    assert "容缺办理，欠1件" in remarks


def test_stages_facts_and_marks(db: str) -> None:
    project, agent = make.filled()
    view = _view(project, agent)
    cells = {cell.code: cell for cell in view.stages}
    assert (cells["land_planning"].progress, cells["land_planning"].steps_done) == ("now", 1)
    assert cells["building_permit"].is_provisional
    assert cells["operation"].steps_needed == 0
    assert (view.licence_state, view.licence_on) == ("planned", date(2027, 1, 22))
    assert view.slip_workdays == 3
    assert view.provisional_from == date(2027, 1, 1)
    assert (view.steps_done, view.steps_needed) == (1, 6)
    assert view.has_simulated_opinion
    assert view.has_pending_limits


def test_pauses_are_read_from_the_event_log(db: str) -> None:
    project, agent = make.filled()
    assert ((date(2026, 8, 25), None),) in [row.pauses for row in _view(project, agent).steps]
    step = next(row for row in _view(project, agent).steps if row.pauses)
    energy_id = 3
    make.add(make.clock_event(project, energy_id, "resume", date(2026, 8, 30)))
    again = next(row for row in _view(project, agent).steps if row.name == step.name)
    assert again.pauses == ((date(2026, 8, 25), date(2026, 8, 30)),)


def test_nothing_internal_leaves_the_house(db: str) -> None:
    project, agent = make.filled()
    make.project(primary=make.agent("别人", "agent0999"), name="别家的项目")
    for lang in ("zh_CN", "en"):
        text = repr(_view(project, agent, lang=lang))
        for secret in ("内部", "领导批示", "WT-2026-050", "别家的项目", "别人"):
            assert secret not in text


def test_an_overdue_problem_is_red_and_one_reported_solved_is_blue(db: str) -> None:
    project, agent = make.filled()
    rows = _view(project, agent).problems
    assert [(row.number, row.light) for row in rows] == [("WT-2026-047", "red"), ("WT-2026-041", "blue")]


def test_contacts_and_who_stands_in(db: str) -> None:
    project, agent = make.filled()
    people = _view(project, agent).contacts
    assert [(row.role, row.is_acting) for row in people] == [
        ("primary", False),
        ("backup", False),
        ("supervision", False),
    ]
    assert people[-1].phone == "12345"
    with unit_of_work(SYSTEM) as work:
        work.session.add(Absence(agent_id=agent.account_id, from_on=TODAY, until_on=TODAY))
    assert [row.is_acting for row in _view(project, agent).contacts] == [False, True, False]
    with unit_of_work(SYSTEM) as work:
        backup = work.session.get_one(Project, project).backup_agent_id
        work.session.add(Absence(agent_id=backup, from_on=TODAY, until_on=TODAY))
    assert not any(row.is_acting for row in _view(project, agent).contacts), "B is away as well"


def test_english_names_come_from_the_catalogue(db: str) -> None:
    project, agent = make.filled()
    view = _view(project, agent, lang="en")
    assert "Energy-conservation review" in [row.name for row in view.steps]
    assert view.owed[0].text == "地勘报告 (en)"


def test_an_empty_project_has_a_view(db: str) -> None:
    agent = make.agent()
    view = _view(make.project(primary=agent), agent)
    assert (view.steps, view.asks, view.done, view.licence_state) == ((), (), (), "none")
    assert view.number == 1


def test_a_foreign_project_and_an_unknown_one_are_refused_alike(db: str) -> None:
    project, _ = make.filled()
    stranger = make.agent("生人", "agent0777")
    with pytest.raises(NotFound) as foreign:
        _view(project, stranger)
    with pytest.raises(NotFound) as unknown:
        _view(999_999, stranger)
    assert str(foreign.value) == str(unknown.value)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMIN, Role.AUDITOR])
def test_roles_without_the_permission_are_refused(sqlite_db: str, role: Role) -> None:
    project, _ = make.filled()
    with pytest.raises(Forbidden):
        _view(project, make.account("other0001", "某人", role))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER])
def test_coordinator_and_leader_may_export_every_project(sqlite_db: str, role: Role) -> None:
    project, _ = make.filled()
    assert _view(project, make.account("other0001", "某人", role)).number == 1


def test_an_unknown_language_is_refused(sqlite_db: str) -> None:
    project, agent = make.filled()
    with pytest.raises(BadInput):
        _view(project, agent, lang="fr")


def _issue(
    view: ProgressReportView, actor: Actor, data: bytes = b"PK\x03\x04 xl/ first"
) -> reports.IssuedView:
    return reports.issue(view=view, data=data, actor=actor)


def test_an_issued_report_is_numbered_kept_by_hash_and_audited(db: str) -> None:
    project, agent = make.filled()
    issued = _issue(_view(project, agent), agent)
    assert (issued.number, issued.is_new) == (1, True)
    assert issued.file_name == "雪原动力电池示例项目办理进度报告（第1期，20260901）.xlsx"
    assert files.read(file_id=issued.file_id, actor=agent).data == b"PK\x03\x04 xl/ first"
    with reading(SYSTEM) as session:
        row = session.exec(select(IssuedReport)).one()
        stored = session.get_one(StoredFile, row.file_id)
        assert stored.sha256 == hashlib.sha256(b"PK\x03\x04 xl/ first").hexdigest()
        audits = session.exec(select(AuditRow.action).where(AuditRow.subject_type == "report")).all()
    assert list(audits) == ["report.issue"]


def test_the_same_bytes_are_the_same_issue_and_only_audited_again(db: str) -> None:
    project, agent = make.filled()
    first, second = (_issue(_view(project, agent), agent) for _ in range(2))
    assert (second.number, second.file_id, second.is_new) == (first.number, first.file_id, False)
    with reading(SYSTEM) as session:
        assert len(session.exec(select(IssuedReport)).all()) == 1
        audits = session.exec(select(AuditRow.action).where(AuditRow.subject_type == "report")).all()
    assert list(audits) == ["report.issue", "report.download"]


def test_one_number_a_day_whatever_the_language_and_the_next_day_counts_on(db: str) -> None:
    project, agent = make.filled()
    _issue(_view(project, agent), agent)
    assert _issue(_view(project, agent, lang="en"), agent, b"PK\x03\x04 xl/ en").number == 1
    later = _view(project, agent, as_of=TODAY + timedelta(days=9))
    assert (later.number, later.since) == (2, TODAY)


def test_issuing_a_foreign_project_stores_nothing(db: str) -> None:
    project, agent = make.filled()
    with pytest.raises(NotFound):
        _issue(_view(project, agent), make.agent("生人", "agent0777"))
    with reading(SYSTEM) as session:
        assert session.exec(select(IssuedReport)).all() == []
        assert session.exec(select(StoredFile)).all() == []


def test_a_file_name_survives_every_file_system(sqlite_db: str) -> None:
    agent = make.agent()
    project = make.project(primary=agent, name='../甲/乙:"丙"\u202e*?<|>' + "长" * 100)
    name = reports.file_name(_view(project, agent))
    assert not set(name) & set('/\\:*?"<>|\u202e')
    assert len(name.encode()) < 255


def test_materials_a_tolerance_step_may_bring_later_are_not_asked_for_now(db: str) -> None:
    agent = make.agent()
    project = make.project(primary=agent)
    step = make.step(
        project,
        "energy_review",
        "construction_permit",
        "development_reform",
        mode="tolerance",
        plan_accept_on=TODAY,
    )
    make.add(make.owed_material(project, step, "可后补", requirement="deferrable"))
    assert _view(project, agent).asks == ()
    with unit_of_work(SYSTEM) as work:
        work.session.add(make.owed_material(project, step, "必备"))
    assert [ask.text for ask in _view(project, agent).asks] == ["交齐1件材料：必备"]
