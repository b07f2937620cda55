"""What people typed stays text: formulas, control characters, footer codes."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from exports.cells import clean, footer_text, lines_of, put_text, width_of
from exports.overview_sheet import dial_link


def _saved(text: str):
    book = Workbook()
    put_text(book.active["A1"], text)
    stream = io.BytesIO()
    book.save(stream)
    return load_workbook(io.BytesIO(stream.getvalue())).active["A1"]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.invalid","x")',
        "=1+1",
        "+861300000000",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "=cmd|'/C calc'!A0",
    ],
)
def test_a_text_that_looks_like_a_formula_is_stored_as_text(text: str) -> None:
    cell = _saved(text)
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix


def test_an_ordinary_text_has_no_quote_prefix() -> None:
    cell = _saved("雪原项目")
    assert (cell.data_type, cell.value, bool(cell.quotePrefix)) == ("s", "雪原项目", False)


def test_control_characters_surrogates_and_direction_overrides_are_stripped() -> None:
    dirty = "甲\x00\x07\x0b乙\x1f\x7f\x85\ud800\ufffe\u202e丙\u2069"
    assert clean(dirty) == "甲乙丙"
    assert _saved(dirty).value == "甲乙丙"


def test_a_control_character_cannot_hide_a_formula() -> None:
    assert _saved("\x00=1+1").data_type == "s"


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    assert len(clean("长" * 40_000)) == 32_000
    assert clean("长" * 40_000).endswith("…")


def test_line_ends_become_one_kind() -> None:
    assert clean("甲\r\n乙\r丙") == "甲\n乙\n丙"


def test_a_footer_doubles_the_sign_that_starts_a_code() -> None:
    assert footer_text("A&D 一期\n&P") == "A&&D 一期 &&P"


def test_width_counts_chinese_nearly_twice_and_lines_wrap_by_it() -> None:
    assert width_of("工程ab") == pytest.approx(2 * 1.9 + 2 * 0.9)
    assert lines_of("工程许可" * 5, 20) == 2
    assert lines_of("", 20) == 1
    assert lines_of("甲\n乙", 20) == 2


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("0451-8600 0102", "tel:045186000102"),
        ("+86 130 0000 0001", "tel:+8613000000001"),
        ("0451-86000102转8012", "tel:045186000102"),
        ("12345", "tel:12345"),
        ("暂无", ""),
        ("110", ""),
    ],
)
def test_a_number_becomes_a_link_without_its_extension(number: str, link: str) -> None:
    assert dial_link(number) == link
