"""A mode not allowed for an item cannot be chosen; the reason is said."""

from dataclasses import replace

import pytest

from domain.credit import CreditNote
from domain.mode_choices import Conversions, Credit, ItemRules, StepStanding, allowed, permitted_modes
from domain.vocabulary import Mode
from tests.factories_plan import D

ALL = ItemRules(frozenset(mode.value for mode in Mode), flavour="A")
OPEN = StepStanding(Mode.STANDARD, None, ("map",), ("land_contract",), "G1", ("energy_review",))
TODAY = D("2026-09-01")


def why(mode: Mode, rules: ItemRules = ALL, standing: StepStanding = OPEN, **credit: object) -> str | None:
    choices = permitted_modes(rules, standing, credit=Credit(today=TODAY, **credit))  # type: ignore[arg-type]
    refusal = next(choice.refusal for choice in choices if choice.mode == mode)
    return refusal.code if refusal else None


def test_all_five_modes_are_open_where_nothing_speaks_against_them() -> None:
    assert allowed(permitted_modes(ALL, OPEN)) == tuple(Mode)


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode != Mode.STANDARD])
def test_what_the_catalogue_does_not_list_is_refused_but_standard_never(mode: Mode) -> None:
    rules = replace(ALL, modes_allowed=ALL.modes_allowed - {mode.value})
    assert why(mode, rules) == "mode_refused.not_listed"
    assert why(Mode.STANDARD, ItemRules(frozenset())) is None


def test_no_tolerance_for_same_day_and_escalated_items_nor_without_a_flavour() -> None:
    assert why(Mode.TOLERANCE, replace(ALL, same_day=True)) == "guard.same_day_item"
    assert why(Mode.TOLERANCE, replace(ALL, escalated=True)) == "guard.escalated_item"
    assert why(Mode.TOLERANCE, replace(ALL, flavour=None)) == "mode_refused.no_flavour"


def test_tolerance_needs_a_deferrable_material_that_is_missing() -> None:
    assert why(Mode.TOLERANCE, standing=replace(OPEN, deferrable=())) == "mode_refused.nothing_deferrable"


def test_simulated_needs_something_to_convert_on() -> None:
    assert why(Mode.SIMULATED, standing=replace(OPEN, conversions=())) == "mode_refused.nothing_to_convert"


def test_parallel_needs_a_group_and_another_open_member() -> None:
    assert why(Mode.PARALLEL, standing=replace(OPEN, group=None)) == "mode_refused.no_group"
    assert why(Mode.PARALLEL, standing=replace(OPEN, partners=())) == "mode_refused.no_partner"


def test_an_unrepaired_breach_closes_tolerance_until_its_repair() -> None:
    note = CreditNote(Mode.TOLERANCE, D("2026-01-05"), "演示")
    assert why(Mode.TOLERANCE, notes=(note,)) == "guard.credit_tolerance"
    assert why(Mode.COMMITMENT, notes=(note,)) is None
    assert why(Mode.TOLERANCE, notes=(replace(note, repaired_on=TODAY),)) is None


def test_a_revoked_commitment_closes_commitment_for_the_months_of_the_ban() -> None:
    note = CreditNote(Mode.COMMITMENT, D("2026-03-02"), "演示")
    assert why(Mode.COMMITMENT, notes=(note,)) == "guard.credit_commitment"
    assert why(Mode.COMMITMENT, notes=(note,), ban_months=5) is None
    assert why(Mode.TOLERANCE, notes=(note,)) is None


@pytest.mark.parametrize("closed_by", ["begun", "finished", "ended", "dropped"])
def test_a_step_that_is_no_longer_open_keeps_its_mode(closed_by: str) -> None:
    choices = permitted_modes(ALL, replace(OPEN, mode=Mode.TOLERANCE, closed_by=closed_by))
    assert allowed(choices) == (Mode.TOLERANCE,)
    codes = {choice.refusal.code for choice in choices if choice.refusal}
    assert codes == {f"mode_refused.{closed_by}"}


def test_what_a_simulated_opinion_waits_for_must_lie_before_it() -> None:
    known = Conversions({"design_scheme_review": ("land_contract", "land_title")})
    assert known.of("design_scheme_review", (), upstream={"land_contract"}) == ("land_contract",)
    assert known.of("design_scheme_review", ["land_auction"], upstream={"land_auction"}) == ("land_auction",)
    assert known.of("eia_approval", (), upstream={"land_contract"}) == ()
