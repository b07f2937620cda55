"""The map as a string: every state by shape and word, everything said for ears, no text of a row acts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest

from services.roadmaps.views import RoadmapView, SavingView, StepRow
from ui import map_html, session
from ui.map_words import sentence, short_word

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True, params=["zh_CN", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    with patch.object(session, "lang", return_value=request.param):
        yield request.param


def step(code: str, **values: object) -> StepRow:
    base: dict = dict.fromkeys(StepRow.__dataclass_fields__)
    base |= {
        "id": 1,
        "code": code,
        "name": f"Full name of {code}",
        "short_name": f"Short {code}",
        "stage": "land_planning",
        "department": "Trade centre",
        "mode": "standard",
        "state_word": "Not started",
        "state_kind": "open",
        "light": "none",
        "plan_finish_on": date(2026, 12, 1),
        "is_critical": False,
        "is_provisional": False,
        "is_date_unknown": False,
        "is_optional": False,
        "is_waiting_option": False,
        "pauses": (),
        "predecessors": (),
        "soft_predecessors": (),
    }
    return StepRow(**(base | values))


def running(code: str = "run", **values: object) -> StepRow:
    base: dict = {
        "state_kind": "running",
        "state_word": "Under review",
        "light": "yellow",
        "accepted_on": date(2026, 11, 14),
        "due_on": date(2026, 12, 3),
        "left_workdays": 8,
    }
    return step(code, **(base | values))


def done(code: str = "done", **values: object) -> StepRow:
    base = {"state_kind": "decided", "light": "blue", "state_word": "Done", "decided_on": date(2026, 10, 30)}
    return step(code, **(base | values))


def view(*steps: StepRow, **values: object) -> RoadmapView:
    base = RoadmapView(
        project_id=7,
        template_name="Standard land",
        today=TODAY,
        start_on=date(2026, 9, 3),
        finish_on=date(2027, 3, 5),
        baseline_finish_on=None,
        critical=(),
        is_provisional=True,
        saving=SavingView(45, 243, 142, 81.5, 68.3, 14, 9, 98, 20),
        off_days=(),
        provisional_from=None,
        groups=(("G1", "Land papers together"), ("G2", "Utilities together")),
        steps=steps,
    )
    return replace(base, **values)


def drawn(*steps: StepRow, stage: str = "land_planning", **values: object) -> str:
    return map_html.html(view(*steps, **values), stage=stage)


def box(html: str, code: str) -> str:
    found = re.search(rf'<button[^>]*data-open="{code}".*?</button>', html, re.S)
    assert found, code
    return found[0]


def both(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh_CN" else en


def test_lights_have_a_shape_and_a_word(lang: str) -> None:
    html = drawn(
        running("red", light="red", left_workdays=-2),
        running("yellow"),
        running("green", light="green", left_workdays=0),
        running("paused", state_kind="paused", light="grey", state_word="Paused", left_workdays=None),
        done(),
        step("open"),
    )
    signs = {"red": "◆", "yellow": "▲", "green": "●", "paused": "‖", "done": "✔", "open": "○"}
    for code, sign in signs.items():
        assert f">{sign}</i>" in box(html, code), code
    assert both(lang, "超2个工作日", "2 d over") in box(html, "red")
    assert both(lang, "剩8个工作日", "8 d left") in box(html, "yellow")
    assert both(lang, "今日到期", "Due today") in box(html, "green")
    assert "Paused" in box(html, "paused") and 'class="m-box grey"' in box(html, "paused")


@pytest.mark.parametrize(
    ("row", "zh", "en"),
    [
        (done(), "10月30日办结", "done 30 Oct"),
        (done(decided_on=date(2025, 3, 4)), "2025年3月", "Mar 2025"),
        (done(late_workdays=3), "迟3日办结", "3 d late"),
        (done(decided_on=None, is_date_unknown=True), "日期不详", "no date"),
        (step("a"), "预计12月1日", "exp. 1 Dec"),
        (step("a", plan_finish_on=date(2027, 5, 9)), "2027年5月", "May 2027"),
        (step("a", plan_finish_on=None), "", ""),
        (running(left_workdays=None, state_word="Opinion issued"), "Opinion issued", "Opinion issued"),
        (step("a", state_kind="ended", state_word="Terminated"), "Terminated", "Terminated"),
    ],
)
def test_the_word_beside_the_department(lang: str, row: StepRow, zh: str, en: str) -> None:
    assert short_word(row, TODAY) == both(lang, zh, en)


def test_the_sentence_says_all(lang: str) -> None:
    row = running(
        light="red", left_workdays=-2, mode="parallel", group="G2", is_critical=True, is_provisional=True
    )
    said = sentence(row, view(row))
    parts = {
        "zh_CN": ("立项用地", "◆ 红", "超2个工作日", "并联审批", "关键线路", "暂定"),
        "en": ("Land", "◆ Red", "2 working days over", "Parallel", "on the critical path", "provisional"),
    }
    for part in ("Full name of run", "Trade centre", "Under review", "Utilities together", *parts[lang]):
        assert part in said, part
    assert f'aria-label="{said}"' in box(drawn(row), "run")


def test_an_own_overrun_stays_visible_after_the_end(lang: str) -> None:
    html = box(drawn(done(late_workdays=3)), "done")
    assert 'class="done late"' in html
    assert both(lang, "本环节超3个工作日", "took 3 working days too long") in html


def test_stages_are_counted_and_the_present_one_is_framed_and_dated(lang: str) -> None:
    html = drawn(done(), step("b"), step("c", stage="signing"))
    assert html.count('class="m-stage') == 2
    assert both(lang, "1/2办结", "1/2") in html and both(lang, "0/1办结", "0/1") in html
    framed = re.findall(r'<section class="m-stage now".*?</section>', html, re.S)
    assert len(framed) == 1 and both(lang, "今天 11月23日(周一)", "Today Mon 23 Nov") in framed[0]
    assert "m-stage now" not in drawn(done(), stage="")


def test_the_progress_line_shows_the_share_of_time_used() -> None:
    assert 'style="width:50%"' in box(drawn(running()), "run")
    stopped = running(state_kind="paused", pauses=((date(2026, 11, 18), None),))
    assert 'style="width:25%"' in box(drawn(stopped), "run")
    assert "<u" not in box(drawn(done()), "done")


def test_edges_know_their_ends_their_kind_and_the_critical_path() -> None:
    steps = (
        step("a", is_critical=True, stage="signing"),
        step("b", is_critical=True, predecessors=("a",)),
        step("c", predecessors=("a", "gone"), soft_predecessors=("a",)),
    )
    html = drawn(*steps)
    assert 'class="m-edge crit" data-from="a" data-to="b"' in html
    assert 'class="m-edge soft" data-from="a" data-to="c"' in html
    assert "gone" not in html


def test_groups_are_numbered_and_share_their_name(lang: str) -> None:
    members = [step(code, mode="parallel", group="G2") for code in "ab"]
    alone = step("c", mode="parallel", group="G1")
    html = drawn(*members, alone, step("d", mode="simulated"))
    sign = both(lang, "并", "P")
    assert f">{sign}1</span>" in box(html, "a") and 'data-group="G2"' in box(html, "b")
    assert f">{sign}</span>" in box(html, "c") and "data-group" not in box(html, "c")
    assert both(lang, ">模<", ">S<") in box(html, "d")


def test_the_legend_explains_only_what_is_there(lang: str) -> None:
    plain = drawn(step("a"))
    assert both(lang, "关键线路", "Critical path") in plain
    for word_ in (both(lang, "转正", "Needed to end"), both(lang, "模拟审批", "Simulated")):
        assert word_ not in plain
        assert word_ in drawn(
            step("a", stage="signing", mode="simulated"),
            step("b", predecessors=("a",), soft_predecessors=("a",)),
        )


def test_dropped_steps_and_options_are_left_out_and_said(lang: str) -> None:
    html = drawn(step("a"), step("gone", state_kind="dropped"), step("maybe", is_waiting_option=True))
    assert "gone" not in html and 'data-open="maybe"' not in html
    assert both(lang, "可选事项1项", "listed under Steps: 1") in html


def test_the_list_of_a_phone_folds_what_is_finished(lang: str) -> None:
    html = drawn(done("a"), done("b"), step("c"))
    assert both(lang, "显示已办结的2项", "Show 2 finished steps") in html
    assert 'type="checkbox"' not in drawn(step("c"))


def test_texts_of_the_database_cannot_act() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    hostile = running(
        evil, name=evil, short_name=evil, department=evil, state_word=evil, mode="parallel", group=evil
    )
    html = drawn(
        replace(hostile, left_workdays=None),
        running("b", mode="parallel", group=evil, predecessors=(evil,), soft_predecessors=(evil,)),
        groups=((evil, evil),),
    )
    assert "<script" not in html and "<img" not in html and 'onerror=alert(1)>"' not in html


def test_a_drawing_is_made_once() -> None:
    row = view(step("once"))
    assert map_html.drawn(row, "", "zh_CN") is map_html.drawn(replace(row), "", "zh_CN")
    assert map_html.drawn(row, "", "zh_CN") is not map_html.drawn(row, "signing", "zh_CN")
