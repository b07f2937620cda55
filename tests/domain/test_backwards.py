"""Backwards from a target: the first step that breaks, the thaw and the frost."""

from datetime import date
from typing import Any

from domain.backwards import first_break, makes_frost, makes_thaw
from domain.network import Network, StepSpec
from domain.plans import Plan, StepFact
from domain.roadmap import plan
from domain.vocabulary import DayUnit
from tests.factories_plan import SEASON, network, timeline

TODAY = date(2026, 9, 1)


def works(days_before: int, outdoor_days: int = 30) -> Network:
    return network(
        [
            StepSpec("licence", promised_days=days_before),
            StepSpec(
                "works",
                prerequisites=("licence",),
                plan_days=outdoor_days,
                day_unit=DayUnit.CALENDAR,
                is_outdoor=True,
            ),
        ]
    )


def planned(built: Network, **options: Any) -> Plan[date]:
    return plan(built, timeline=timeline(), start=TODAY, today=TODAY, **options)


def test_the_first_step_that_breaks_is_named() -> None:
    built = works(10)
    assert first_break(planned(built, target=date(2026, 10, 12))) == "licence"
    assert first_break(planned(built, target=date(2026, 12, 31))) is None


def test_outdoor_work_jumps_to_the_next_opening() -> None:
    step = planned(works(40)).steps["works"]
    assert step.accept_on == date(2026, 11, 2)
    assert step.finish_on == date(2027, 5, 21)  # 3 to 5 November, then from 25 April on


def test_slack_over_the_winter_is_what_the_thaw_allows() -> None:
    answer = planned(works(45))
    assert answer.steps["works"].accept_on == date(2026, 11, 9)
    assert answer.steps["licence"].slack_workdays == timeline().between(date(2026, 11, 9), date(2027, 4, 24))


def test_makes_the_thaw_with_its_margin() -> None:
    built = works(40)
    outlook = makes_thaw(built, planned(built), season=SEASON, today=TODAY, timeline=timeline())
    assert outlook is not None and outlook.is_met
    assert (outlook.step, outlook.forecast_on, outlook.limit_on) == (
        "works",
        date(2026, 11, 2),
        date(2027, 4, 25),
    )
    assert outlook.margin_workdays == timeline().between(date(2026, 11, 2), date(2027, 4, 25))


def test_misses_the_thaw() -> None:
    built = works(200)
    outlook = makes_thaw(built, planned(built), season=SEASON, today=TODAY, timeline=timeline())
    assert outlook is not None and not outlook.is_met and outlook.margin_workdays < 0


def test_makes_the_frost_or_not() -> None:
    short, long = works(5), works(5, 90)
    early = makes_frost(short, planned(short), season=SEASON, timeline=timeline())
    late = makes_frost(long, planned(long), season=SEASON, timeline=timeline())
    assert early is not None and early.is_met and early.limit_on == date(2026, 11, 5)
    assert late is not None and not late.is_met and late.limit_on == date(2026, 11, 5)


def test_finished_outdoor_work_needs_no_season() -> None:
    built = works(5)
    done = StepFact(date(2026, 6, 1), None, date(2026, 8, 1), is_done=True)
    answer = planned(built, facts={"works": done})
    assert makes_frost(built, answer, season=SEASON, timeline=timeline()) is None
    assert makes_thaw(built, answer, season=SEASON, today=TODAY, timeline=timeline()) is None


def test_running_outdoor_work_waits_for_no_thaw() -> None:
    built = works(5)
    started = StepFact(accepted_on=date(2026, 8, 20))
    answer = planned(built, facts={"works": started})
    assert makes_thaw(built, answer, season=SEASON, today=TODAY, timeline=timeline()) is None
