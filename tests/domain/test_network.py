"""The effective network: bridging, materials, groups, the closing step, refusals."""

from dataclasses import replace

import pytest

from domain.errors import BadInput, DomainError, RuleBroken
from domain.network import CLOSING_ITEM, Link, MaterialSpec, Network, StepSpec
from domain.vocabulary import LinkKind, Mode
from tests.factories_plan import network, template, template_codes, template_network


def step(code: str, *before: str, **changes: object) -> StepSpec:
    return replace(StepSpec(code, prerequisites=before), **changes)  # type: ignore[arg-type]


def refusal(*specs: StepSpec, catalogue: dict[str, tuple[str, ...]] | None = None) -> RuleBroken:
    with pytest.raises(RuleBroken) as raised:
        network(specs, catalogue=catalogue)
    return raised.value


def test_an_absent_prerequisite_hands_its_own_on() -> None:
    catalogue = {"a": (), "b": ("a",), "c": ("b",)}
    assert network([step("a"), step("d", "c")], catalogue=catalogue).waits["d"] == {"a"}


def test_a_dropped_step_hands_its_own_on() -> None:
    built = network([step("a"), step("b", "a", is_needed=False), step("c", "b")])
    assert built.waits == {"a": frozenset(), "c": {"a"}}


def test_dropped_steps_that_name_each_other_end_the_bridge() -> None:
    built = network([step("a", "b", is_needed=False), step("b", "a", is_needed=False), step("c", "a")])
    assert built.waits["c"] == frozenset()


def test_the_first_source_that_applies_counts() -> None:
    material = MaterialSpec("title", "item:x|item:y|archive")
    assert material.producer({"y", "z"}) == "y"
    assert material.producer({"z"}) is None
    assert MaterialSpec("form", "applicant|item:y").producer({"y"}) is None


def test_a_deferrable_material_adds_an_edge_with_the_shortest_deferral() -> None:
    owed = tuple(MaterialSpec(str(days), "item:a", "deferrable", days) for days in (9, 3, 7))
    built = network([step("a"), step("b", materials=owed)])
    assert built.deferrals["b"] == {"a": 3}
    assert built.waits["b"] == frozenset()


def test_a_required_material_is_waited_for_where_an_edit_cut_the_path() -> None:
    needs_a = (MaterialSpec("paper", "item:a"),)
    cut = network([step("a"), step("b"), step("c", "b", materials=needs_a)])
    kept = network([step("a"), step("b", "a"), step("c", "b", materials=needs_a)])
    assert cut.waits["c"] == {"a", "b"}
    assert kept.waits["c"] == {"b"}


def test_production_start_waits_for_every_remaining_sink() -> None:
    built = network([step("a"), step("b", "a"), step("c", "a"), step(CLOSING_ITEM, "b")])
    assert built.waits[CLOSING_ITEM] == {"b", "c"}


def test_a_group_with_one_member_left_is_no_group() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G1"}
    pair = [step("a", seq=2, **joint), step("b", seq=1, **joint), step("c", mode=Mode.TOLERANCE, group="G1")]
    assert network(pair).groups == {"G1": ("b", "a")}
    assert network([pair[0], replace(pair[1], is_needed=False), pair[2]]).groups == {}


def test_a_cycle_is_refused_and_named() -> None:
    error = refusal(step("c", "b"), step("b", "a"), step("a", "c"), step("d", "c"))
    assert (error.code, error.params["path"]) == ("roadmap.cycle", "a → b → c → a")


def test_a_cycle_through_a_deferrable_material_is_refused() -> None:
    owed = (MaterialSpec("paper", "item:b", "deferrable", 5),)
    assert refusal(step("a", materials=owed), step("b", "a")).code == "roadmap.cycle"


def test_a_cycle_through_a_group_is_refused() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G1"}
    error = refusal(step("a", **joint), step("b", "x", **joint), step("x", "a"))
    assert (error.code, error.params["path"]) == ("roadmap.cycle", "G1 → x → G1")


def test_an_edge_inside_a_group_is_refused() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G1"}
    assert refusal(step("a", **joint), step("b", "a", **joint)).code == "roadmap.edge_inside_group"


def test_unknown_prerequisites_are_refused() -> None:
    assert refusal(step("a", "nowhere")).params == {"step": "a", "item": "nowhere"}
    assert refusal(step("a", conversion_requires=("nowhere",))).code == "roadmap.unknown_prerequisite"


def test_a_step_twice_is_refused() -> None:
    assert refusal(step("a"), step("a")).code == "roadmap.duplicate_step"


def same(one: Network, other: Network) -> bool:
    return (one.waits, one.deferrals, one.groups, list(one.steps)) == (
        other.waits,
        other.deferrals,
        other.groups,
        list(other.steps),
    )


@pytest.mark.parametrize("code", template_codes())
def test_the_order_of_rows_does_not_matter(code: str) -> None:
    from tests.factories_plan import catalogue

    assert same(template_network(code), network(template(code)[::-1], catalogue=catalogue()))


# ---- links a project added


def linked(code: str, *links: Link, **changes: object) -> StepSpec:
    return step(code, links=links, **changes)


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (Link("b"), "roadmap.link_to_itself"),
        (Link("nowhere"), "roadmap.link_unknown"),
        (Link("a", lag=-1), "roadmap.link_lag"),
        (Link("a", lag=1.5), "roadmap.link_lag"),  # type: ignore[arg-type]
    ],
)
def test_unsound_links_are_refused(link: Link, code: str) -> None:
    with pytest.raises(DomainError) as raised:
        network([step("a"), linked("b", link)])
    assert raised.value.code == code


@pytest.mark.parametrize("days", [-1, 1.5])
@pytest.mark.parametrize("limit", ["plan_days", "promised_days", "statutory_days"])
def test_days_are_whole_and_not_negative(limit: str, days: float) -> None:
    with pytest.raises(BadInput) as raised:
        network([step("a", **{limit: days})])
    assert (raised.value.code, raised.value.params) == ("roadmap.duration", {"step": "a", "days": days})


@pytest.mark.parametrize("kind", list(LinkKind))
def test_a_cycle_through_a_link_is_named(kind: LinkKind) -> None:
    error = refusal(linked("a", Link("c", kind)), step("b", "a"), step("c", "b"))
    assert (error.code, error.params["path"]) == ("roadmap.cycle", "a → b → c → a")


def test_a_link_inside_a_group_is_refused() -> None:
    joint = {"mode": Mode.PARALLEL, "group": "G1"}
    error = refusal(step("a", **joint), linked("b", Link("a", LinkKind.SS), **joint))
    assert error.code == "roadmap.edge_inside_group"


def test_a_link_from_a_dropped_step_rests() -> None:
    built = network([step("a", is_needed=False), step("b"), linked("c", Link("a", lag=9), Link("b"))])
    assert built.links["c"] == (Link("b"),)
