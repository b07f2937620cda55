"""Cells as people write them: every notation means the same, nothing unreadable is guessed."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain import ledger_values as values
from domain.errors import BadInput
from domain.identifiers import CREDIT_CODE, PROJECT_CODE

DAYS = some.dates(date(2000, 1, 1), date(2099, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
UNITS = {"亿元": "10000", "亿": "10000", "万元": "1", "万": "1", "元": "0.0001", "美元": "refused"}
TENCENT = "9144030071526726XG"


def notations(day: date) -> list[object]:
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    texts = [
        *(f"{y}-{m:02}-{d:02}", f"{y}-{m}-{d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}.{m:02}.{d:02}"),
        *(
            f"{y}年{m}月{d}日",
            f"{y}年{m:02}月{d:02}号",
            f"{y} 年 {m} 月 {d} 日",
            f"{y}年{m}月{d}",
            f"{y}—{m}—{d}",
        ),
        *(f"{y}{m:02}{d:02}", f" {y}-{m}-{d} ", f"{y}-{m:02}-{d:02} 00:00:00", f"{y}年{m}月{d}日(周一)"),
        *(f"{y}-{m:02}-{d:02}T08:30", str(serial)),
    ]
    cells: list[object] = [
        day,
        datetime.combine(day, time()),
        datetime.combine(day, time(8, 30)),
        serial,
        float(serial),
        serial + 0.75,
    ]
    return [*cells, y * 10000 + m * 100 + d, *texts, *(text.translate(FULL_WIDTH) for text in texts)]


@given(DAYS)
def test_every_notation_of_a_day_is_that_day(day: date) -> None:
    assert {values.day(cell).value for cell in notations(day)} == {day}


@given(DAYS)
def test_only_a_date_cell_and_the_iso_form_need_no_word(day: date) -> None:
    assert not values.day(day).is_reread and not values.day(day.isoformat()).is_reread
    assert values.day(f"{day.year}.{day.month}.{day.day}").is_reread
    assert values.day(day.isoformat().translate(FULL_WIDTH)).is_reread


@given(DAYS)
def test_every_notation_of_a_day_gives_its_month(day: date) -> None:
    month = f"{day.year}-{day.month:02}"
    assert {values.month(cell).value for cell in notations(day)} == {month}
    short = [month, f"{day.year}年{day.month}月", f"{day.year}.{day.month}", f"{day.year}/{day.month:02}"]
    assert {values.month(cell).value for cell in [*short, day.year * 100 + day.month]} == {month}


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "明年",
            "2026-13-01",
            "2026-02-29",
            "2026-02-30",
            "3月1日",
            "2026-03",
            "2026年3月1日至5月1日",
            "20261301",
        ),
        *("1/3/2026", "2026", "-5", True, 12, 0.5, 999999, "2026--03-01-", "2026 03 01 x", "１２月"),
    ],
)
def test_what_is_no_day_is_refused_and_quoted(cell: object) -> None:
    with pytest.raises(BadInput) as refusal:
        values.day(cell)
    assert refusal.value.code in ("ledger.day_unreadable", "ledger.day_out_of_range")
    assert refusal.value.params["text"] == values.shown(cell)


@pytest.mark.parametrize("cell", ["1926-03-01", date(1926, 3, 1), "2126-03-01", 20000, 80000])
def test_a_day_of_another_century_is_refused(cell: object) -> None:
    with pytest.raises(BadInput, match=r"ledger\.day_out_of_range"):
        values.day(cell)


def test_what_happened_does_not_lie_ahead() -> None:
    today = date(2026, 9, 1)
    assert values.past_day("2026-09-01", today=today).value == today
    with pytest.raises(BadInput, match=r"ledger\.day_in_future"):
        values.past_day("2026-09-02", today=today)


@pytest.mark.parametrize("cell", ["明年", "2026年三季度", "2026", "2026-13", "9月", True])
def test_what_is_no_month_is_refused(cell: object) -> None:
    with pytest.raises(BadInput, match=r"ledger\.month_unreadable"):
        values.month(cell)


@pytest.mark.parametrize(
    ("cell", "factor", "amount"),
    [
        (18000, "1", 18000),
        (1.8, "10000", 18000),
        (0.1, "10000", 1000),
        (180000000, "0.0001", 18000),
        ("18,000", "1", 18000),
        ("１８，０００．５", "1", 18000.5),
        ("1 8 000", "1", 18000),
        ("1.8亿元", "1", 18000),
        ("3.6亿", "1", 36000),
        ("18000万元", "10000", 18000),
        ("￥180000000元", "1", 18000),
        ("约1.8亿元", "1", 18000),
        ("0", "1", 0),
    ],
)
def test_amounts_are_read_in_the_unit_at_hand(cell: object, factor: str, amount: float) -> None:
    assert values.amount(cell, factor=factor, units=UNITS).value == amount


@given(some.integers(0, 10**9))
def test_thousands_are_only_separated(number: int) -> None:
    assert values.amount(f"{number:,}").value == number == values.amount(number).value


@pytest.mark.parametrize(
    "cell",
    [
        "-5",
        -5,
        "1.8-2亿",
        "1,8000",
        "1.2.3",
        "很多",
        "18000美元",
        "5000日元",
        True,
        float("nan"),
        "<5",
        "1.234,5",
    ],
)
def test_what_is_no_amount_is_refused(cell: object) -> None:
    with pytest.raises(BadInput, match=r"ledger\.amount_unreadable"):
        values.amount(cell, units=UNITS)


def test_an_amount_beyond_all_projects_is_refused() -> None:
    with pytest.raises(BadInput, match=r"ledger\.amount_too_large"):
        values.amount(2_000_000_000)


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("13000000001", "13000000001"),
        (13000000001, "13000000001"),
        (13000000001.0, "13000000001"),
        ("130 0000 0001", "13000000001"),
        ("130-0000-0001", "13000000001"),
        ("+86 130 0000 0001", "13000000001"),
        ("１３０００００００１１", "13000000011"),
        ("手机:13000000001", "13000000001"),
        ("13000000001（马经理）", "13000000001"),
        ("0451-86001234", "0451-86001234"),
        ("0451-86001234/13000000001", "0451-86001234 / 13000000001"),
        ("0451-86001234、130 0000 0001", "0451-86001234 / 13000000001"),
        ("12345", "12345"),
    ],
)
def test_phones_as_people_write_them(cell: object, stored: str) -> None:
    assert values.phone(cell).value == stored


@pytest.mark.parametrize("cell", ["见名片", "1234", "13000000001 / 12", "130000000011", "1300000001"])
def test_what_cannot_be_called_is_refused(cell: object) -> None:
    with pytest.raises(BadInput, match=r"ledger\.phone_unreadable"):
        values.phone(cell)


def test_name_and_phone_in_one_cell_are_taken_apart() -> None:
    for cell in (
        "马经理 13000000001",
        "马经理：130 0000 0001",
        "马经理（13000000001）",
        "马经理/１３００００００００１",
    ):
        name, number = values.contact_and_phone(cell)
        assert (name and name.value, number and number.value) == ("马经理", "13000000001"), cell
    name, number = values.contact_and_phone("马经理")
    assert (name and name.value, number) == ("马经理", None)


def test_codes_are_normalised_and_lost_digits_are_seen() -> None:
    read = values.identifier(CREDIT_CODE, " ９１４４０３００７１５２６７２６ｘｇ ")
    assert read.value == TENCENT and read.is_reread
    assert not values.identifier(CREDIT_CODE, TENCENT).is_reread
    for cell in (914403001922038000, 9.14403001922038e17, "9.14403E+17"):
        with pytest.raises(BadInput, match=r"ledger\.digits_lost"):
            values.identifier(CREDIT_CODE, cell)
    with pytest.raises(BadInput, match=r"identifiers\.credit_code_check_digit"):
        values.identifier(CREDIT_CODE, TENCENT[:-1] + "H")
    odd = values.identifier(PROJECT_CODE, "2509-331126-04-01-309363")
    assert odd.warnings == ("identifiers.project_code_check_digit",)


def test_lines_and_texts() -> None:
    assert values.line(" 智能 \n 轴承　产线 ").value == "智能 轴承 产线"
    assert values.line(5.0).value == "5"
    assert values.text(" 一、电\n\n 二、水 ").value == "一、电\n二、水"
    with pytest.raises(BadInput, match=r"ledger\.too_long"):
        values.line("长" * 201)


@given(
    some.one_of(some.text(), some.floats(), some.integers(), some.booleans(), some.datetimes(), some.times())
)
def test_any_cell_is_read_or_refused(cell: object) -> None:
    readers = [values.line, values.text, values.day, values.month, values.amount, values.phone, values.mail]
    for read in [*readers, lambda one: values.identifier(CREDIT_CODE, one), values.contact_and_phone]:
        try:
            read(cell)
        except BadInput as refusal:
            assert refusal.code.startswith(("ledger.", "identifiers."))


def test_a_serial_counts_from_the_end_of_1899() -> None:
    assert values.day(46082).value == date(2026, 3, 1) == date(1899, 12, 30) + timedelta(days=46082)
