"""Importing ledgers: the sample pool, updates that erase nothing, agents and load, all or nothing."""

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, func, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden
from domain.vocabulary import ProjectStatus, Role
from models import Account, AuditRow, Enterprise, Problem, Project, Step
from services import backfill, ledger_import, projects
from services.backfill import BackfillDraft, PlacementDraft
from services.database import reading, unit_of_work
from services.ledger_import import ImportResult, committing
from tests import factories_ledgers as ledgers
from tests import factories_reports as rows
from tests.factories_ledgers import SAMPLE, line, people_of_the_sample, sample_rows, text, xlsx

pytestmark = pytest.mark.usefixtures("db")


def coordinator(lang: str = "zh_CN") -> Actor:
    made = rows.account("coord01", "陈协调", Role.COORDINATOR)
    return Actor(made.account_id, made.name, made.role, lang=lang)


def tried(lines: list[dict[str, Any]], actor: Actor = SYSTEM, **options: Any) -> ImportResult:
    return ledger_import.run(data=xlsx(lines), name="台账.xlsx", actor=actor, **options)


def stored(lines: list[dict[str, Any]], actor: Actor = SYSTEM, **options: Any) -> ImportResult:
    result = tried(lines, actor, commit=True, **options)
    assert result.is_stored, [issue.message for issue in result.errors]
    return result


def fates(result: ImportResult) -> list[str]:
    return [row.fate for row in result.rows]


def said(result: ImportResult) -> str:
    assert result.file_error is None
    return "\n".join(issue.message for issue in (*result.errors, *result.warnings))


def count(model: type) -> int:
    with reading(SYSTEM) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def project(name: str) -> Project:
    with reading(SYSTEM) as session:
        found = session.exec(select(Project).where(Project.name == name)).one()
        session.expunge_all()
        return found


def enterprise(name: str) -> Enterprise:
    with reading(SYSTEM) as session:
        found = session.exec(select(Enterprise).where(Enterprise.name == name)).one()
        session.expunge_all()
        return found


# ---- the sample pool


def test_the_sample_pool_is_tried_stored_and_then_unchanged() -> None:
    people = people_of_the_sample()
    data = SAMPLE.read_bytes()
    dry = ledger_import.run(data=data, name=SAMPLE.name, actor=SYSTEM)
    assert fates(dry) == ["create"] * 30 and not dry.errors and count(Project) == 0
    assert [issue.column for issue in dry.warnings] == [None], "only the columns that are not read"
    done = ledger_import.run(data=data, name=SAMPLE.name, commit=True, actor=SYSTEM)
    assert done.is_stored and fates(done) == ["create"] * 30 and count(Project) == 30 == count(Enterprise)
    assert dry.as_document()["rows"] == done.as_document()["rows"]
    audits = count(AuditRow)
    again = ledger_import.run(data=data, name=SAMPLE.name, commit=True, actor=SYSTEM)
    assert fates(again) == ["unchanged"] * 30 and again.as_document()["rows"] == done.as_document()["rows"]
    assert count(AuditRow) == audits + 1, "the import itself, no project"
    _compare_with_the_file(people, done)


def _compare_with_the_file(people: dict[str, Actor], done: ImportResult) -> None:
    """Every project stands as its line says, active with A and B, its hints ready for the backfill."""
    for row, given in zip(done.rows, sample_rows(), strict=True):
        found = project(given["project_name"])
        assert found.id == row.project_id and found.status == "active"
        assert (found.code or "") == given["project_code"]
        assert found.primary_agent_id == people[given["primary"]].account_id
        assert found.backup_agent_id == people[given["backup"]].account_id
        assert found.coordinator_id == people[given["coordinator"]].account_id
        assert found.leader_id == people[given["responsible_leader"]].account_id
        assert found.investment_wan == float(given["investment_wan"])
        assert (
            f"{found.signed_on} {found.last_verified_on}"
            == f"{given['signed_on']} {given['last_verified_on']}"
        )
        hints = (
            "stage",
            "current_item",
            "mode_focus",
            "accepted_on",
            "due_on",
            "paused_on",
            "done_on",
            "liaison",
        )
        assert found.import_hints == {name: given[name] for name in hints if given[name]}
        owner = enterprise(given["enterprise_name"])
        assert (owner.uscc, owner.contact, owner.phone) == (
            given["uscc"],
            given["enterprise_contact"],
            given["enterprise_phone"],
        )


def test_the_backfill_is_pre_ticked_from_the_ledger() -> None:
    people = people_of_the_sample()
    done = ledger_import.run(data=SAMPLE.read_bytes(), name=SAMPLE.name, commit=True, actor=SYSTEM)
    agent = people[sample_rows()[0]["primary"]]
    view = backfill.backfill_view(project_id=done.rows[0].project_id or 0, actor=agent)
    ticked = {row.code: row.how for row in view.rows}
    assert ticked["drawing_review"] == "running" and ticked["project_filing"] == "done"
    assert view.ledger.paused_on == date(2026, 8, 24)


def test_the_stored_values_are_plain_json() -> None:
    document = ledger_import.run(data=SAMPLE.read_bytes(), name=SAMPLE.name, actor=SYSTEM).as_document()
    again = json.loads(json.dumps(document, ensure_ascii=False))
    assert again["rows"]["2"]["signed_on"] == "2025-10-02" and again["rows"]["2"]["investment_wan"] == 18000
    assert again["created"] == 30 and again["file_error"] is None


# ---- updates


def test_an_update_writes_what_is_new_and_blank_cells_erase_nothing() -> None:
    stored(
        [
            line(
                1,
                园区="示例园区",
                联系人="马经理",
                联系电话="13000000001",
                签约日期="2026.3.1",
                存在问题="无",
            )
        ]
    )
    before = project("演示项目乙1")
    blank = dict.fromkeys(("园区", "联系人", "联系电话", "受理日", "存在问题", "签约日期"))
    result = stored([line(1, **blank, 用地="60亩", **{"总投资（万元）": "2.5亿元"})])
    assert fates(result) == ["update"]
    found, owner = project("演示项目乙1"), enterprise("哈尔滨第1示例制造有限公司")
    assert (found.id, found.park, found.signed_on) == (before.id, "示例园区", date(2026, 3, 1))
    assert (found.land_mu, found.investment_wan, owner.phone) == (60, 25000, "13000000001")
    assert found.import_hints == before.import_hints == {"accepted_on": "2026-08-18"}
    assert result.as_document()["rows"]["2"]["park"] == "示例园区", "blank cells keep what is stored"


def test_a_code_that_arrives_later_is_filled_in() -> None:
    first = line(1, 项目代码=None)
    stored([first])
    assert project("演示项目乙1").code is None
    result = stored([line(1)])
    assert fates(result) == ["update"] and project("演示项目乙1").code == ledgers.code(1)
    assert fates(stored([first])) == ["unchanged"], "a ledger without the code still means the project"
    assert count(Project) == 1


def test_a_credit_code_that_arrives_later_is_filled_in_and_searchable() -> None:
    stored([line(1, 统一社会信用代码=None)])
    result = stored([line(1)])
    assert fates(result) == ["update"] and enterprise("哈尔滨第1示例制造有限公司").uscc == ledgers.uscc(1)
    assert ledgers.uscc(1).lower() in project("演示项目乙1").search_text


def test_a_renamed_project_keeps_its_identity() -> None:
    made = stored([line(1)])
    renamed = stored([line(1, 项目名称="改名后的项目")])
    assert fates(renamed) == ["update"] and renamed.rows[0].project_id == made.rows[0].project_id
    other = stored([line(1, 项目名称="二期项目", 项目代码=ledgers.code(9))])
    assert fates(other) == ["create"]
    taken = tried([line(1, 项目名称="二期项目")])
    assert "已有名为“二期项目”的另一个项目" in said(taken) and fates(taken) == ["error"]


def test_brackets_and_widths_do_not_make_another_project() -> None:
    stored([line(1, 项目名称="轴承产线(一期)")])
    result = stored(
        [line(1, 项目代码=None, 项目名称="轴承产线（一期）", 企业名称="哈尔滨第１示例制造有限公司")]
    )
    assert fates(result) == ["unchanged"] and count(Project) == 1


def test_an_older_ledger_does_not_turn_back_the_last_verification() -> None:
    stored([line(1, 最近核实日="2026-08-28")])
    older = stored([line(1, 最近核实日="2026-08-01")])
    assert fates(older) == ["unchanged"] and older.rows[0].values["last_verified_on"] == "2026-08-28"
    assert fates(stored([line(1, 最近核实日="2026-08-31")])) == ["update"]
    assert project("演示项目乙1").last_verified_on == date(2026, 8, 31)


def test_where_a_project_stands_is_not_overwritten_after_the_backfill() -> None:
    made = stored([line(1, 当前阶段="立项用地", 正办事项="工业用地招拍挂")])
    project_id = made.rows[0].project_id or 0
    with reading(SYSTEM) as session:
        step = session.exec(
            select(Step.id).where(Step.project_id == project_id).order_by(col(Step.seq))
        ).first()
    placed = (PlacementDraft(step_id=step or 0, how="done"),)
    backfill.backfill(draft=BackfillDraft(project_id=project_id, placements=placed), actor=coordinator())
    result = stored([line(1, 当前阶段="竣工验收", 正办事项="竣工联合验收")])
    assert fates(result) == ["unchanged"] and project("演示项目乙1").import_hints["stage"] == "land_planning"


def test_a_closed_project_stays_as_it_is() -> None:
    lead = coordinator()
    stored([line(1)], lead)
    found = project("演示项目乙1")
    projects.leave(
        project_id=found.id or 0,
        how=ProjectStatus.WITHDRAWN,
        reason="企业撤资",
        actor=lead,
        version=found.version,
    )
    result = stored([line(1, 园区="示例园区")], lead)
    assert fates(result) == ["unchanged"] and "没有更改" in said(result)
    assert project("演示项目乙1").park is None


def test_package_and_agents_in_place_are_not_changed_by_a_file() -> None:
    lead = coordinator()
    rows.agent("张代办", "agent01"), rows.agent("李代办", "agent02")
    stored([line(1, A角="张代办")], lead)
    result = stored([line(1, A角="李代办", 服务套餐="服务业·商贸项目")], lead)
    assert fates(result) == ["unchanged"]
    assert "换人请办交接" in said(result) and "路线图已经生成" in said(result)


# ---- who works on it


def test_an_unknown_agent_puts_the_project_in_waiting_until_there_is_one() -> None:
    lead = coordinator()
    ledger = [line(1, A角="张　代办", B角="李代办", 协调专员="陈协调")]
    result = stored(ledger, lead)
    assert "项目放入待分配" in said(result)
    found = project("演示项目乙1")
    assert (found.status, found.primary_agent_id, found.coordinator_id) == (
        "unassigned",
        None,
        lead.account_id,
    )
    assert found.import_hints["primary"] == "张 代办"
    assert fates(stored(ledger, lead)) == ["unchanged"]
    agent = rows.agent("张代办", "agent01")
    result = stored(ledger, lead)
    assert fates(result) == ["update"] and "B角先空着" in said(result)
    assert (project("演示项目乙1").status, project("演示项目乙1").primary_agent_id) == (
        "active",
        agent.account_id,
    )
    backup = rows.agent("李代办", "agent02")
    assert fates(stored(ledger, lead)) == ["update"]
    assert project("演示项目乙1").backup_agent_id == backup.account_id
    assert fates(stored(ledger, lead)) == ["unchanged"]


def test_a_third_enterprise_waits_and_a_second_project_does_not_count() -> None:
    rows.agent("张代办", "agent01")
    second = line(2, 项目名称="二期", 项目代码=ledgers.code(12), A角="张代办")
    result = stored([line(1, A角="张代办"), line(2, A角="张代办"), second, line(3, A角="张代办")])
    assert "张代办已对接2家企业，项目放入待分配" in said(result)
    states = [project(row.project).status for row in result.rows]
    assert states == ["active", "active", "active", "unassigned"]
    again = stored([line(3, A角="张代办")])
    assert fates(again) == ["unchanged"] and "已对接2家" in said(again)


def test_two_people_of_one_name_and_closed_accounts_are_nobody() -> None:
    rows.agent("张代办", "agent01"), rows.agent("张代办", "agent02")
    gone = rows.agent("李代办", "agent03")
    rows.account("coord09", "王代办", Role.COORDINATOR)
    with unit_of_work(SYSTEM) as work:
        work.session.get_one(Account, gone.account_id).is_active = False
    result = tried([line(1, A角="张代办"), line(2, A角="李代办"), line(3, A角="王代办")])
    assert said(result).count("项目放入待分配") == 3


def test_a_and_b_are_two_people() -> None:
    rows.agent("张代办", "agent01")
    result = tried([line(1, A角="张代办", B角="张代办")])
    assert fates(result) == ["error"] and result.errors[0].column == "backup"


def test_an_agent_brings_in_own_projects_only() -> None:
    me, other = rows.agent("张代办", "agent01"), rows.agent("李代办", "agent02")
    result = tried([line(1, A角="张代办"), line(2, A角="李代办")], me)
    assert fates(result) == ["create", "error"] and result.errors[0].column == "primary"
    stored([line(2, A角="李代办")], other)
    foreign = tried([line(2, 园区="示例园区")], me)
    assert fates(foreign) == ["error"] and "不由您代办" in said(foreign)
    assert "李代办" not in foreign.as_document()["rows"]["2"].values(), "nothing of the other project is told"


@pytest.mark.parametrize("role", [Role.LEADER, Role.LIAISON, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_import(role: Role) -> None:
    with pytest.raises(Forbidden):
        tried([line(1)], Actor(9, "旁人", role))


# ---- packages, hints, likenesses, problems


def test_a_ledger_without_packages_gets_the_chosen_or_the_usual_one() -> None:
    lines = [line(1, 服务套餐=None), line(2, 服务套餐=None, 建设性质="技改"), line(3, 服务套餐="标准地")]
    result = stored(lines)
    assert [row.values["template_code"] for row in result.rows] == [
        *("industrial_new_grant", "existing_site_upgrade", "standard_land_start_on_grant")
    ]
    assert result.assumed_package == 2 and said(result).count("入库前请核对") == 2
    chosen = tried([line(4, 服务套餐=None)], package="leased_light_asset")
    assert chosen.rows[0].values["template_code"] == "leased_light_asset"


def test_names_of_stages_items_and_modes_become_codes() -> None:
    result = tried(
        [
            line(1, 当前阶段="施工许可阶段", 正办事项="施工图联合审查", 办理方式="程诺审批"),
            line(2, 当前阶段="Building permit", 正办事项="eia_approval", 办理方式="并联"),
            line(3, 当前阶段="盖房子", 正办事项="环评审批中", 办理方式="快办"),
        ]
    )
    hints = [
        {name: row.values[name] for name in ("stage", "current_item", "mode_focus")} for row in result.rows
    ]
    assert list(hints[0].values()) == ["building_permit", "drawing_review", "commitment"]
    assert list(hints[1].values()) == ["building_permit", "eia_approval", "parallel"]
    assert set(hints[2].values()) == {None}
    assert "“程诺审批”读作“告知承诺”" in said(result)
    assert "是不是“环评审批”" in said(result) and "不认识阶段“盖房子”" in said(result)


def test_likely_duplicates_are_shown_not_merged() -> None:
    stored([line(1, 项目名称="智能轴承产线项目")])
    alike = tried(
        [
            line(1, 项目名称="智能轴承产线二期项目", 项目代码=ledgers.code(11)),
            line(2, 项目名称="智能轴承产线项目"),
            line(3, 企业名称="哈尔滨第1示例制造有限责任公司"),
        ]
    )
    assert fates(alike) == ["create"] * 3
    for words in ("该企业已有相近的项目", "有同名的项目", "名称相近的企业"):
        assert words in said(alike)


def test_a_problem_of_the_ledger_is_raised_once() -> None:
    ledger = [line(1, 存在问题="供电外线路由未定")]
    assert "将作为问题提出" in said(stored(ledger))
    assert fates(stored(ledger)) == ["unchanged"] and count(Problem) == 1
    assert project("演示项目乙1").open_problems == 1
    stored([line(1, 存在问题="燃气未接")])
    assert count(Problem) == 2
    stored(ledger)
    assert count(Problem) == 2, "the first text came back"


def test_one_contact_an_enterprise_so_that_a_second_import_finds_nothing_new() -> None:
    second = line(1, 项目名称="二期", 项目代码=ledgers.code(11), 联系人="李经理", 联系电话="13000000002")
    ledger = [line(1, 联系人="马经理", 联系电话="13000000001"), second]
    result = stored(ledger)
    assert "以第2行为准" in said(result)
    assert fates(stored(ledger)) == ["unchanged", "unchanged"]
    assert enterprise("哈尔滨第1示例制造有限公司").contact == "马经理"


# ---- all or nothing


def test_a_refused_row_stores_nothing_of_the_file() -> None:
    lines = [line(number) for number in range(1, 6)]
    lines[2]["统一社会信用代码"] = "91230108MAXXXX015B"
    result = tried(lines, commit=True)
    assert fates(result) == ["create", "create", "error", "create", "create"] and not result.is_stored
    assert (result.as_document()["created"], count(Project), count(Enterprise)) == (0, 0, 0)
    assert [(issue.row, issue.column) for issue in result.errors] == [(4, "uscc")]


def test_a_service_that_refuses_in_the_middle_undoes_the_rows_before(monkeypatch: pytest.MonkeyPatch) -> None:
    add, calls = projects.add, []

    def fails_at_the_third(work: Any, **values: Any) -> Project:
        calls.append(1)
        if len(calls) == 3:
            raise BadInput("projects.phone_bad")
        return add(work, **values)

    monkeypatch.setattr(committing.projects, "add", fails_at_the_third)
    result = tried([line(number) for number in range(1, 6)], commit=True)
    assert len(calls) == 3 and not result.is_stored
    assert [issue.row for issue in result.errors] == [4] and "第4行" in result.errors[0].message
    assert (count(Project), count(Enterprise), count(Step)) == (0, 0, 0)


def test_the_import_is_audited_with_the_hash_of_the_file() -> None:
    result = stored([line(1), line(2)])
    with reading(SYSTEM) as session:
        found = session.exec(select(AuditRow).where(AuditRow.action == "ledger.import")).one()
        assert found.after == {
            "name": "台账.xlsx",
            "sheet": "台账",
            "sha256": result.sha256,
            "create": 2,
            "update": 0,
            "unchanged": 0,
        }
        added = session.exec(select(AuditRow.project_id).where(AuditRow.action == "project.add"))
        assert set(added) == {row.project_id for row in result.rows}


def test_english_words_for_an_english_reader() -> None:
    result = tried([line(1, 受理日="明年", A角="某人")], coordinator("en"))
    assert 'Row 2, Accepted on: "明年" is not a day that can be read' in said(result)
    assert text([line(1)]) and "waits for an agent" in said(result)


def test_stopping_between_two_rows_leaves_nothing() -> None:
    heard: list[tuple[int, int]] = []

    def stop_at_the_third(done: int, all_rows: int) -> None:
        heard.append((done, all_rows))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tried([line(number) for number in range(1, 6)], commit=True, on_row=stop_at_the_third)
    assert heard == [(0, 5), (1, 5), (2, 5)]
    assert (count(Project), count(Enterprise), count(Step)) == (0, 0, 0)
