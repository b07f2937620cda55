"""Drawings of packages: every item stands once under its stage, opens, and no text of a row acts."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from services.templates import DifferenceView, PackageLine, PackageRow
from ui import session, templates_list, templates_steps, templates_words

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True, params=["zh_CN", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    with patch.object(session, "lang", return_value=request.param):
        yield request.param


def row(code: str, **values: object) -> PackageRow:
    base: dict = {
        "item_code": code,
        "number": 1,
        "name": "环评审批",
        "full_name": "环境影响评价审批",
        "stage": "construction_permit",
        "department": "生态局",
        "mode": "standard",
        "group_code": None,
        "group": "",
        "optional": False,
        "conversion": (),
        "after": (),
        "links": (),
        "question": "",
        "is_milestone": False,
        "promised_days": 10,
        "day_unit": "workday",
        "limits_status": "confirmed",
    }
    return PackageRow(**(base | values))


def line(code: str = "one", **values: object) -> PackageLine:
    base: dict = {
        "code": code,
        "name": "标准地",
        "version": 2,
        "is_active": True,
        "steps": 30,
        "optional": 4,
        "projects": 5,
        "behind": 0,
        "published_at": datetime(2026, 9, 1, tzinfo=UTC),
    }
    return PackageLine(**(base | values))


def test_items_stand_under_their_stage_in_the_order_of_the_law() -> None:
    html = templates_steps.html([row("b", stage="completion"), row("a", stage="signing"), row("c")])
    assert re.findall(r'<tr data-open="(\w+)"', html) == ["a", "c", "b"]
    assert html.count('class="tpl-stage"') == 3


def test_how_an_item_is_worked_and_when_it_is_needed(lang: str) -> None:
    joint = row("a", mode="parallel", group="并联一（牵头：生态局）", group_code="G1")
    simulated = row("b", mode="simulated", conversion=("土地出让合同", "备案"))
    asked = row("c", optional=True, question="是否排污？")
    alone = row("d", optional=True)
    assert "并联一（牵头：生态局）" in templates_steps.how(joint)
    assert "土地出让合同" in templates_steps.how(simulated) and "备案" in templates_steps.how(simulated)
    assert "是否排污？" in templates_steps.condition(asked)
    assert templates_steps.condition(row("e")) == ""
    said = {"zh_CN": "入库时单独勾选", "en": "chosen by itself"}[lang]
    assert said in templates_steps.condition(alone)


def test_links_stand_beside_what_the_law_puts_before() -> None:
    html = templates_steps.html([row("a", after=("备案",), links=("“电力”完成后隔3个工作日",))])
    assert "备案" in html and "“电力”完成后隔3个工作日" in html


def test_changes_of_a_draft_are_marked_by_word_and_colour(lang: str) -> None:
    html = templates_steps.html([row("a", mark="added"), row("b", mark="changed")])
    words = {"zh_CN": ("新增", "改动"), "en": ("added", "changed")}[lang]
    assert all(word in html for word in words)
    assert 'class="added"' in html and 'class="changed"' in html


def test_who_is_behind_has_a_sign_and_retired_packages_say_so(lang: str) -> None:
    html = templates_list.html([line(behind=3), line("two", is_active=False)])
    assert "▲ 3" in html and html.count('<tr data-open="') == 2
    assert {"zh_CN": "已停用", "en": "retired"}[lang] in html


def test_a_difference_reads_from_old_to_new() -> None:
    rows = [
        DifferenceView("a:work", "a", "环评", "construction_permit", "work", "普通程序", "告知承诺"),
        DifferenceView("b:added", "b", "水保", "construction_permit", "added", "", "容缺受理"),
        DifferenceView("c:dropped", "c", "测绘", "construction_permit", "dropped", "普通程序", ""),
    ]
    html = templates_words.differences(rows)
    assert "普通程序" in html and "→ 告知承诺" in html and "→ 容缺受理" not in html
    assert 'class="d-green"' in html and 'class="d-red"' in html


def test_days_tell_before_and_after_only_where_they_differ() -> None:
    said = templates_words.takes(
        {"serial_standard": 100, "parallel_only": 80}, {"serial_standard": 90, "parallel_only": 80}
    )
    assert "90 → 100" in said and "80 → 80" not in said
    assert templates_words.takes({}) == ""


def test_no_text_of_the_database_acts() -> None:
    evil = row(
        EVIL, name=EVIL, full_name=EVIL, department=EVIL, question=EVIL, optional=True, after=(EVIL,),
        mode="parallel", group=EVIL, links=(EVIL,),
    )  # fmt: skip
    drawn = templates_steps.html([evil]) + templates_list.html([line(EVIL, name=EVIL)])
    drawn += templates_words.differences(
        [DifferenceView("k", "c", EVIL, "construction_permit", "work", EVIL, EVIL)]
    )
    assert "<img" not in drawn
