"""The private calendar address: made, renewed and ended; what a calendar program then reads of whom."""

from datetime import date

import pytest
from icalendar import Calendar
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import DomainError, Forbidden
from models import Account, AuditRow, CalendarFeed, Project
from services import calendar_feed, clock
from services.calendar_files import Dated, event_file
from services.database import reading
from tests.factories import TODAY
from tests.factories_sweep import District, change, district, duty, redate

SOON, OVER = date(2026, 9, 10), date(2026, 8, 27)


def token_of(address: str) -> str:
    return address.rsplit("/", 1)[1].removesuffix(".ics")


def token(actor: Actor) -> str:
    return token_of(calendar_feed.create(actor=actor))


def entries(of: str) -> dict[str, date]:
    """Title → day of what a program reads under a token."""
    events = Calendar.from_ical(calendar_feed.feed(of)).walk("VEVENT")
    return {str(event["SUMMARY"]): event.decoded("DTSTART") for event in events}


def refused(of: str) -> str:
    with pytest.raises(DomainError) as error:
        calendar_feed.feed(of)
    return error.value.code


def dated(home: District) -> None:
    """A deadline ahead, one that is over by three days, one too far ahead, one that stands still."""
    duty(home, "step_due", SOON)
    duty(home, "commit_due", OVER, party="enterprise")
    duty(home, "check_due", date(2027, 6, 1))
    duty(home, "rectify_due", SOON, is_paused=True)
    duty(home, "decided", TODAY)  # only counts from its day


@pytest.mark.usefixtures("db")
def test_an_address_is_shown_once_renewed_and_ended() -> None:
    home = district()
    address = calendar_feed.create(actor=home.agent)
    first = token_of(address)
    assert address.startswith("http://localhost:8501/calendar/") and len(first) >= 43
    with pytest.raises(DomainError, match=r"feed\.exists"):
        calendar_feed.create(actor=home.agent)
    second = token_of(calendar_feed.renew(actor=home.agent))
    assert refused(first) == "access.not_found" and entries(second) == {}
    calendar_feed.revoke(actor=home.agent)
    assert {refused(one) for one in (first, second, "nonsense", "")} == {"access.not_found"}
    with pytest.raises(DomainError, match=r"feed\.missing"):
        calendar_feed.revoke(actor=home.agent)
    assert calendar_feed.state(actor=home.agent) is None
    with reading(SYSTEM) as session:
        said = session.exec(select(AuditRow).where(AuditRow.action.startswith("calendar_feed"))).all()
        kept = session.exec(select(CalendarFeed)).all()
        assert [row.action.split(".")[1] for row in said] == ["create", "renew", "revoke"]
        text = "".join(f"{row.before}{row.after}" for row in said) + "".join(row.token_hash for row in kept)
    assert first not in text and second not in text


@pytest.mark.usefixtures("db")
def test_everybody_reads_what_is_theirs_or_has_come_to_them() -> None:
    home = district()
    dated(home)
    step = {"盯紧到期：用地规划许可证": SOON}
    over = {"[已超期] 履行承诺：用地规划许可证": OVER}
    assert entries(token(home.agent)) == step | over
    assert entries(token(home.coordinator)) == over, "the step is not yet the coordinator's"
    assert entries(token(home.liaison)) == step | over, "the department's own day"
    assert entries(token(home.leader)) == entries(token(home.admin)) == {}
    assert entries(token(home.backup)) == step, "B is told on the day, and acts only while A is away"


@pytest.mark.usefixtures("sqlite_db")
def test_with_time_the_leader_hears_and_a_paused_project_is_silent() -> None:
    home = district()
    dated(home)
    leader = token(home.leader)
    with clock.frozen(date(2026, 9, 3)):
        assert list(entries(leader).values()) == [OVER]
    change(Project, home.project_id, status="paused")
    with clock.frozen(date(2026, 9, 3)):
        assert entries(leader) == {}


@pytest.mark.usefixtures("sqlite_db")
def test_a_disabled_account_reads_nothing_and_readings_are_noted() -> None:
    home = district()
    dated(home)
    own = token(home.agent)
    state = calendar_feed.state(actor=home.agent)
    assert state and state.read_at is None
    entries(own)
    state = calendar_feed.state(actor=home.agent)
    assert state and state.read_at == clock.now()
    change(Account, home.agent.account_id, is_active=False)
    assert refused(own) == "access.not_found"
    with pytest.raises(Forbidden):
        calendar_feed.renew(actor=home.agent)


@pytest.mark.usefixtures("sqlite_db")
def test_an_entry_keeps_its_uid_when_its_day_moves_and_says_no_phone() -> None:
    home = district()
    due = duty(home, "step_due", SOON)
    change(Account, home.agent.account_id, phone="13900000000")
    own = token(home.agent)
    (before,) = Calendar.from_ical(calendar_feed.feed(own)).walk("VEVENT")
    redate(due, date(2026, 9, 14))
    text = calendar_feed.feed(own)
    (after,) = Calendar.from_ical(text).walk("VEVENT")
    assert before["UID"] == after["UID"] and after.decoded("DTSTART") == date(2026, 9, 14)
    assert after["URL"] == f"http://localhost:8501/project?id={home.project_id}&step={home.step_id}"
    assert after.decoded("DTSTAMP") == clock.now() and "1390000" not in text
    assert "资规分局" in after["DESCRIPTION"]


def test_a_file_for_a_mail_says_one_matter_once_and_survives_any_text() -> None:
    odd = "欠件；地勘,报告\\第二行" + "很长" * 60
    entry = Dated("step:7", "报告", "supplement_due", SOON, odd, "一;二\n三", "http://x/?a=1&b=2")
    with clock.frozen(TODAY):
        text = event_file([entry, entry], lang="en")
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (odd, "一;二\n三")
    assert (event.decoded("DTEND") - event.decoded("DTSTART")).days == 1
    (alarm,) = event.walk("VALARM")
    assert alarm["DESCRIPTION"].startswith("Due today")
