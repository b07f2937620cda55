"""The latest days are exact: accepted on the latest day a target is kept, one working day later missed."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.backwards import makes_frost, makes_thaw, road_to
from domain.network import Network
from domain.plans import Plan
from domain.roadmap import plan
from domain.timeline import Span
from tests.factories_plan import SEASON, template_codes, template_network, timeline

START = date(2026, 9, 1)
ONE_WORKDAY = Span(1)
codes = st.sampled_from(template_codes())
days = st.integers(0, 500).map(lambda n: START + timedelta(days=n))


def planned(built: Network, *, target: date | None = None, pins: dict[str, date] | None = None) -> Plan[date]:
    return plan(built, timeline=timeline(), start=START, today=START, target=target, pins=pins or {})


def check(built: Network, target: date, number: int) -> None:
    """Of one step: the latest acceptance keeps the target, the next working day breaks it."""
    code = sorted(built.steps)[number % len(built.steps)]
    answer = planned(built, target=target)
    latest = answer.steps[code].latest_accept_on
    assert latest is not None
    assert planned(built, pins={code: latest}).finish_on <= target
    later = timeline().after(latest, ONE_WORKDAY)
    assert planned(built, pins={code: later}).finish_on > target


@given(codes, st.integers(0, 400), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_the_latest_acceptance_for_production_is_exact(template: str, extra: int, number: int) -> None:
    built = template_network(template)
    check(built, planned(built).finish_on + timedelta(days=extra), number)


@given(codes, st.integers(0, 200), st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_the_latest_acceptance_for_a_start_is_exact(template: str, extra: int, number: int) -> None:
    whole = template_network(template)
    outdoor = next((code for code, spec in whole.steps.items() if spec.is_outdoor), None)
    assume(outdoor is not None)
    built = road_to(whole, outdoor or "")
    assume(built.steps)
    check(built, planned(built).finish_on + timedelta(days=extra), number)


@given(codes, days)
@settings(max_examples=100, deadline=None)
def test_a_margin_is_negative_exactly_where_the_season_is_missed(template: str, today: date) -> None:
    built, line = template_network(template), timeline()
    answer = plan(built, timeline=line, start=START, today=today)
    thaw = makes_thaw(built, answer, season=SEASON, today=today, timeline=line)
    frost = makes_frost(built, answer, season=SEASON, timeline=line)
    for seen in (thaw, frost):
        if seen and line.first_workday(seen.forecast_on) == seen.forecast_on:
            assert (seen.margin_workdays < 0) == (seen.limit_on < seen.forecast_on)
            assert seen.is_met or seen.margin_workdays <= 0
            assert not seen.is_met or seen.margin_workdays >= 0
