"""The calendar address over http: no sign-in, never kept on the way, gone once ended, out of the log."""

import logging
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from starlette.responses import PlainTextResponse

import web
from domain.vocabulary import Role
from services import calendar_feed, clock
from shell import navigation
from tests.asgi import Answer, Client
from tests.factories_sweep import district, duty
from tests.services.test_calendar_feed import SOON
from web import feed, security
from web.gate import Gate, Map, is_feed

NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)
pytestmark = pytest.mark.usefixtures("sqlite_db")


def asked(path: str) -> Answer:
    return Client(feed.routes).get(path)


def path_of(address: str) -> str:
    return address.removeprefix("http://localhost:8501")


def test_a_calendar_program_reads_it_until_it_ends() -> None:
    home = district()
    duty(home, "step_due", SOON)
    path = path_of(calendar_feed.create(actor=home.agent))
    answer = asked(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.text).walk("VEVENT")
    assert event.decoded("DTSTART") == SOON
    calendar_feed.revoke(actor=home.agent)
    gone, never = asked(path), asked("/calendar/never.ics")
    assert gone.status_code == never.status_code == 404
    assert gone.content == never.content and gone.headers["cache-control"] == "no-store"


def test_a_program_that_has_the_dates_is_told_in_a_few_bytes_until_one_moves() -> None:
    home = district()
    duty(home, "step_due", SOON)
    path = path_of(calendar_feed.create(actor=home.agent))
    with clock.frozen(NINE):
        first = asked(path)
    client, mark = Client(feed.routes), first.headers["etag"]
    with clock.frozen(NINE + timedelta(hours=1)):  # DTSTAMP is another
        same = client.get(path, if_none_match=mark)
        assert (same.status_code, same.content) == (304, b"")
        assert (same.headers["etag"], same.headers["cache-control"]) == (mark, "no-store")
        duty(home, "supplement_due", SOON, key="地勘报告")
        assert client.get(path, if_none_match=mark).status_code == 200
        calendar_feed.revoke(actor=home.agent)
        assert client.get(path, if_none_match=mark).status_code == 404


def test_the_gate_lets_only_this_pass() -> None:
    site = Map(
        urls={role: navigation.urls_of(role) for role in Role},
        starts=navigation.START,
        own_routes=web.routes(),
    )
    client = Client([])
    client.app = Gate(PlainTextResponse("passed"), site=site)  # type: ignore[assignment]
    assert client.get("/calendar/anything.ics").text == "passed"
    assert client.get("/calendar").status_code == 303
    assert not is_feed("/calendar/a/b.ics") and not is_feed("/calendar/a") and not is_feed("/file/1.ics")


def test_the_token_stays_out_of_the_access_log(caplog: pytest.LogCaptureFixture) -> None:
    security.redact_access_log()
    log = logging.getLogger("uvicorn.access")
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        log.info('%s - "%s %s HTTP/%s" %d', "1.2.3.4", "GET", "/calendar/s3cret.ics?x=1", "1.1", 200)
        log.info('%s - "%s %s HTTP/%s" %d', "1.2.3.4", "GET", "/pool?agent=3", "1.1", 200)
    assert "/calendar/…" in caplog.text and "s3cret" not in caplog.text and "agent=3" not in caplog.text
