"""One step event with everything it moves, at two sizes of the pool: what a click costs, how that grows."""

import math
import statistics
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from sqlmodel import select

from bench import district
from bench.measure import Figure
from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Project, Step
from services import clock, database, steps
from services.database import reading
from services.steps import EventDraft

SMALL, LARGE = 1_000, 10_000
_WARM_UPS, _TIMES = 20, 200
_STEPS = 100
_DRAFT = EventDraft(acted_by="department", acted_by_name="王科员", document_no="1", reason="correction_due")


def figures(folder: Path) -> list[Figure]:
    """On a database file; the two pools take turns, what else the machine does hits both."""
    before, urls = database.current_url(), {}
    for projects in (SMALL, LARGE):
        urls[projects] = f"sqlite:///{folder / f'events-{projects}.db'}"
        district.fill(urls[projects], projects=projects)
    found = _measured(urls)
    database.use(before)
    medians = {projects: statistics.median(durations) for projects, durations in found.items()}
    growth = math.log(medians[LARGE] / medians[SMALL]) / math.log(LARGE / SMALL)
    p95 = statistics.quantiles(found[LARGE], n=20)[-1]
    return [
        Figure(f"step event at {LARGE:,} projects, 95 of 100 within", p95, None, 0.010),
        Figure("growth of a step event with the pool, exponent", growth, None, 0.1, unit=""),
    ]


def _measured(urls: dict[int, str]) -> dict[int, list[float]]:
    durations: dict[int, list[float]] = {projects: [] for projects in urls}
    acts = {}
    for projects, url in urls.items():
        database.use(url)
        acts[projects] = _acts()
    for number in range(_WARM_UPS + _TIMES):
        for projects, url in urls.items():
            database.use(url)
            seconds = next(acts[projects])
            if number >= _WARM_UPS:
                durations[projects].append(seconds)
    return durations


def _acts() -> Iterator[float]:
    """Seconds of one act after the other: a review is paused and resumed, a joint one gets an opinion."""
    coordinator = _coordinator()
    reviews, joint_reviews = cycle(_waiting("standard", "reviewing")), _waiting("parallel", "co_reviewing")
    for joint_review in joint_reviews:
        review = next(reviews)
        for step_id, event in ((review, "pause"), (joint_review, "dept_opinion"), (review, "resume")):
            started = time.perf_counter()
            steps.advance(
                step_id=step_id, event=event, happened_on=clock.today(), actor=coordinator, draft=_DRAFT
            )
            yield time.perf_counter() - started


def _coordinator() -> Actor:
    with reading(SYSTEM) as session:
        query = select(Account.id, Account.display_name).where(Account.role == Role.COORDINATOR)
        account_id, name = session.exec(query).first()
    return Actor(account_id, name, Role.COORDINATOR)


def _waiting(mode: str, state: str) -> list[int]:
    """Steps under review in large projects, spread over the pool."""
    query = (
        select(Step.id)
        .join(Project, Project.id == Step.project_id)
        .where(Step.mode == mode, Step.state == state, Step.opinion_on == None)  # noqa: E711 (SQL)
        .where(Project.status == "active", Project.steps_needed >= 20)
        .order_by(Step.id)
    )
    with reading(SYSTEM) as session:
        found = session.exec(query).all()
    return list(found[:: max(1, len(found) // _STEPS)])
