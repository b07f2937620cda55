"""What holds for every network: compared with a reference written apart, and with textbooks."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.critical_path import Activity, schedule
from domain.errors import DomainError, RuleBroken
from domain.moments import Scenario
from domain.network import Link, MaterialSpec, StepSpec, build_network
from domain.plans import Plan
from domain.roadmap import plan
from domain.timeline import AbstractTime, Span
from domain.vocabulary import DepartmentKind, LinkKind, Mode
from tests.factories_plan import D, timeline

START = D("2026-09-01")
LARGEST = 120


def numbered(seed: int, size: int) -> list[Activity]:
    """An acyclic network, given in no order; names say nothing about the order of work."""
    dice = random.Random(seed)
    names = [f"s{n}" for n in dice.sample(range(1000), size)]
    made = []
    for n, name in enumerate(names):
        before = dice.sample(names[:n], min(n, dice.choice((0, 1, 1, 2, 3))))
        made.append(Activity(name, dice.choice((0, 1, 2, 5, 20)), tuple(before)))
    dice.shuffle(made)
    return made


networks = st.builds(numbered, st.integers(0, 10**9), st.integers(1, LARGEST))
small_networks = st.builds(numbered, st.integers(0, 10**9), st.integers(1, 12))


def steps(activities: list[Activity]) -> list[StepSpec]:
    return [StepSpec(a.name, prerequisites=a.predecessors, promised_days=a.duration) for a in activities]


def planned(specs: list[StepSpec], **options: Any) -> Plan[int]:
    return plan(build_network(specs, catalogue={}), timeline=AbstractTime(), start=0, **options)


@dataclass
class Reference:
    """The longest way into and out of each activity, by recursion over the definition."""

    length: int
    starts: Mapping[str, int]
    latest: Mapping[str, int]


def reference(activities: list[Activity]) -> Reference:
    by_name = {a.name: a for a in activities}

    @cache
    def into(name: str) -> int:
        return max((into(p) + by_name[p].duration for p in by_name[name].predecessors), default=0)

    @cache
    def out(name: str) -> int:
        followers = (a.name for a in activities if name in a.predecessors)
        return by_name[name].duration + max(map(out, followers), default=0)

    length = max(into(name) + out(name) for name in by_name)
    return Reference(
        length, {name: into(name) for name in by_name}, {name: length - out(name) for name in by_name}
    )


@given(networks)
@example(numbered(1, LARGEST))
@example(numbered(2, LARGEST))
@settings(deadline=None)
def test_a_network_of_activities_equals_the_reference(activities: list[Activity]) -> None:
    found, known = schedule(activities), reference(activities)
    assert found.length == known.length
    for a, row in zip(activities, found.activities, strict=True):
        early, late = known.starts[a.name], known.latest[a.name]
        assert row == (a.name, early, early + a.duration, late, late + a.duration, late - early)
    critical = {name for name, early in known.starts.items() if early == known.latest[name]}
    assert set(found.critical) == critical and len(found.critical) == len(critical)


@given(networks)
@example(numbered(3, LARGEST))
@settings(deadline=None)
def test_the_plan_of_a_roadmap_equals_the_reference(activities: list[Activity]) -> None:
    found, known = planned(steps(activities)), reference(activities)
    assert found.finish_on == known.length
    for a in activities:
        dates, early, late = found.steps[a.name], known.starts[a.name], known.latest[a.name]
        assert (dates.accept_on, dates.finish_on) == (early, early + a.duration)
        assert (dates.latest_accept_on, dates.latest_finish_on) == (late, late + a.duration)
        assert (dates.slack_workdays, dates.is_critical) == (late - early, late == early)


# ---- roadmaps with every mode, group, link and material


def roadmap(seed: int, size: int) -> list[StepSpec]:
    """A simulated review takes a day at least: with none, an opinion that comes late saves the conversion."""
    dice = random.Random(seed)
    made: list[StepSpec] = []
    for n in range(size):
        codes = [spec.code for spec in made]
        before = tuple(dice.sample(codes, min(n, dice.randint(0, 2))))
        producers = dice.sample(codes, min(n, dice.randint(0, 1)))
        mode = dice.choice(list(Mode))
        spec = StepSpec(
            f"s{n:02}",
            n,
            mode,
            group=dice.choice(("g", "h")) if mode == Mode.PARALLEL and not before and not producers else None,
            prerequisites=before,
            conversion_requires=before[:1] if dice.random() < 0.5 else (),
            materials=tuple(MaterialSpec("m", f"item:{c}", "deferrable", 5) for c in producers),
            department_kind=dice.choice((DepartmentKind.GOVERNMENT, DepartmentKind.ENTERPRISE)),
            promised_days=dice.randint(1, 9),
            tolerance_flavour=dice.choice(("A", "B")),
        )
        made.append(spec)
    return made


roadmaps = st.builds(roadmap, st.integers(0, 10**9), st.integers(2, 10))


@given(roadmaps, st.randoms(use_true_random=False), st.sampled_from(Scenario))
@settings(deadline=None)
def test_the_order_of_the_input_does_not_matter(
    specs: list[StepSpec], dice: random.Random, scenario: Scenario
) -> None:
    shuffled = [
        replace(s, prerequisites=tuple(dice.sample(s.prerequisites, len(s.prerequisites)))) for s in specs
    ]
    dice.shuffle(shuffled)
    assert planned(shuffled, scenario=scenario) == planned(specs, scenario=scenario)


@given(small_networks, st.randoms(use_true_random=False))
def test_the_order_of_activities_does_not_matter(activities: list[Activity], dice: random.Random) -> None:
    shuffled = dice.sample(activities, len(activities))
    assert sorted(schedule(shuffled).activities) == sorted(schedule(activities).activities)


@given(roadmaps, st.data())
@settings(deadline=None)
def test_one_link_more_never_shortens(specs: list[StepSpec], data: st.DataObject) -> None:
    ungrouped = [replace(spec, group=None) for spec in specs]
    target = data.draw(st.integers(1, len(specs) - 1))
    source = data.draw(st.integers(0, target - 1))
    link = Link(specs[source].code, data.draw(st.sampled_from(LinkKind)), data.draw(st.integers(0, 5)))
    linked = [replace(s, links=(link,)) if n == target else s for n, s in enumerate(ungrouped)]
    assert planned(linked).finish_on >= planned(ungrouped).finish_on


@given(roadmaps, st.integers(0, 60))
@settings(deadline=None)
def test_critical_is_what_has_no_slack_against_the_own_finish(specs: list[StepSpec], target: int) -> None:
    own, against = planned(specs), planned(specs, target=target)
    for code, dates in own.steps.items():
        assert dates.is_critical == (dates.slack_workdays == 0) == (code in own.critical_path)
        assert dates.slack_workdays is not None and dates.slack_workdays >= 0
        assert against.steps[code].is_critical == dates.is_critical
    assert own.critical_path


@given(small_networks, st.data())
@settings(deadline=None)
def test_a_day_lost_moves_the_finish_only_on_the_critical_path(
    activities: list[Activity], data: st.DataObject
) -> None:
    specs = steps(activities)
    found = planned(specs)
    dates = found.steps[data.draw(st.sampled_from(sorted(found.steps)))]
    assert dates.accept_on is not None
    later = planned(specs, pins={dates.code: dates.accept_on + 1})
    assert (later.finish_on > found.finish_on) == dates.is_critical


@given(small_networks)
@settings(deadline=None)
def test_begun_on_its_latest_day_everything_still_ends_in_time(activities: list[Activity]) -> None:
    """Backward and forward pass agree, on real dates too."""
    network = build_network(steps(activities), catalogue={})
    found = plan(network, timeline=timeline(), start=START)
    latest = {code: s.latest_accept_on for code, s in found.steps.items() if s.latest_accept_on}
    late = plan(network, timeline=timeline(), start=START, pins=latest)
    assert late.finish_on == found.finish_on
    assert {code: dates.accept_on for code, dates in late.steps.items()} == latest
    for dates in late.steps.values():
        assert dates.slack_workdays == 0


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 500))
def test_adding_and_counting_working_days_are_inverse(start: date, days: int) -> None:
    end = timeline().after(start, Span(days))
    assert timeline().between(start, end) == days
    latest = timeline().latest_start(end, Span(days))
    assert latest >= start and timeline().after(latest, Span(days)) == end
    if days:  # a day later it would be too late
        assert timeline().after(latest + timedelta(days=1), Span(days)) > end


# ---- published networks: activity → (duration, predecessors), length, slack where there is any

RELIABLE_CONSTRUCTION = {
    "A": (2, ""), "B": (4, "A"), "C": (10, "B"), "D": (6, "C"), "E": (4, "C"), "F": (5, "E"),
    "G": (7, "D"), "H": (9, "EG"), "I": (7, "C"), "J": (8, "FI"),
    "K": (4, "J"), "L": (5, "J"), "M": (2, "H"), "N": (6, "KL"),
}  # fmt: skip
"""Hillier, Lieberman: Introduction to Operations Research, project management: Reliable Construction Co."""

MILWAUKEE_PAPER = {
    "A": (2, ""), "B": (3, ""), "C": (2, "A"), "D": (4, "AB"),
    "E": (4, "C"), "F": (3, "C"), "G": (5, "DE"), "H": (2, "FG"),
}  # fmt: skip
"""Heizer, Render: Operations Management, project management: Milwaukee Paper Manufacturing."""

WESTERN_HILLS = {
    "A": (5, ""), "B": (6, ""), "C": (4, "A"), "D": (3, "A"), "E": (1, "A"),
    "F": (4, "E"), "G": (14, "DF"), "H": (12, "BC"), "I": (2, "GH"),
}  # fmt: skip
"""Anderson, Sweeney, Williams: An Introduction to Management Science: Western Hills Shopping Center."""


@pytest.mark.parametrize(
    ("network", "length", "critical", "slack"),
    [
        (RELIABLE_CONSTRUCTION, 44, "ABCEFJLN", {"D": 4, "G": 4, "H": 4, "I": 2, "K": 1, "M": 4}),
        (MILWAUKEE_PAPER, 15, "ACEGH", {"B": 1, "D": 1, "F": 6}),
        (WESTERN_HILLS, 26, "AEFGI", {"B": 6, "C": 3, "D": 2, "H": 3}),
    ],
)
def test_published_networks(
    network: Mapping[str, tuple[int, str]], length: int, critical: str, slack: Mapping[str, int]
) -> None:
    activities = [Activity(name, days, tuple(before)) for name, (days, before) in network.items()]
    found = schedule(activities)
    assert (found.length, "".join(found.critical)) == (length, critical)
    assert {row.name: row.slack for row in found.activities if row.slack} == slack
    dated = planned(steps(activities))
    assert (dated.finish_on, "".join(dated.critical_path)) == (length, critical)
    assert {c: s.slack_workdays for c, s in dated.steps.items() if s.slack_workdays} == slack


# ---- what is refused


@given(networks, st.data())
@settings(deadline=None)
def test_a_cycle_is_refused_with_its_steps_named(activities: list[Activity], data: st.DataObject) -> None:
    """An arc back from anything downstream, or to itself, closes one."""
    first = data.draw(st.sampled_from(activities))
    last = data.draw(st.sampled_from([first.name, *sorted(_downstream(activities, first.name))]))
    cyclic = [a._replace(predecessors=(*a.predecessors, last)) if a == first else a for a in activities]
    before = {a.name: a.predecessors for a in cyclic}
    builds: tuple[Callable[[], object], ...] = (lambda: schedule(cyclic), lambda: planned(steps(cyclic)))
    for build in builds:
        with pytest.raises(RuleBroken) as refused:
            build()
        codes: Any = refused.value.params["codes"]
        assert refused.value.code.endswith(".cycle")
        assert codes[0] == codes[-1] and len(codes) > 1 and first.name in codes
        assert all(one in before[other] for one, other in pairwise(codes))


def _downstream(activities: list[Activity], name: str) -> set[str]:
    found, left = set[str](), [name]
    while left:
        before = left.pop()
        near = {a.name for a in activities if before in a.predecessors} - found
        found |= near
        left += near
    return found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"prerequisites": ("nowhere",)}, "roadmap.unknown_prerequisite"),
        ({"conversion_requires": ("nowhere",)}, "roadmap.unknown_prerequisite"),
        ({"links": (Link("nowhere"),)}, "roadmap.link_unknown"),
        ({"links": (Link("b"),)}, "roadmap.link_to_itself"),
        ({"links": (Link("a", lag=-1),)}, "roadmap.link_lag"),
        ({"links": (Link("a", lag=0.5),)}, "roadmap.link_lag"),  # type: ignore[arg-type]
        ({"plan_days": -1}, "roadmap.duration"),
        ({"promised_days": 2.5}, "roadmap.duration"),
        ({"statutory_days": -3}, "roadmap.duration"),
    ],
)
def test_unsound_steps_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        planned([StepSpec("a"), replace(StepSpec("b"), **changes)])
    assert (refused.value.code, refused.value.params["step"]) == (code, "b")
