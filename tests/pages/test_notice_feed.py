"""The calendar address on one's own page: shown once, then only that it is there; renewed and ended."""

import pytest
from streamlit.testing.v1 import AppTest

from services import calendar_feed
from tests.apptest import page, signed_in, texts
from tests.factories_sweep import district

pytestmark = pytest.mark.usefixtures("sqlite_db")


def address(test: AppTest) -> str | None:
    found = [field.value for field in test.text_input if field.key == "notices.feed_address"]
    return str(found[0]) if found else None


def test_the_address_is_shown_once_replaced_and_ended() -> None:
    by = district().agent
    test = page("notices", by)
    assert "还没有订阅地址" in texts(test) and address(test) is None
    with signed_in(by):
        test.button(key="notices.feed_create").click().run()
        first = address(test)
        assert first and "/calendar/" in first
        assert address(test.run()) is None and "日历尚未读取" in texts(test)
        test.button(key="notices.feed_renew").click().run()
        second = address(test)
        assert second and second != first
        calendar_feed.feed(second.rsplit("/", 1)[1].removesuffix(".ics"))
        assert "最近读取9月1日" in texts(test.run())
        test.button(key="notices.feed_revoke").click().run()
    assert not test.exception and calendar_feed.state(actor=by) is None
    assert "还没有订阅地址" in texts(page("notices", by))
