"""What a url says is taken only where it makes sense; the rest is dropped, never an error."""

import pytest

from ui.filters import Filter


@pytest.mark.parametrize("text", ["abc", "-1", "1e3", "99999999999999999999", "１２", "", "1;drop"])
def test_a_number_is_a_small_plain_number(text: str) -> None:
    assert Filter("id", number=True).read([text]) == ""
    assert Filter("id", number=True).read(["12", text]) == 12


def test_codes_are_known_and_text_is_storable() -> None:
    assert Filter("tab", options=("a", "b")).read(["<script>"]) is None
    assert Filter("light", options=("red",), many=True).read(["red", "zz"]) == ["red"]
    assert Filter("q").read(["a\0b"]) == "", "PostgreSQL refuses the character"
    assert Filter("q").read(["<b>'\"%"]) == "<b>'\"%"
