"""Notes for chat groups, through the outbox: urgent matters at once, all else in one note a morning.

A group is told each reminder of its audience once: the deliveries of the channel `robot:<id>`.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, literal, or_
from sqlalchemy.orm import aliased
from sqlmodel import func, select

from domain import letter_hours
from domain.access import Actor, Permission, require
from domain.robots import DEPARTMENT_PREFIX
from domain.vocabulary import RobotKind, Role
from models import Account, Obligation, OutboxMessage, Problem, Reminder, ReminderRule, Robot, Step
from services import calendar, clock, outbox
from services.database import UnitOfWork, reading, unit_of_work
from services.outbox import Letter, budgets
from services.reminders import lines, robot_words, undelivered, urgent_letters
from services.reminders.lines import ENTERPRISE, Line, Speech
from services.speaking import speaking

KIND = "note"
URGENT, MORNING = "robot_urgent", "robot_morning"
"""How the keys of the two sorts of note begin."""


def queue_notes(*, actor: Actor, stopping: Callable[[], bool] = lambda: False) -> int:
    """Put what the robots have to say now into the outbox; returns how many notes. None on an intranet.

    One transaction a robot; `stopping` ends it between two. Raises Forbidden for anybody but the system and
    administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    if not outbox.are_robots_on():
        return 0
    queued = 0
    for robot_id in _with_news(actor):
        if stopping():
            break
        with unit_of_work(actor) as work:
            undelivered.lock(work.session)
            queued += _write(work, work.session.get_one(Robot, robot_id))
    return queued


def _with_news(actor: Actor) -> list[int]:
    """Robots whose audience has something that the group was not told."""
    today = clock.today()
    with reading(actor) as session:
        robots = session.exec(select(Robot).where(Robot.is_active).order_by(Robot.id)).all()
        return [robot.id or 0 for robot in robots if session.exec(_waiting(robot, today).limit(1)).first()]


def _write(work: UnitOfWork, robot: Robot) -> int:
    """The notes of one robot, each with its deliveries."""
    session, today = work.session, clock.local(work.now).date()
    if not robot.is_active:
        return 0
    found = lines.read(session, session.exec(_waiting(robot, today)))
    speech = lines.speech(session, today)
    alarms = [] if robot.audience == Role.LEADER else urgent_letters.alarming(found)
    notes = _urgent(work, robot, alarms, speech)
    if _is_morning(work, robot):
        told = {line.id for line in alarms}
        notes += _morning(robot, [line for line in found if line.id not in told], speech)
    queued = outbox.enqueue_each(work, [letter for letter, _ in notes])
    for letter, own in notes:
        if letter.dedupe_key in queued:
            undelivered.record(work, _channel(robot), queued[letter.dedupe_key], own)
    return len(queued)


def _urgent(
    work: UnitOfWork, robot: Robot, alarms: Sequence[Line], speech: Speech
) -> list[tuple[Letter, list[Line]]]:
    """A note a matter; one for all of them when that would be more than the robot may send in a minute."""
    matters: dict[tuple[int, str], list[Line]] = {}
    for line in alarms:
        matters.setdefault(line.matter, []).append(line)
    portions = list(matters.values())
    if len(portions) > robot.per_minute - budgets.used(work, robot.id or 0):
        portions = [list(alarms)] if alarms else []
    notes = []
    for own in portions:
        shown = lines.latest_of_each_duty(own)
        text = robot_words.urgent(shown, speech, RobotKind(robot.kind))
        key = undelivered.key_of(URGENT, _channel(robot), own, speech.today)
        notes.append((_letter(robot, key, text), own))
    return notes


def _morning(robot: Robot, own: list[Line], speech: Speech) -> list[tuple[Letter, list[Line]]]:
    if not own:
        return []
    shown = lines.latest_of_each_duty(own)
    text = robot_words.morning(
        shown, speech, RobotKind(robot.kind), is_for_leaders=robot.audience == Role.LEADER
    )
    return [(_letter(robot, _morning_key(robot, speech.today), text), own)]


def _is_morning(work: UnitOfWork, robot: Robot) -> bool:
    """From 08:30 on working days, once a day; later in the day after downtime."""
    there = clock.local(work.now)
    if there.time() < letter_hours.USUAL or not calendar.current(work.session).is_workday(there.date()):
        return False
    key = OutboxMessage.dedupe_key == _morning_key(robot, there.date())
    return work.session.exec(select(OutboxMessage.id).where(key)).first() is None


def _morning_key(robot: Robot, today: date) -> str:
    return f"{MORNING}|{robot.id}|{today:%Y%m%d}"


def _letter(robot: Robot, key: str, text: str) -> Letter:
    """Its address stays with the robot: the outbox knows no web hook."""
    return Letter(
        dedupe_key=key,
        address=_channel(robot),
        subject=text.partition("\n")[0],
        text=text,
        html="",
        kind=KIND,
        robot_id=robot.id,
    )


def _channel(robot: Robot) -> str:
    return f"robot:{robot.id}"


def _waiting(robot: Robot, today: date) -> Any:
    """Reminders of the audience that speak and that the group was not told since they do. What an enterprise
    is to be told is its agent's task alone."""
    return (
        select(Reminder.id)
        .join(Account, Account.id == Reminder.recipient_id)
        .where(speaking(today), Reminder.recipient_role != ENTERPRISE, _is_of_audience(robot.audience))
        .where(~undelivered.delivered(_channel(robot), Reminder.created_at))
    )


def _is_of_audience(audience: str) -> Any:
    if not audience.startswith(DEPARTMENT_PREFIX):
        return Account.role == audience
    code = audience.removeprefix(DEPARTMENT_PREFIX)
    own = (Account.role == Role.LIAISON.value) & (Account.department_code == code)
    return or_(own, _has_nobody_there(code))


def _has_nobody_there(code: str) -> Any:
    """What a coordinator hears in the place of the liaison that this department lacks (domain.md (b)): its
    group is told all the same."""
    liaison = aliased(Account)
    here = (liaison.role == Role.LIAISON.value) & (liaison.department_code == code) & liaison.is_active
    asked = func.coalesce(Obligation.department_code, Problem.department_code, Step.department_code) == code
    about = Obligation.subject == literal("problem:") + cast(Problem.id, String)
    duties = select(Obligation.id).outerjoin(Step, Step.id == Obligation.step_id).outerjoin(Problem, about)
    told = {"liaison": asked, "lead_department": Step.lead_department_code == code}
    return (
        (Account.role == Role.COORDINATOR.value)
        & ~select(liaison.id).where(here).exists()
        & or_(*(_tells(role) & Reminder.obligation_id.in_(duties.where(one)) for role, one in told.items()))
    )


def _tells(role: str) -> Any:
    """One row serves a coordinator who is told for two reasons: the rule says whether this is one of them."""
    named = cast(ReminderRule.recipients, String).contains(f'"{role}"')
    return Reminder.rule_code.in_(select(ReminderRule.code).where(named))
