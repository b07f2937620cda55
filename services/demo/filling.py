"""Filling an empty database: people, thirty projects by hand, the rest as copies."""

from collections.abc import Iterator
from datetime import date
from random import Random

from sqlalchemy import func
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import RuleBroken
from domain.vocabulary import Light, ProjectStatus
from models import Account, Enterprise, Problem, Project, Setting, Step, StepEvent, Visit
from services import agency, audit, calendar, catalogue, clock, lights, roadmaps, steps
from services.agency import AbsenceDraft
from services.database import reading, unit_of_work
from services.demo.chronicle import Act, play
from services.demo.clones import Cloner, copies
from services.demo.dates import Shift
from services.demo.lives import Life
from services.demo.people import Cast, hire
from services.demo.sample import sample_rows
from services.demo.scenes import opinions, visited
from services.demo.troubles import troubles
from services.words import translate

MARK = "demo.district"
_COUNTED = {
    "accounts": Account,
    "enterprises": Enterprise,
    "projects": Project,
    "steps": Step,
    "events": StepEvent,
    "problems": Problem,
    "visits": Visit,
}


def fill(*, projects: int, seed: int) -> dict[str, object]:
    """Fill an empty database with a district of `projects`; returns the counts and whether it was there.

    A district that is already there is kept as it is. Raises RuleBroken("demo.not_empty") for a database
    with people or projects of its own.
    """
    catalogue.load()
    if _is_filled():
        return {**_counts(), "is_new": False}
    shift = _shift()
    today, rows = shift.today, sample_rows(shift)[:projects]
    cast = hire(sample_rows(shift), actor=SYSTEM)
    lives = [Life(row, cast, shift) for row in rows]
    play(_story(lives, cast, shift, Random(seed)))
    _catch_up(today)
    _agree_anew(today)
    if projects > len(rows):
        _copy(projects)
    _mark(seed, today)
    return {**_counts(), "is_new": True}


def _is_filled() -> bool:
    with reading(SYSTEM) as session:
        if session.get(Setting, MARK) is not None:
            return True
        if session.exec(select(func.count()).select_from(Account)).one():
            raise RuleBroken("demo.not_empty")
    return False


def _shift() -> Shift:
    with reading(SYSTEM) as session:
        return Shift(calendar.current(session), clock.today())


def _story(lives: list[Life], cast: Cast, shift: Shift, random: Random) -> Iterator[Act]:
    for life in lives:
        yield from life.acts()
    yield Act(shift.today, lambda: _go_away(cast, shift))
    for life in lives:
        yield from opinions(life)
        yield from troubles(life, random)
        if not life.waits:
            yield from visited(life, random)


def _go_away(cast: Cast, shift: Shift) -> None:
    agent = cast.agents[cast.absent]
    reason = translate("demo.absence_reason")
    draft = AbsenceDraft(
        agent_id=agent.account_id, from_on=shift.today, until_on=shift.ahead(2), reason=reason
    )
    agency.record_absence(draft=draft, actor=agent)


def _catch_up(today: date) -> None:
    """What the sweeps of the days between would have done: system events, silent agreement, lights."""
    with unit_of_work(SYSTEM) as work:
        steps.tick_system(work, project_ids=None, today=today)


def _agree_anew(today: date) -> None:
    """Where only the schedule is behind, the roadmap was agreed anew: the plan of today is the baseline."""
    with unit_of_work(SYSTEM) as work:
        behind = select(Project).where(
            Project.status == ProjectStatus.ACTIVE, Project.light_reason == "schedule_gap"
        )
        for project in work.session.exec(behind).all():
            roadmaps.publish(work, project=project, today=today)
            lights.refresh(work, project=project, today=today)


def _copy(projects: int) -> None:
    """Whole copies of the thirty, then part of one; a transaction for every hundred copies."""
    with reading(SYSTEM) as session:
        cloner = Cloner(session)
    originals = len(cloner.projects)
    for first, last, limit in copies(projects - originals, originals):
        with unit_of_work(SYSTEM) as work:
            cloner.copy(work.session, first=first, last=last, limit=limit)
    with unit_of_work(SYSTEM) as work:
        cloner.finish(work.session)


def _mark(seed: int, today: date) -> None:
    with unit_of_work(SYSTEM) as work:
        work.session.add(Setting(key=MARK, value=f"{seed}:{today.isoformat()}"))
        audit.record(work, action="demo.fill", subject_type="demo", subject_id=seed)


def _counts() -> dict[str, object]:
    """How much there is, and how many projects have which light."""
    with reading(SYSTEM) as session:
        sizes = {
            name: session.exec(select(func.count()).select_from(model)).one()
            for name, model in _COUNTED.items()
        }
        found = session.exec(select(Project.light, func.count()).group_by(Project.light))
        lit: dict[str, int] = dict(found.all())
    return {**sizes, "lights": {light.value: lit.get(light.value, 0) for light in Light}}
