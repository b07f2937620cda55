"""One step event with everything it moves, at two sizes of the pool: what a click costs, how that grows."""

import math
import statistics
import time
from collections.abc import Iterator
from itertools import cycle

from sqlalchemy import func
from sqlmodel import select

from bench.measure import Figure
from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Project, Step
from services import clock, database, steps
from services.database import reading
from services.steps import EventDraft

_WARM_UPS, _TIMES = 20, 200
_STEPS = 100
_DRAFT = EventDraft(acted_by="department", acted_by_name="王科员", document_no="1", reason="correction_due")


def figures(small: str, large: str) -> list[Figure]:
    """Of two pools by url; they take turns, so that what else the machine does hits both."""
    before, sizes = database.current_url(), {small: _projects(small), large: _projects(large)}
    found = _measured(tuple(sizes))
    database.use(before)
    ratio = statistics.median(found[large]) / statistics.median(found[small])
    growth = math.log(ratio) / math.log(sizes[large] / sizes[small])
    p95 = statistics.quantiles(found[large], n=20)[-1]
    return [
        Figure(f"step event at {sizes[large]:,} projects, 95 of 100 within", p95, None, 0.010),
        Figure("growth of a step event with the pool, exponent", growth, None, 0.1, unit=""),
    ]


def _projects(url: str) -> int:
    database.use(url)
    with reading(SYSTEM) as session:
        return session.exec(select(func.count()).select_from(Project)).one()


def _measured(urls: tuple[str, ...]) -> dict[str, list[float]]:
    durations: dict[str, list[float]] = {url: [] for url in urls}
    acts = {url: _acts() for url in urls}
    for number in range(_WARM_UPS + _TIMES):
        for url in urls:
            database.use(url)
            seconds = next(acts[url])
            if number >= _WARM_UPS:
                durations[url].append(seconds)
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
