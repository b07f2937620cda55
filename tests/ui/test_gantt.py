"""The Gantt as a string: every day has its place, nothing leaves the drawing, no text of a row acts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from unittest.mock import patch

import pytest

from services.roadmaps.views import RoadmapView, SavingView, StepRow
from ui import gantt, session
from ui.gantt_axis import NEAR, WHOLE, Axis, axis_of
from ui.gantt_bars import parts, width_of, words_of

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True, params=["zh_CN", "en"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    with patch.object(session, "lang", return_value=request.param):
        yield request.param


def step(code: str = "land_auction", **values: object) -> StepRow:
    base: dict = dict.fromkeys(StepRow.__dataclass_fields__)
    base |= {
        "id": 1,
        "code": code,
        "name": "Land auction",
        "short_name": "Auction",
        "stage": "land_planning",
        "department": "Trade centre",
        "department_code": "trading_centre",
        "mode": "standard",
        "state": "not_started",
        "state_word": "Not started",
        "state_kind": "open",
        "holder": "agent",
        "light": "none",
        "light_reason": "",
        "day_unit": "workday",
        "limits_status": "pending",
        "is_critical": False,
        "is_provisional": False,
        "is_date_unknown": False,
        "is_optional": False,
        "is_waiting_option": False,
        "pauses": (),
        "attempt": 1,
        "predecessors": (),
        "soft_predecessors": (),
    }
    return StepRow(**(base | values))


def running(**values: object) -> StepRow:
    base = {
        "state": "reviewing",
        "state_kind": "running",
        "state_word": "Under review",
        "light": "yellow",
        "accepted_on": date(2026, 11, 9),
        "plan_accept_on": date(2026, 11, 9),
        "plan_finish_on": date(2026, 11, 30),
        "left_workdays": 2,
    }
    return step(**(base | values))


def done(**values: object) -> StepRow:
    base = {
        "state": "done",
        "state_kind": "decided",
        "light": "blue",
        "accepted_on": date(2026, 10, 12),
        "decided_on": date(2026, 10, 20),
        "plan_accept_on": date(2026, 10, 12),
        "plan_finish_on": date(2026, 10, 20),
        "baseline_accept_on": date(2026, 10, 9),
        "baseline_finish_on": date(2026, 10, 16),
    }
    return step(**(base | values))


def view(*steps: StepRow, **values: object) -> RoadmapView:
    base = RoadmapView(
        project_id=1,
        template_name="Standard land",
        today=TODAY,
        start_on=date(2026, 9, 3),
        finish_on=date(2027, 3, 5),
        baseline_finish_on=date(2027, 2, 20),
        critical=(),
        is_provisional=True,
        saving=SavingView(45, 243, 142, 81.5, 68.3, 14, 9, 98, 20),
        off_days=(
            (date(2026, 10, 1), "国庆节"),
            (date(2026, 10, 2), "国庆节"),
            (date(2026, 10, 3), ""),
            (date(2026, 10, 10), ""),
        ),
        provisional_from=date(2027, 1, 1),
        groups=(),
        steps=steps,
    )
    return replace(base, **values)


def numbers(html: str, tag: str, name: str) -> list[tuple[str, float]]:
    """(whole tag, attribute) of each tag that has the attribute."""
    found = re.findall(rf"<{tag} [^>]*>", html)
    return [(one, float(m[1])) for one in found if (m := re.search(rf' {name}="(-?[\d.]+)"', one))]


def many() -> tuple[StepRow, ...]:
    """Steps of every kind, some far before and far after any range."""
    return (
        done(code="early", accepted_on=date(2025, 3, 3), decided_on=date(2025, 3, 4)),
        done(code="sim", mode="simulated", opinion_on=date(2026, 10, 14)),
        running(code="run"),
        running(code="long", accepted_on=date(2026, 1, 5), plan_finish_on=date(2027, 2, 26)),
        running(code="today", accepted_on=TODAY, plan_finish_on=TODAY),
        running(code="wait", mode="simulated", opinion_on=date(2026, 11, 16), state="opinion_issued"),
        running(code="paused", state_kind="paused", light="grey", pauses=((date(2026, 11, 12), None),)),
        step(
            code="late", stage="operation", plan_accept_on=date(2028, 5, 1), plan_finish_on=date(2028, 9, 1)
        ),
        step(code="unplanned"),
    )


@pytest.mark.parametrize("scope", [NEAR, WHOLE])
def test_nothing_leaves_the_drawing(scope: str) -> None:
    html = gantt.html(view(*many()), scope)
    svg = html[html.index("<svg width", html.index("g-labels")) :]
    width, height = (float(value) for value in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())  # type: ignore[union-attr]
    for tag, x in numbers(svg, "rect", "x"):
        wide = float(re.search(r' width="([\d.]+)"', tag)[1])  # type: ignore[index]
        assert x >= 0 and x + wide <= width + 0.2, tag
    for tag, y in numbers(svg, "rect", "y"):
        high = float(re.search(r' height="([\d.]+)"', tag)[1])  # type: ignore[index]
        assert y >= 0 and y + high <= height + 0.2, tag
    for name in ("x1", "x2"):
        assert all(0 <= x <= width for _tag, x in numbers(svg, "line", name))
    for tag, x, said in re.findall(r'(<text [^>]*?x="(-?[\d.]+)"[^>]*>)([^<]*)<', svg):
        size = width_of(unescape(said), 12)
        reach = {"end": (size, 0.0), "middle": (size / 2, size / 2)}
        before, after = next((r for a, r in reach.items() if f'"{a}"' in tag), (0.0, size))
        assert float(x) - before >= -1 and float(x) + after <= width + 1, said


def test_days_map_to_px() -> None:
    axis = Axis(date(2026, 11, 1), date(2026, 11, 30), TODAY)
    assert axis.days == 30 and axis.width == pytest.approx(944)
    assert axis.x(date(2026, 11, 1)) == 0
    assert axis.x(date(2026, 11, 16)) == pytest.approx(15 * axis.scale)
    assert axis.span(date(2026, 11, 30), date(2026, 11, 30)) == pytest.approx((29 * axis.scale, 944))
    assert axis.span(date(2026, 10, 1), date(2026, 10, 31)) is None
    assert axis.span(date(2026, 12, 1), date(2026, 12, 2)) is None
    assert axis.span(date(2026, 10, 1), date(2026, 12, 9)) == (0, axis.width)


def test_a_finished_bar_covers_its_days_and_no_forecast() -> None:
    axis = axis_of(view(done()), NEAR)
    (bar,) = parts(done(), axis)
    assert bar.kind == "b-blue"
    assert (bar.left, bar.right) == (axis.x(date(2026, 10, 12)), axis.x(date(2026, 10, 21)))


def test_a_running_bar_ends_today_and_the_forecast_begins_there() -> None:
    axis = axis_of(view(running()), NEAR)
    past, ahead = parts(running(), axis)
    assert (past.kind, ahead.kind) == ("b-yellow", "f-yellow")
    assert past.right == ahead.left == axis.now
    assert ahead.right == axis.x(date(2026, 12, 1))


def test_what_may_begin_later_is_all_forecast() -> None:
    waiting = step(plan_accept_on=date(2026, 12, 1), plan_finish_on=date(2026, 12, 4))
    assert [part.kind for part in parts(waiting, axis_of(view(waiting), NEAR))] == ["f-none"]


def test_a_simulated_step_stops_at_its_opinion_and_turns_formal_at_the_diamond() -> None:
    simulated = done(mode="simulated", opinion_on=date(2026, 10, 14))
    axis = axis_of(view(simulated), NEAR)
    (bar,) = parts(simulated, axis)
    assert bar.right == axis.x(date(2026, 10, 15))
    html = gantt.html(view(simulated), NEAR)
    assert 'class="g-wait"' in html and 'class="g-turn real" d="M' in html.split("g-labels")[1]


def test_ranges() -> None:
    near, whole = axis_of(view(*many()), NEAR), axis_of(view(*many()), WHOLE)
    assert (near.first, near.last) == (date(2026, 10, 1), date(2027, 1, 31))
    assert whole.first < date(2025, 3, 3) and whole.last > date(2028, 9, 1)
    over = view(done(), today=date(2027, 8, 1))
    assert axis_of(replace(over, today=TODAY), NEAR).holds(TODAY)


def test_only_open_steps_carry_words(lang: str) -> None:
    over = words_of(running(left_workdays=-2))
    assert over == ("超2个工作日" if lang == "zh_CN" else "2 working days over")
    assert words_of(running(state_kind="paused", state_word="Paused")) == "Paused"
    assert words_of(done()) == words_of(step()) == ""


def test_an_unknown_date_is_said_and_not_drawn(lang: str) -> None:
    unknown = done(is_date_unknown=True, accepted_on=None, decided_on=None, plan_accept_on=None)
    html = gantt.html(view(replace(unknown, plan_finish_on=None)), NEAR).split("g-labels")[1]
    assert ("日期不详" if lang == "zh_CN" else "date unknown") in html and "b-blue" not in html


def test_an_opinion_in_a_group_waits_for_the_others_without_turning_formal() -> None:
    member = running(mode="parallel", opinion_on=date(2026, 11, 16))
    axis = axis_of(view(member), NEAR)
    (bar,) = parts(member, axis)
    assert bar.right == axis.x(date(2026, 11, 17))
    html = gantt.html(view(member), NEAR).split("g-labels")[1]
    assert 'class="g-wait"' in html and "g-turn" not in html
    over = done(mode="parallel", opinion_on=date(2026, 10, 14))
    axis = axis_of(view(over), NEAR)
    assert [part.right for part in parts(over, axis)] == [axis.x(date(2026, 10, 21))]


def test_paused_days_are_hatched() -> None:
    """The days after the pause began, up to today while it lasts."""
    html = gantt.html(view(running(state_kind="paused", pauses=((date(2026, 11, 12), None),))), NEAR)
    axis = axis_of(view(running()), NEAR)
    hatched = [x for tag, x in numbers(html.split("g-labels")[1], "rect", "x") if "g-pause" in tag]
    assert hatched == [pytest.approx(axis.x(date(2026, 11, 13)), abs=0.1)]


def test_provisional_years_are_hatched_and_say_why(lang: str) -> None:
    html = gantt.html(view(*many()), NEAR)
    assert 'class="g-later"' in html
    said = "2027年放假安排未公布" if lang == "zh_CN" else "The holidays of 2027 are not announced"
    assert said in html
    known = gantt.html(view(*many(), provisional_from=None), NEAR)
    assert "g-later" not in known and said not in known


def test_holidays_are_one_band_with_their_weekend_and_plain_weekends_none() -> None:
    assert gantt.holidays(view().off_days) == [("国庆节", date(2026, 10, 1), date(2026, 10, 3))]
    eve = [(date(2027, 2, 5), "除夕"), (date(2027, 2, 6), "春节"), (date(2027, 2, 7), "春节")]
    assert gantt.holidays(eve) == [("春节", date(2027, 2, 5), date(2027, 2, 7))]
    html = gantt.html(view(done()), NEAR).split("g-labels")[1]
    assert html.count('class="g-off"') == 1


def test_today_has_its_line_and_its_words(lang: str) -> None:
    html = gantt.html(view(running()), NEAR)
    assert 'class="g-now"' in html
    assert ("今天 11月23日" if lang == "zh_CN" else "Today 23 Nov") in html


def test_critical_is_bold_and_outlined() -> None:
    html = gantt.html(view(running(is_critical=True)), NEAR)
    assert 'class="g-label crit"' in html and 'class="b-yellow crit"' in html
    assert ' crit"' not in gantt.html(view(running()), NEAR)


def test_dropped_steps_and_options_are_not_drawn() -> None:
    html = gantt.html(
        view(running(), step(code="gone", state_kind="dropped"), step(code="maybe", is_waiting_option=True)),
        NEAR,
    )
    assert 'data-open="land_auction"' in html
    assert 'data-open="gone"' not in html and 'data-open="maybe"' not in html


def test_every_drawn_step_opens_from_its_label_and_its_bar() -> None:
    html = gantt.html(view(*many()), NEAR)
    for one in many():
        assert html.count(f'data-open="{one.code}"') == 2


def test_texts_of_the_database_cannot_act() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    hostile = running(code=evil, name=evil, short_name=evil, department=evil, state_word=evil)
    html = gantt.html(
        view(replace(hostile, left_workdays=None), off_days=((date(2026, 11, 2), evil),)),
        NEAR,
    )
    assert "<script" not in html and "<img" not in html


def test_a_baseline_is_an_outline_below_the_bar() -> None:
    html = gantt.html(view(done()), NEAR).split("g-labels")[1]
    axis = axis_of(view(done()), NEAR)
    (base,) = [x for tag, x in numbers(html, "rect", "x") if "g-base" in tag]
    assert base == pytest.approx(axis.x(date(2026, 10, 9)), abs=0.1)


def test_the_whole_never_gets_narrower_than_its_days_can_be_read() -> None:
    long = axis_of(view(*many()), WHOLE)
    assert long.scale == 2.4 and long.width == pytest.approx(long.days * 2.4)
    assert long.last - long.first > timedelta(days=800)
