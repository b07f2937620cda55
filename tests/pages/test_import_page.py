"""The import page: upload, every row's fate, errors and remarks, choices, storing once, what comes next."""

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import SYSTEM, Actor
from domain.errors import Forbidden
from domain.vocabulary import Role
from models import AuditRow, Project
from pages import import_page
from services.database import reading
from tests import factories_reports as rows
from tests.apptest import page, signed_in, texts
from tests.factories_ledgers import SAMPLE, code, line, people_of_the_sample, text, xlsx

pytestmark = pytest.mark.usefixtures("sqlite_db")


def coordinator() -> Actor:
    return rows.account("coord01", "陈协调", Role.COORDINATOR)


def uploaded(actor: Actor, data: bytes, name: str = "台账.xlsx", **query: object) -> AppTest:
    shown = page("import", actor, **query)
    assert not shown.exception
    with signed_in(actor):
        shown.file_uploader[0].set_value((name, data, ""))
        shown.run()
    assert not shown.exception, shown.exception
    return shown


def press(shown: AppTest, actor: Actor, key: str) -> AppTest:
    with signed_in(actor):
        shown.button(key=key).click().run()
    assert not shown.exception, shown.exception
    return shown


def stored() -> list[str]:
    with reading(SYSTEM) as session:
        return [row.name for row in session.query(Project).order_by(Project.id)]


def test_before_a_file_the_page_says_what_it_needs() -> None:
    said = texts(page("import", rows.agent()))
    assert "把哪份台账导入项目库" in said and "必需的列：项目名称、企业名称" in said
    assert 'href="/ledger/template.xlsx"' in said


def test_the_fate_of_every_row_is_shown_and_nothing_stored() -> None:
    lead = coordinator()
    shown = uploaded(lead, xlsx([line(1), line(2, A角="某人")]))
    said = texts(shown)
    assert "共2行：新增<b>2</b>，更新0，未变0，有错0" in said and "还没有入库" in said
    assert "演示项目乙1" in said and "没有（或不止一个）叫“某人”的代办员" in said
    assert [one.label for one in shown.expander] == ["提示2条"]
    assert not shown.button(key="import_store").disabled and stored() == []


def test_store_then_a_second_click_and_a_second_upload_change_nothing() -> None:
    lead = coordinator()
    data = xlsx([line(1), line(2)])
    shown = press(uploaded(lead, data), lead, "import_store")
    assert "已入库：新增<b>2</b>，更新0，未变0" in texts(shown)
    assert stored() == ["演示项目乙1", "演示项目丙2"]
    assert not [one for one in shown.button if one.key == "import_store"], (
        "stored files offer no second click"
    )
    assert 'href="/backfill?project=1"' in texts(shown) and shown.button(key="import_backfill").label
    again = uploaded(lead, data)
    assert "未变2" in texts(again) and again.button(key="import_store").disabled
    with reading(SYSTEM) as session:
        assert session.query(AuditRow).filter(AuditRow.action == "ledger.import").count() == 1


def test_another_file_starts_anew() -> None:
    lead = coordinator()
    shown = press(uploaded(lead, xlsx([line(1)])), lead, "import_store")
    shown = press(shown, lead, "import_another")
    assert "把哪份台账导入项目库" in texts(shown)
    with signed_in(lead):
        shown.file_uploader[0].set_value(
            ("台账.csv", text([line(1, 园区="示例园区"), line(2)], "gb18030"), "")
        )
        shown.run()
    assert "新增<b>1</b>，更新<b>1</b>" in texts(shown)
    assert 'href="/project?id=1"' in texts(shown)


def test_errors_are_named_and_keep_the_button_shut() -> None:
    lead = coordinator()
    shown = uploaded(lead, xlsx([line(1), line(2, 受理日="明年"), line(3, 受理日="明年")]))
    said = texts(shown)
    assert "◆ 第3、4行 受理日：“明年”看不懂是哪一天" in said and '有错<b class="red">2</b>' in said
    assert shown.button(key="import_store").disabled and "重新上传" in said


def test_rows_are_filtered_by_fate_and_the_url_keeps_it() -> None:
    lead = coordinator()
    data = xlsx([line(1), line(2, 受理日="明年")])
    shown = uploaded(lead, data)
    with signed_in(lead):
        shown.button_group[0].set_value("error").run()
    assert shown.query_params["fate"] in ("error", ["error"])
    table = next(body for body in (str(one.proto.body) for one in shown.get("html")) if "d-table" in body)
    assert "演示项目丙2" in table and "演示项目乙1" not in table
    assert "演示项目乙1" not in next(
        body
        for body in (str(one.proto.body) for one in uploaded(lead, data, fate="error").get("html"))
        if "d-table" in body
    )


def test_many_rows_come_in_pages() -> None:
    shown = uploaded(coordinator(), xlsx([line(number) for number in range(1, 61)]))
    said = texts(shown)
    assert "演示项目丙50" in said and "演示项目丁51" not in said
    second = uploaded(coordinator_again(), xlsx([line(number) for number in range(1, 61)]), page=2)
    assert "演示项目丁51" in texts(second) and "演示项目乙1<" not in texts(second)


def coordinator_again() -> Actor:
    return rows.account("coord02", "吴协调", Role.COORDINATOR)


def test_a_file_that_is_no_ledger_says_why() -> None:
    shown = uploaded(coordinator(), b"%PDF-1.7")
    said = texts(shown)
    assert "这个文件不能导入" in said and "不是Excel（.xlsx）或CSV文件" in said
    assert not [one for one in shown.button if one.key == "import_store"]


def test_sheet_and_package_are_chosen_where_there_is_a_choice() -> None:
    lead = coordinator()
    shown = uploaded(lead, xlsx([line(1)], 在办=[line(2, 服务套餐=None)]))
    assert [one.label for one in shown.selectbox] == ["工作表"]
    with signed_in(lead):
        shown.selectbox[0].select("在办").run()
        assert [one.label for one in shown.selectbox] == ["工作表", "1行没有填套餐，统一按"]
        shown.selectbox[1].select("leased_light_asset").run()
    assert "租赁厂房·轻资产入驻" in texts(shown)
    press(shown, lead, "import_store")
    with reading(SYSTEM) as session:
        found = session.query(Project).one()
        assert (found.code, found.template_code) == (code(2), "leased_light_asset")


def test_what_a_cell_says_is_never_html() -> None:
    shown = uploaded(coordinator(), xlsx([line(1, 项目名称="<img src=x onerror=1>", 受理日="<b>明年</b>")]))
    assert "<img" not in texts(shown) and "<b>明年" not in texts(shown)


def test_the_sample_pool_by_page() -> None:
    people_of_the_sample()
    lead = coordinator()
    shown = uploaded(lead, SAMPLE.read_bytes(), SAMPLE.name)
    assert "新增<b>30</b>" in texts(shown)
    assert len(press(shown, lead, "import_store").button) >= 3 and len(stored()) == 30


@pytest.mark.parametrize("role", [Role.LEADER, Role.LIAISON, Role.ADMIN, Role.AUDITOR])
def test_others_have_no_import(role: Role) -> None:
    with pytest.raises(Forbidden):
        import_page.render(Actor(50, "旁人", role))
