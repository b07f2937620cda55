"""Identifiers against published codes, python-stdnum, and every way people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from domain import identifiers
from domain.errors import BadInput
from domain.identifiers import CREDIT_ALPHABET, check
from tests.factories_plan import rows

CREDIT_CODES = (
    "9144030071526726XG",
    "914403001922038216",
    "91110108551385082Q",
    "91330100716105852F",
    "91110000802100433B",
)
PROJECT_CODES = (
    "2503-130981-04-01-573274",
    "2509-320193-89-01-544060",
    "2206-465104-04-01-831077",
    "2509-331126-04-01-309362",
    "2111-522323-04-01-342068",
)
INVENTED = ("2509-331126-04-01-309363", "2609-330100-04-01-100001")


def with_check_sign(front: str) -> str:
    return front + uscc.calc_check_digit(front + "0")


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_published_credit_codes_are_valid_without_a_warning(code: str) -> None:
    found = check("credit-code", code)
    assert (found.normalised, found.valid, found.warnings, found.error) == (code, True, (), None)


@given(
    code=st.sampled_from(CREDIT_CODES),
    place=st.integers(0, 17),
    sign=st.one_of(st.sampled_from(CREDIT_ALPHABET), st.characters()),
)
def test_every_single_changed_character_is_rejected(code: str, place: int, sign: str) -> None:
    changed = code[:place] + sign + code[place + 1 :]
    found = check("credit-code", changed)
    assert found.valid == (found.normalised == code)


def test_all_changes_within_the_alphabet_are_rejected() -> None:
    wrong = [
        code[:place] + sign + code[place + 1 :]
        for code in CREDIT_CODES
        for place in range(18)
        for sign in CREDIT_ALPHABET
        if sign != code[place]
    ]
    assert len(wrong) == 2700
    assert not [code for code in wrong if check("credit-code", code).valid]


@given(st.text(CREDIT_ALPHABET, min_size=9, max_size=9), st.from_regex(r"[0-9]{8}", fullmatch=True))
def test_agrees_with_stdnum_where_stdnum_has_an_opinion(body: str, front: str) -> None:
    code = with_check_sign(front + body)
    assert uscc.is_valid(code) and check("credit-code", code).valid
    moved = code[:-1] + CREDIT_ALPHABET[(CREDIT_ALPHABET.index(code[-1]) + 1) % 31]
    assert not uscc.is_valid(moved) and not check("credit-code", moved).valid


@pytest.mark.parametrize(
    "typed",
    [
        "９１４４０３００７１５２６７２６ＸＧ",
        "9144030071526726xg",
        " 914403 00 71526726-XG ",
        "914403\u3000007152\u200b6726—XG",
    ],
)
def test_credit_codes_as_people_type_them(typed: str) -> None:
    found = check("credit-code", typed)
    assert (found.value, found.normalised, found.valid) == (typed, "9144030071526726XG", True)


@pytest.mark.parametrize("front", ["N2230108MA18XXXX1", "A1110000600037341", "N2230108793432165"])
def test_letter_leading_codes_pass_with_a_warning(front: str) -> None:
    code = with_check_sign(front)
    found = check("credit-code", code)
    assert not uscc.is_valid(code)
    assert found.valid and "identifiers.letter_leads" in found.warnings


def test_the_organisations_own_digit_only_warns() -> None:
    code = with_check_sign("91440300715267260")  # the organisation code ends with X, not 0
    assert check("credit-code", code).valid
    assert check("credit-code", code).warnings == ("identifiers.organisation_check_digit",)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("9144030071526726X", "identifiers.credit_code_length"),
        ("", "identifiers.credit_code_length"),
        ("B144030071526726XG", "identifiers.credit_code_characters"),
        ("9144030071526I26XG", "identifiers.credit_code_characters"),
        ("9144030071526726XH", "identifiers.credit_code_check_digit"),
    ],
)
def test_a_refused_credit_code_says_why(typed: str, error: str) -> None:
    found = check("credit-code", typed)
    assert (found.valid, found.error) == (False, error)


@pytest.mark.parametrize("code", PROJECT_CODES)
def test_published_project_codes_pass_without_a_warning(code: str) -> None:
    digits = code.replace("-", "")
    assert mod_11_10.is_valid(digits)
    for typed in (code, digits, code.replace("-", "－"), f" {code} ", code.replace("-", "—")):
        found = check("project-code", typed)
        assert (found.normalised, found.valid, found.warnings) == (code, True, ())
    assert len(code) == 24


@pytest.mark.parametrize("code", INVENTED)
def test_a_wrong_project_check_digit_only_warns(code: str) -> None:
    found = check("project-code", code)
    assert found.valid and found.warnings == ("identifiers.project_code_check_digit",)


@given(st.from_regex(r"2[2-9](0[1-9]|1[0-2])[0-9]{15}", fullmatch=True), st.sampled_from("0123456789"))
def test_project_check_digit_agrees_with_stdnum(front: str, last: str) -> None:
    found = check("project-code", front + last)
    assert found.valid and (not found.warnings) == mod_11_10.is_valid(front + last)


def test_the_form_before_november_2020() -> None:
    found = check("project-code", "2019-440305-39-03-012345")
    assert found.valid and found.warnings == ("identifiers.old_project_code",)
    assert not check("project-code", "2013-440305-39-03-012345").valid
    assert check("project-code", "2012-440305-04-01-012345").error is None  # December 2020


@pytest.mark.parametrize(
    "typed", ["2513-130981-04-01-573274", "2500-130981-04-01-573274", "1909-1309810401573274"]
)
def test_a_month_that_cannot_be_is_refused(typed: str) -> None:
    assert check("project-code", typed).error == "identifiers.project_code_time"


@pytest.mark.parametrize(
    "typed", ["", "2503-130981-04-01-57327", "2503-130981-04-01-5732741", "2503-X30981-04-01-573274"]
)
def test_another_form_is_refused(typed: str) -> None:
    assert check("project-code", typed).error == "identifiers.project_code_form"


def test_the_sample_pool_is_clean() -> None:
    for row in rows("sample_pool"):
        assert check("credit-code", row["uscc"]) == identifiers.IdentifierCheck(
            row["uscc"], row["uscc"], True
        )
        if row["project_code"]:
            assert check("project-code", row["project_code"]).warnings == ()


def test_unknown_kind() -> None:
    with pytest.raises(BadInput):
        check("passport", "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例机械（黑龙江）有限公司", "示例机械(黑龙江) 有限公司"),
        ("ＡＢＣ产线－二期", "abc产线-二期"),
        ("【一期】示例项目", "(一期)示例项目\u200b"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert identifiers.normalised_name(one) == identifiers.normalised_name(other)


def test_names_that_only_look_alike_stay_apart() -> None:
    assert identifiers.normalised_name("年产1.5万吨") != identifiers.normalised_name("年产15万吨")


@given(st.integers(0, 999_999), st.integers(0, 999_999), st.sampled_from(rows("sample_pool")))
def test_reissued_codes_are_valid_and_distinct(one: int, other: int, row: dict[str, str]) -> None:
    credit = identifiers.reissued_credit_code(row["uscc"], one)
    assert check("credit-code", credit) == identifiers.IdentifierCheck(credit, credit, True)
    assert credit != row["uscc"] and credit[:8] == row["uscc"][:8]
    if not row["project_code"]:
        return
    code = identifiers.reissued_project_code(row["project_code"], one)
    assert check("project-code", code) == identifiers.IdentifierCheck(code, code, True)
    assert code != row["project_code"]
    if one != other:
        assert credit != identifiers.reissued_credit_code(row["uscc"], other)
        assert code != identifiers.reissued_project_code(row["project_code"], other)
