"""The error boundary: a number and what to do, in the user's language; never a traceback, never a hint."""

import logging
import re
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from ui import feedback, session

LANGS = pytest.mark.parametrize("lang", ["zh_CN", "en"])


def _break() -> None:
    from shell import frame

    def inner() -> None:
        raise ZeroDivisionError("secret of an enterprise")

    try:
        inner()
    except ZeroDivisionError as error:
        assert frame.show_error(error) is True


def _refuse(kind: str, code: str) -> None:
    import domain.errors
    from shell import frame

    frame.show_error(getattr(domain.errors, kind)(code, name="演示"))


def _shown(test: AppTest) -> str:
    parts = [*test.error, *test.markdown, *test.subheader, *test.warning, *test.exception]
    html = [str(one.proto.body) for one in test.get("html")]
    return "\n".join([*(str(part.value) for part in parts), *html])


@LANGS
def test_a_failure_shows_its_number_and_logs_the_rest(
    lang: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback.log, "disabled", False)  # import-linter's own set-up may have done that
    with patch.object(session, "lang", return_value=lang), caplog.at_level(logging.ERROR, "daiban"):
        test = AppTest.from_function(_break).run()
    said = _shown(test)
    assert not test.exception
    assert ("请把编号" if lang == "zh_CN" else "give your administrator the number") in said
    for hidden in ("Traceback", "ZeroDivision", "secret", ".py", "inner"):
        assert hidden not in said
    (number,) = re.findall(r"\b[0-9A-F]{8}\b", said)
    assert number in caplog.text and "ZeroDivisionError: secret of an enterprise" in caplog.text


@LANGS
def test_every_failure_has_a_number_of_its_own(lang: str) -> None:
    with patch.object(session, "lang", return_value=lang):
        numbers = {feedback.report_failure(ValueError("x")) for _ in range(50)}
    assert len(numbers) == 50


@LANGS
@pytest.mark.parametrize("kind", ["NotFound", "Forbidden"])
def test_refused_and_missing_look_alike(lang: str, kind: str) -> None:
    with patch.object(session, "lang", return_value=lang):
        said = _shown(AppTest.from_function(_refuse, args=(kind, "access.not_found")).run())
    title = "无法显示这个页面" if lang == "zh_CN" else "This page cannot be shown"
    assert title in said and 'href="/"' in said
    assert "演示" not in said and "access." not in said


@LANGS
def test_a_rule_is_said_in_words_without_a_number(lang: str) -> None:
    with patch.object(session, "lang", return_value=lang):
        test = AppTest.from_function(_refuse, args=("BadInput", "files.empty")).run()
    said = _shown(test)
    assert "演示" in said and "files.empty" not in said
    assert not re.findall(r"\b[0-9A-F]{8}\b", said)
