"""Plain activity networks: dates, slack, critical path, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.critical_path import Activity, read_activities, schedule
from domain.errors import BadInput, DomainError


def test_a_small_network() -> None:
    answer = schedule(
        [Activity("d", 1, ("b", "c")), Activity("a", 3), Activity("b", 5, ("a",)), Activity("c", 2, ("a",))]
    )
    assert (answer.length, answer.critical) == (9, ("a", "b", "d"))
    c = next(row for row in answer.activities if row.name == "c")
    assert (c.es, c.ef, c.ls, c.lf, c.slack) == (3, 5, 6, 8, 3)
    assert [row.name for row in answer.activities] == ["d", "a", "b", "c"]


def test_a_milestone_takes_no_time() -> None:
    answer = schedule([Activity("start", 0), Activity("work", 2, ("start",)), Activity("end", 0, ("work",))])
    assert (answer.length, answer.critical) == (2, ("start", "work", "end"))


@pytest.mark.parametrize(
    ("activities", "code"),
    [
        ([Activity("a", -1)], "network.duration"),
        ([Activity("a", 1, ("x",))], "network.unknown_predecessor"),
        ([Activity("a", 1), Activity("a", 2)], "network.duplicate"),
        ([Activity("a", 1, ("a",))], "network.cycle"),
        ([], "network.empty"),
    ],
)
def test_unsound_networks_are_refused(activities: list[Activity], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        schedule(activities)
    assert refusal.value.code == code


def test_a_cycle_is_named_the_same_in_any_order() -> None:
    activities = [
        Activity("c", 1, ("b",)),
        Activity("a", 1, ("c",)),
        Activity("b", 1, ("a",)),
        Activity("z", 1, ("c",)),
    ]
    for order in (activities, activities[::-1]):
        with pytest.raises(DomainError) as refusal:
            schedule(order)
        assert refusal.value.params["path"] == "a → b → c → a"


def test_a_span_of_several_days_is_no_fraction() -> None:
    with pytest.raises(BadInput, match=r"network\.duration"):
        schedule([Activity("a", 1.5)])  # type: ignore[arg-type]


def row(activity: str = "a", duration: str = "1", predecessors: str | None = "") -> dict[str, str | None]:
    return {"activity": activity, "duration": duration, "predecessors": predecessors}


def test_rows_are_read() -> None:
    assert read_activities([row("a", " 0 "), row("b", "3", "a  c"), row("c", predecessors=None)]) == [
        Activity("a", 0),
        Activity("b", 3, ("a", "c")),
        Activity("c", 1),
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(duration="1.5"), "network.duration"),
        (row(duration="-1"), "network.duration"),
        (row(duration=""), "network.duration"),
        (row(activity=" "), "network.no_activity"),
        (row(activity="two words"), "network.no_activity"),
        ({"activity": "a", "duration": "1"}, "network.missing_column"),
    ],
)
def test_unreadable_rows_are_refused(bad: dict[str, str | None], code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_activities([bad])
    assert refusal.value.code == code


@st.composite
def networks(draw: st.DrawFn) -> list[Activity]:
    count = draw(st.integers(1, 9))
    return [
        Activity(f"n{n}", draw(st.integers(0, 9)), tuple(f"n{m}" for m in range(n) if draw(st.booleans())))
        for n in range(count)
    ]


def paths(activities: list[Activity]) -> dict[str, int]:
    """Longest path through each activity, by brute force over all chains."""
    by_name = {activity.name: activity for activity in activities}

    def chains(name: str) -> list[list[str]]:
        before = by_name[name].predecessors
        return [[*chain, name] for p in before for chain in chains(p)] or [[name]]

    longest = dict.fromkeys(by_name, 0)
    for activity in activities:
        for chain in chains(activity.name):
            length = sum(by_name[name].duration for name in chain)
            for name in chain:
                longest[name] = max(longest[name], length)
    return longest


@given(networks())
def test_slack_is_length_less_the_longest_path_through(activities: list[Activity]) -> None:
    answer = schedule(activities)
    longest = paths(activities)
    assert answer.length == max(longest.values())
    assert {row.name: row.slack for row in answer.activities} == {
        name: answer.length - through for name, through in longest.items()
    }


@given(networks(), st.randoms())
def test_the_order_of_rows_does_not_matter(activities: list[Activity], random: object) -> None:
    shuffled = sorted(activities, key=lambda a: random.random())  # type: ignore[attr-defined]
    known = {row.name: row for row in schedule(activities).activities}
    assert {row.name: row for row in schedule(shuffled).activities} == known
