"""The rules page: all of them by scope in words, filters in the url, one rule with its anchor in a dialog."""

import pytest

from services import reminder_rules
from services.reminder_rules import packaged
from tests import factories_sweep as made
from tests.apptest import page, signed_in, texts
from tests.factories_sweep import District
from ui import rules_list, rules_preview

pytestmark = pytest.mark.usefixtures("sqlite_db")


@pytest.fixture
def home() -> District:
    return made.district()


def test_the_first_line_counts(home: District) -> None:
    total = len(packaged.drafts())
    said = texts(page("rules", home.admin))
    assert f"<b>{total}</b>条规则在用，<b>0</b>条停用" in said and "全部为自带规则" in said
    reminder_rules.switch(code="due_soon", is_active=False, version=1, actor=home.admin)
    said = texts(page("rules", home.admin))
    assert f"<b>{total - 1}</b>条规则在用，<b>1</b>条停用" in said and "1条与自带的不同" in said


def test_filters_come_from_the_url(home: District) -> None:
    said = texts(page("rules", home.admin, anchor="step_due"))
    assert "起算：受理、" in said and "解除：作出决定、" in said
    assert "没有符合条件的规则" in texts(page("rules", home.admin, anchor="decided", role="leader"))
    assert not page("rules", home.admin, anchor="nonsense", role="x", level="y").exception


def test_a_click_opens_the_rule_with_its_anchor_and_form(home: District) -> None:
    test = page("rules", home.admin)
    test.session_state["rules.clicked"] = "due_soon"
    with signed_in(home.admin):
        test.run()
    assert not test.exception
    said = texts(test)
    assert "事项将到期（剩3个工作日）" in said and "办理到期前3个工作日" in said and "解除：作出决定" in said
    assert [one.value for one in test.number_input] == [3, 0]
    assert test.multiselect[0].value == ["agent"]


def test_a_new_rule_asks_first_what_it_counts_from(home: District) -> None:
    test = page("rules", home.admin)
    with signed_in(home.admin):
        next(one for one in test.button if one.label == "新增规则").click().run()
    assert not test.exception and "先选从哪一天算起" in texts(test)


def test_rows_say_state_and_words(home: District) -> None:
    reminder_rules.switch(code="due_soon", is_active=False, version=1, actor=home.admin)
    found = reminder_rules.list_rules(actor=home.admin)
    html = rules_list.html([row for row in found.rows if row.scope == "all"], found.anchors)
    assert "办理到期后5个工作日，此后每5个工作日一次 → 领导，紧急" in html
    assert "<em>已停用</em><em>已修改</em>" in html and 'data-open="overdue_5"' in html
    assert "各类事项" in html and "模拟审批" not in html.split("x-table")[0]


def test_the_preview_is_shown_in_words_with_names_escaped(home: District) -> None:
    made.duty(home, "supplement_due", made.TODAY, key="<b>地勘</b>")
    known = packaged.drafts()["tol_0"]
    off = known.model_copy(update={"is_active": False})
    before = reminder_rules.preview(code="tol_0", draft=off, actor=home.admin)
    html = rules_preview.html(before)
    assert "现有提醒中会撤回3条" in html and "代办员 1、企业 1、协调专员 1" in html
    assert "&lt;b&gt;地勘" in html and "<b>地勘" not in html
    assert "雪原动力电池示例项目" not in html, "an administrator sees projects as numbers"
    calm = reminder_rules.preview(code="tol_0", draft=known, actor=home.admin)
    assert "都没有变化" in rules_preview.html(calm)
