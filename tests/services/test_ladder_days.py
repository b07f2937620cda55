"""The ladder of a commitment day by day: who hears what when, in-app and by mail."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from domain.access import SYSTEM
from domain.workdays import WorkCalendar
from services import calendar, clock, reminders
from tests import factories_sweep as made
from tests import mailbox
from tests.factories_sweep import District

pytestmark = pytest.mark.usefixtures("sqlite_db")
DUE = date(2026, 10, 14)
"""The days before it lie across the autumn holidays, with work on a Saturday."""
ENTERPRISE_MAIL = "office@enterprise.example.org"
RUNGS = (-10, -3, 0, 1, 5, 10)
Told = dict[int, set[tuple[str, str]]]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[District]:
    with mailbox.mail_settings(monkeypatch, 25):
        found = made.district()
        made.enterprise_mail(found.project_id, ENTERPRISE_MAIL)
        yield found


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.ZONE)


def offset(days: WorkCalendar, day: date) -> int:
    """Working days after the due date, negative before it."""
    return -days.workdays_between(day, DUE)


def instants(days: WorkCalendar) -> Iterator[datetime]:
    """Each day of the ladder before and after the hour of digests, the days beside it, the last call."""
    rungs = {day_of(days, rung) for rung in RUNGS}
    beside = {day + timedelta(days=step) for day in rungs for step in (-1, 1)} - rungs
    found = [at(day, hour) for day in rungs for hour in (time(8), time(9))]
    return iter(sorted([*found, *(at(day, time(9)) for day in beside), at(DUE, time(17))]))


def day_of(days: WorkCalendar, rung: int) -> date:
    day = days.subtract_workdays(DUE, -rung) if rung < 0 else days.add_workdays(DUE, rung)
    assert day
    return day


def lived(days: WorkCalendar) -> tuple[Told, Told]:
    """(in-app: working days from the due date → rule and role, mails: the same → kind, hour and address)."""
    app, mails = defaultdict(set), defaultdict(set)
    rows_before = letters_before = 0
    for now in instants(days):
        with clock.frozen(now):
            reminders.sweep(actor=SYSTEM)
        rung, rows, letters = offset(days, now.date()), made.reminders(), made.letters()
        for row in rows[rows_before:]:
            app[rung].add((row.rule_code, row.recipient_role))
            assert row.due_on == now.date(), "told on its day, not later"
        for letter in letters[letters_before:]:
            mails[rung].add((f"{letter.kind} {now:%H}", letter.address.split("@")[0]))
        assert len({row.dedupe_key for row in rows}) == len(rows)
        rows_before, letters_before = len(rows), len(letters)
    return app, mails


def test_each_rung_speaks_once_on_its_working_day_to_whom_the_rule_says(home: District) -> None:
    days = calendar.packaged()
    made.duty(home, "commit_due", DUE, party="enterprise", started_on=date(2026, 9, 1), granted_workdays=30)
    app, mails = lived(days)
    assert dict(app) == {
        -10: {("com_material_10", "agent"), ("com_material_10", "enterprise")},
        -3: {("com_material_3", "agent"), ("com_material_3", "enterprise")},
        1: {
            ("com_material_over", "coordinator"),
            ("com_material_over", "liaison"),
            ("com_material_over", "enterprise"),
        },
        5: {("com_material_over5", "leader")},
        10: {("com_material_over5", "leader")},
    }
    assert dict(mails) == {
        -10: {("morning 09", "agent0001"), ("enterprise 08", "office")},
        -3: {("morning 09", "agent0001"), ("enterprise 08", "office")},
        0: {("last_call 17", "agent0001")},
        1: {("urgent 08", "coord0001"), ("urgent 08", "liaison0001"), ("enterprise 08", "office")},
        5: {("leader 09", "leader0001")},
        10: {("leader 09", "leader0001")},
    }


def test_the_deed_ends_the_ladder_and_nobody_hears_of_it_again(home: District) -> None:
    days = calendar.packaged()
    duty = made.duty(home, "commit_due", DUE, party="enterprise", started_on=date(2026, 9, 1))
    with clock.frozen(at(day_of(days, -10), time(9))):
        reminders.sweep(actor=SYSTEM)
    told, written = made.told(), len(made.letters())
    made.close(duty)
    for rung in (-3, 1, 5):
        with clock.frozen(at(day_of(days, rung), time(9))):
            reminders.sweep(actor=SYSTEM)
    assert made.told() == told and len(made.letters()) == written == 2
    assert {row.state for row in made.reminders()} == {"discharged"}
