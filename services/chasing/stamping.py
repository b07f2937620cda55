"""A short mark that changes when a matter or its answer changes: a returned row that bears another is old."""

import hashlib
from typing import Any


def of_step(row: Any, answer_id: int) -> str:
    """State, attempt and dates; not the light or the plan, which move with the day alone."""
    return _mark(row.state, row.attempt, row.due_on, row.paused_on, row.opinion_on, answer_id)


def of_problem(row: Any, answer_id: int) -> str:
    return _mark(row.state, row.due_on, row.times_reopened, answer_id)


def _mark(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:10]
