"""Random lives of duties, swept day by day, against a naive account that counts days one by one.

The account below shares nothing with the product: its own rules by hand, its own calendar, its own book.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, select

from domain.access import SYSTEM
from models import Absence, Obligation, Project, Reminder, ReminderDelivery, ReminderMute, SweepRun
from services import clock, reminders
from services.database import reading, unit_of_work
from services.reminders import candidates, closing
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

ONE = timedelta(days=1)
WORKED = {date(2026, 9, 20), date(2026, 10, 10)}
OFF = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
# (rule, anchor, working days from the anchor date, repeats every, recipients, urgent)
RULES = [
    ("due_soon", "step_due", -3, 0, ("agent",), False),
    ("due_today", "step_due", 0, 0, ("agent", "backup"), False),
    ("overdue_1", "step_due", 1, 0, ("agent", "coordinator"), False),
    ("overdue_3", "step_due", 3, 0, ("coordinator", "liaison"), True),
    ("overdue_5", "step_due", 5, 5, ("leader",), True),
    ("not_started_but_ready", "ready", 2, 3, ("agent",), False),
    ("com_material_10", "commit_due", -10, 0, ("agent", "enterprise"), False),
    ("com_material_3", "commit_due", -3, 0, ("agent", "enterprise"), False),
    ("com_material_over", "commit_due", 1, 0, ("coordinator", "liaison", "enterprise"), True),
    ("com_material_over5", "commit_due", 5, 5, ("leader",), True),
]
ANCHORS = ("step_due", "ready", "commit_due")
Key = tuple[str, date, int, str]


def is_worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def spoken(rule: tuple, anchor_on: date, today: date) -> tuple[int, date] | None:
    """(repetition, day) of the latest time by today, found by walking the calendar day by day."""
    _, _, days, every, *_ = rule
    first = anchor_on
    if days < 0:
        counted = 0
        while counted < -days or not is_worked(first):
            counted += is_worked(first)
            first -= ONE
    for _step in range(max(0, days)):
        first += ONE
        while not is_worked(first):
            first += ONE
    if first > today:
        return None
    latest, on, counted, day = 0, first, 0, first
    while every and day < today:
        day += ONE
        counted += is_worked(day)
        if is_worked(day) and counted % every == 0:
            latest, on = counted // every, day
    return latest, on


@dataclass
class Row:
    state: str
    duty: int
    account: int
    rule: tuple
    anchor_on: date


@dataclass
class Duty:
    id: int
    anchor: str
    due_on: date
    started_on: date
    known_on: date
    is_open: bool = True
    is_paused: bool = False


@dataclass
class Account:
    """What everybody should have been told by now."""

    home: District
    a: int
    b: int
    is_a_away: bool = False
    muted: set[tuple[int, str]] = field(default_factory=set)
    duties: dict[str, Duty] = field(default_factory=dict)
    book: dict[Key, Row] = field(default_factory=dict)

    def people(self, role: str) -> list[tuple[str, int]]:
        """(whom it is for, who holds it)."""
        home, acting = self.home, self.b if self.is_a_away else self.a
        other = self.a if self.is_a_away else self.b
        ids = {
            "agent": [self.b, self.a] if self.is_a_away else [self.a],
            "backup": [other],
            "coordinator": [home.coordinator.account_id],
            "liaison": [home.liaison.account_id],
            "leader": [home.leader.account_id],
        }
        if role == "enterprise":
            return [("enterprise", acting)]
        return [(str(one), one) for one in ids[role]]

    def told(self, rule: tuple) -> dict[str, int]:
        found: dict[str, int] = {}
        for role in rule[4]:
            for whom, account in self.people(role):
                found.setdefault(whom, account)
        return found

    def hears(self, rule: tuple, whom: str) -> bool:
        return rule[5] or whom == "enterprise" or (int(whom), rule[0]) not in self.muted

    def sweep(self, today: date) -> None:
        by_id = {duty.id: duty for duty in self.duties.values()}
        for row in self.book.values():
            duty = by_id.get(row.duty)
            if row.state == "open" and (duty is None or not duty.is_open):
                row.state = "discharged"
            elif row.state == "open" and duty and duty.due_on != row.anchor_on:
                row.state = "withdrawn"
        for duty in self.duties.values():
            if duty.is_open and not duty.is_paused:
                self._say(duty, today)

    def _say(self, duty: Duty, today: date) -> None:
        mine = [(key, row) for key, row in self.book.items() if row.duty == duty.id]
        quiet = {(key[0], key[1], key[3]) for key, row in mine if row.state == "acknowledged"}
        due = list(self._due(duty, today, quiet))
        for key, row in mine:
            people = self.told(row.rule)
            if row.state != "open" or (key in {one[0] for one in due} and key[3] != "enterprise"):
                continue
            if key[3] not in people or not self.hears(row.rule, key[3]):
                row.state = "withdrawn"
            else:
                row.account = people[key[3]]
        for key, rule, account in due:
            row = self.book.get(key)
            returns = row and (row.state in ("withdrawn", "discharged") or row.duty != duty.id)
            if row is None or returns:
                self.book[key] = Row("open", duty.id, account, rule, duty.due_on)

    def _due(self, duty: Duty, today: date, quiet: set) -> Iterator[tuple[Key, tuple, int]]:
        for rule in RULES:
            said = spoken(rule, duty.due_on, today) if rule[1] == duty.anchor else None
            if said is None:
                continue
            is_late = said[1] < duty.started_on or duty.due_on < duty.known_on
            if rule[2] < 0 and is_late:
                continue
            for whom, account in self.told(rule).items():
                is_quiet = said[0] and (rule[0], duty.due_on, whom) in quiet
                if self.hears(rule, whom) and not is_quiet:
                    yield (rule[0], duty.due_on, said[0], whom), rule, account


@dataclass
class Life:
    """The same acts, on the database and in the account."""

    home: District
    account: Account
    today: date = TODAY

    def act(self, name: str, anchor: str, days: int) -> None:
        duty = self.account.duties.get(anchor)
        if name == "open":
            self._open(anchor, days)
        elif name == "hand_over":
            self.account.a, self.account.b = self.account.b, self.account.a
            agents = {"primary_agent_id": self.account.a, "backup_agent_id": self.account.b}
            made.change(Project, self.home.project_id, **agents)
            self._be_away(False)
        elif name == "away":
            self._be_away(not self.account.is_a_away)
        elif name == "mute":
            self._mute(RULES[days % len(RULES)])
        elif duty and duty.is_open:
            self._change(name, duty, days)

    def _open(self, anchor: str, days: int) -> None:
        old = self.account.duties.get(anchor)
        if old and old.is_open:
            return
        due_on = old.due_on if old else self.today + days * ONE
        started_on = min(due_on, self.today) - (days % 4) * ONE
        opened = datetime.combine(self.today, time(4), UTC)
        new = made.duty(self.home, anchor, due_on, started_on=started_on, opened_at=opened)
        self.account.duties[anchor] = Duty(new, anchor, due_on, started_on, self.today)

    def _change(self, name: str, duty: Duty, days: int) -> None:
        if name == "move":
            duty.due_on += days * ONE
            made.redate(duty.id, duty.due_on)
        elif name == "pause":
            duty.is_paused = not duty.is_paused
            made.change(Obligation, duty.id, is_paused=duty.is_paused)
        elif name == "close":
            duty.is_open = False
            made.close(duty.id)
        elif name == "acknowledge":
            for row in made.reminders(obligation_id=duty.id, state="open"):
                if row.recipient_role != "enterprise":
                    made.change(Reminder, row.id or 0, state="acknowledged")
                    self.account.book[key_of(row)].state = "acknowledged"

    def _be_away(self, is_away: bool) -> None:
        with unit_of_work(SYSTEM) as work:
            work.session.exec(delete(Absence))
            if is_away:
                until = self.today + 90 * ONE
                work.session.add(Absence(agent_id=self.account.a, from_on=self.today, until_on=until))
        self.account.is_a_away = is_away

    def _mute(self, rule: tuple) -> None:
        who = self.home.agent.account_id
        if (who, rule[0]) in self.account.muted:
            return
        self.account.muted.add((who, rule[0]))
        with unit_of_work(SYSTEM) as work:
            at = datetime.combine(self.today, time(4), UTC)
            work.session.add(ReminderMute(account_id=who, rule_code=rule[0], reason="x", created_at=at))

    def pass_night(self, days: int) -> None:
        self.today += days * ONE

    def sweep(self) -> None:
        self.account.sweep(self.today)
        with clock.frozen(self.today):
            reminders.sweep(actor=SYSTEM)


def key_of(row: Reminder) -> Key:
    whom = "enterprise" if row.recipient_role == "enterprise" else str(row.recipient_id)
    return row.rule_code, row.anchor_on, row.repetition, whom


def stored(anchors: tuple[str, ...] = ANCHORS) -> dict[Key, tuple[str, int]]:
    with reading(SYSTEM) as session:
        rows = list(session.exec(select(Reminder).where(Reminder.anchor.in_(anchors))))  # type: ignore[attr-defined]
        found = {key_of(row): (row.state, row.recipient_id) for row in rows}
        assert len(found) == len(rows), "one row a key"
        return found


def forget(home: District) -> None:
    with unit_of_work(SYSTEM) as work:
        for model in (ReminderDelivery, Reminder, Obligation, ReminderMute, Absence, SweepRun):
            work.session.exec(delete(model))
    agents = {"primary_agent_id": home.agent.account_id, "backup_agent_id": home.backup.account_id}
    made.change(Project, home.project_id, **agents)


acts = st.tuples(
    st.sampled_from(
        ["open", "open", "move", "move", "pause", "close", "acknowledge", "hand_over", "away", "mute"]
    ),
    st.sampled_from(ANCHORS),
    st.integers(-9, 20),
)
lives = st.lists(st.tuples(st.integers(0, 5), st.lists(acts, max_size=3)), min_size=4, max_size=9)


@pytest.fixture(scope="module")
def kept() -> dict[str, District]:
    return {}


@pytest.mark.usefixtures("sqlite_db")
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives)
def test_sweeps_say_what_a_naive_account_of_the_same_life_says(kept: dict[str, District], days: list) -> None:
    home = kept.setdefault("home", kept.get("home") or made.district())
    forget(home)
    life = Life(home, Account(home, home.agent.account_id, home.backup.account_id))
    for nights, done in days:
        life.pass_night(nights)
        for name, anchor, number in done:
            life.act(name, anchor, number)
        life.sweep()
        said = {key: (row.state, row.account) for key, row in life.account.book.items()}
        assert stored() == said, f"{life.today}"


def test_stretches_of_a_sweep_lose_nothing_where_they_meet(
    sqlite_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "CHUNK", 3)
    monkeypatch.setattr(closing, "CHUNK", 3)
    home = made.district()
    ids = [made.duty(home, "ready", date(2026, 8, 28 - n // 4), key=f"{n}") for n in range(10)]
    life = Life(home, Account(home, home.agent.account_id, home.backup.account_id))
    life.sweep()
    assert len(made.reminders()) == 10
    life.act("hand_over", "ready", 0)
    life.sweep()
    waiting = [row.recipient_id for row in made.reminders(state="open")]
    assert waiting == [home.backup.account_id] * 10
    for duty_id in ids:
        made.close(duty_id)
    life.sweep()
    assert {row.state for row in made.reminders()} == {"withdrawn", "discharged"}
