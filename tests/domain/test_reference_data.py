"""The shipped reference files agree with each other and with what the plan engine needs."""

import re
from collections import Counter

import pytest

from domain.graphs import ancestors
from domain.network import CLOSING_ITEM, Network, StepSpec
from domain.roadmap import plan
from domain.timeline import AbstractTime, Span
from domain.vocabulary import STAGES, DayUnit, DepartmentKind, LimitsStatus, Mode, Party, StateKind
from tests.factories_plan import (
    ROOT,
    catalogue,
    department_kinds,
    items,
    materials,
    network,
    rows,
    split,
    template,
    template_codes,
)

ITEMS, TEMPLATE_ROWS = items(), rows("roadmap_templates")
SETTINGS = {row["key"]: row for row in rows("settings")}
STATES = {(row["mode"], row["state"]): row for row in rows("lifecycle_states")}
TRANSITIONS = rows("mode_lifecycle")
FILES = sorted(path.stem for path in (ROOT / "reference").glob("*.csv"))
both_shapes = pytest.mark.parametrize("optional", [True, False], ids=["all", "required"])
each_template = pytest.mark.parametrize("code", template_codes())
each_item = pytest.mark.parametrize("code", ITEMS)


def modes(code: str) -> set[str]:
    return set(split(ITEMS[code]["modes_allowed"]))


# ---- files


@pytest.mark.parametrize("name", FILES)
def test_files_are_rectangular_and_without_stray_blanks(name: str) -> None:
    found = rows(name)
    assert found
    assert all(None not in row and None not in row.values() for row in found)
    assert all(value == value.strip() for row in found for value in row.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("approval_catalogue", "code"),
        ("departments", "code"),
        ("settings", "key"),
        ("reminder_rules", "rule"),
        ("anchors", "anchor"),
        ("glossary", "code"),
        ("glossary", "zh"),
        ("holidays_cn", "date"),
    ],
)
def test_keys_are_unique(name: str, key: str) -> None:
    assert [value for value, count in Counter(row[key] for row in rows(name)).items() if count > 1] == []


# ---- catalogue and materials


@each_item
def test_item_codes_are_known(code: str) -> None:
    row = ITEMS[code]
    assert row["stage"] in STAGES
    assert row["department_code"] in department_kinds()
    assert row["lead_department_code"] in {"", *department_kinds()}
    assert row["day_unit"] in tuple(DayUnit) and row["limits_status"] in tuple(LimitsStatus)
    assert {"standard"} <= modes(code) <= set(Mode)
    assert set(catalogue()[code]) <= ITEMS.keys()


@each_item
def test_prerequisites_never_come_from_a_later_stage(code: str) -> None:
    order = {stage: n for n, stage in enumerate(STAGES)}
    later = [p for p in catalogue()[code] if order[ITEMS[p]["stage"]] > order[ITEMS[code]["stage"]]]  # type: ignore[index]
    assert later == []


@each_item
def test_limits_and_flags_agree(code: str) -> None:
    row = ITEMS[code]
    promised, statutory = row["promised_days"], row["statutory_days"]
    assert not (promised and statutory) or int(promised) <= int(statutory)
    is_task = department_kinds()[row["department_code"]] == DepartmentKind.ENTERPRISE
    assert (row["same_day"] == "yes") == (promised in ("0", "1") and not is_task)
    if "tolerance" in modes(code):
        assert row["tolerance_flavour"] in ("A", "B")
        assert (row["same_day"], row["escalated"]) == ("no", "no")
    else:
        assert row["tolerance_flavour"] == ""


def test_the_catalogue_has_no_cycle() -> None:
    assert ancestors(catalogue()).keys() == ITEMS.keys()


@pytest.mark.parametrize("code", materials())
def test_materials_name_known_sources_and_allowed_deferrals(code: str) -> None:
    for material in materials()[code]:
        for source in material.source.split("|"):
            assert source in ("applicant", "archive") or source.removeprefix("item:") in ITEMS
        assert (material.requirement == "deferrable") == (material.defer_workdays is not None)
        if material.requirement == "deferrable":
            assert modes(code) & {"tolerance", "commitment"}


@pytest.mark.parametrize("code", [c for c, row in ITEMS.items() if row["tolerance_flavour"]])
def test_tolerance_items_have_something_to_defer_within_their_limit(code: str) -> None:
    deferrals = [m.defer_workdays or 0 for m in materials()[code] if m.requirement == "deferrable"]
    assert deferrals
    if ITEMS[code]["tolerance_flavour"] == "A":
        limit = Span(int(ITEMS[code]["promised_days"]), DayUnit(ITEMS[code]["day_unit"]))
        assert max(deferrals) <= limit.workdays


# ---- packages


def built(code: str, optional: bool) -> tuple[list[StepSpec], Network]:
    specs = template(code, optional=optional)
    return specs, network(specs, catalogue=catalogue())


@pytest.mark.parametrize("row", TEMPLATE_ROWS, ids=lambda row: f"{row['template_code']}-{row['item_code']}")
def test_package_rows(row: dict[str, str]) -> None:
    package = {
        other["item_code"] for other in TEMPLATE_ROWS if other["template_code"] == row["template_code"]
    }
    assert row["mode"] in modes(row["item_code"])
    assert (row["mode"] == Mode.PARALLEL) == bool(row["parallel_group"])
    assert (row["mode"] == Mode.SIMULATED) == bool(row["conversion_requires"])
    assert set(split(row["conversion_requires"])) <= package


@each_template
def test_rows_are_in_order_and_once(code: str) -> None:
    numbers = [int(row["seq"]) for row in TEMPLATE_ROWS if row["template_code"] == code]
    assert numbers == sorted(set(numbers))
    codes = [spec.code for spec in template(code)]
    assert len(codes) == len(set(codes))
    assert sum(ITEMS[item]["milestone"] == "yes" for item in codes) >= 2


@both_shapes
@each_template
def test_one_source_and_one_sink(code: str, optional: bool) -> None:
    _, net = built(code, optional)
    feeding = set().union(*net.waits.values(), *net.deferrals.values())
    assert net.steps.keys() - feeding == {CLOSING_ITEM}
    assert len([item for item in net.steps if not net.waits[item]]) == 1


@both_shapes
@each_template
def test_no_order_is_lost_and_required_materials_come_from_upstream(code: str, optional: bool) -> None:
    specs, net = built(code, optional)
    whole = ancestors(catalogue())
    upstream = ancestors({item: net.waits[item] | net.conversions[item] for item in net.steps})
    for spec in specs:
        assert whole[spec.code] & net.steps.keys() <= upstream[spec.code]
        needed = {m.producer(net.steps) for m in spec.materials if m.requirement == "required"} - {None}
        assert needed <= upstream[spec.code]


@both_shapes
@each_template
def test_no_supplement_comes_later_than_its_deferral(code: str, optional: bool) -> None:
    _, net = built(code, optional)
    assert plan(net, timeline=AbstractTime(), start=0).late_supplements == ()


@each_template
def test_groups_have_members_of_one_stage_and_a_lead(code: str) -> None:
    _, net = built(code, True)
    described = {
        row["parallel_group"]: row for row in rows("parallel_groups") if row["template_code"] == code
    }
    assert described.keys() == net.groups.keys()
    for group, members in net.groups.items():
        assert {ITEMS[item]["stage"] for item in members} == {described[group]["stage"]}
        assert described[group]["lead_department_code"] in department_kinds()


# ---- lifecycles, settings, anchors and rules


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda r: f"{r['mode']}-{r['state']}-{r['event']}")
def test_transitions(row: dict[str, str]) -> None:
    assert set(split(row["acted_by"])) <= set(Party) and row["acted_by"]
    assert bool(row["deadline_unit"]) == bool(row["deadline_source"])
    if row["config_key"]:
        assert SETTINGS[row["config_key"]]["default"] == row["config_default"]
        assert SETTINGS[row["config_key"]]["unit"] == row["deadline_unit"]
    for state in (row["state"], row["next_state"]):
        assert (row["mode"], state) in STATES or ("common", state) in STATES or state.startswith("{")


@pytest.mark.parametrize("mode", Mode)
def test_every_state_is_reached_and_only_some_are_final(mode: Mode) -> None:
    moves: dict[str, set[str]] = {}
    for row in TRANSITIONS:
        if row["mode"] == mode:
            moves.setdefault(row["state"], set()).add(row["next_state"])
    reached, open_states = {"not_started"}, ["not_started"]
    while open_states:
        fresh = moves.get(open_states.pop(), set()) - reached
        reached |= fresh
        open_states.extend(fresh)
    assert reached == moves.keys() | set().union(*moves.values())
    assert {"done"} <= reached - moves.keys() <= {"done", "terminated", "revoked"}
    assert {state for of_mode, state in STATES if of_mode == mode} <= reached


def test_states_say_what_is_allowed_in_them() -> None:
    for row in STATES.values():
        assert row["kind"] in tuple(StateKind)
        assert row["may_pause"] == "no" or row["clock"] in ("formal", "service", "task")
        assert row["may_extend"] == "no" or row["clock"] == "formal"
        assert (row["may_withdraw"] == "yes") == (row["kind"] in ("running", "paused"))


def test_rules_and_anchors_name_each_other() -> None:
    anchors = {row["anchor"]: row for row in rows("anchors")}
    assert {row["anchor"] for row in rows("reminder_rules")} == anchors.keys()
    known = {f"{row['mode']}.{row['event']}" for row in TRANSITIONS}
    known |= {"*.decided", "*.ended", "*.last_prerequisite_decided"}
    for row in anchors.values():
        for source in (*split(row["created_by"]), *split(row["discharged_by"])):
            if source.startswith("event:"):
                assert source.removeprefix("event:") in known
            else:
                assert re.fullmatch(r"field:[a-z_]+\.[a-z_]+|calendar:.+", source)


@pytest.mark.parametrize("row", rows("reminder_rules"), ids=lambda row: row["rule"])
def test_reminder_rules_are_readable(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[+-]?\d+%?", row["offset"]) and row["unit"] in tuple(DayUnit)
    assert re.fullmatch(r"once|every [1-9]\d*", row["repeat"]) and row["recipients"]


def test_the_sample_pool_fits_its_packages() -> None:
    known = {(row["template_code"], row["item_code"]): row for row in TEMPLATE_ROWS}
    pool = rows("sample_pool")
    assert len({row["uscc"] for row in pool}) == len(pool) == 30
    for row in pool:
        assert known[row["template_code"], row["current_item"]]["mode"] == row["mode_focus"]
        assert ITEMS[row["current_item"]]["stage"] == row["stage"]
        assert row["primary"] and row["primary"] != row["backup"]
    assert {row["light"] for row in pool} == {"red", "yellow", "green", "grey", "blue"}


def test_guides_and_documents_name_known_things() -> None:
    guides = rows("guides")
    assert {row["code"] for row in guides if row["kind"] == "template"} == set(template_codes())
    assert {row["code"] for row in guides if row["kind"] == "item"} <= ITEMS.keys()
    assert len(rows("documents")) == 9
