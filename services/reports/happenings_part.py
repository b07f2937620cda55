"""What was done since the last report and what comes in the week ahead, both from dates alone."""

from collections.abc import Iterator
from datetime import date

from models import Step
from services.reports.speech import Speech
from services.reports.steps_part import has_bare_opinion
from services.reports.views import Happening


def done(say: Speech, since: date) -> tuple[Happening, ...]:
    """After `since` up to the report's day, in order; visits are only counted: their notes are internal."""

    def is_new(day: date | None) -> bool:
        return day is not None and since < day <= say.as_of

    found = [row for step in say.record.steps for row in _of_step(say, step) if is_new(row.on)]
    for problem in say.record.problems:
        if is_new(problem.closed_on) and problem.state == "closed" and problem.raised_by != "leader":
            found.append(Happening(problem.closed_on, say("Problem {number} closed", number=problem.number)))
    visits = [day for day in say.record.visits if is_new(day)]
    if visits:
        found.append(Happening(max(visits), say("Visits and talks: {n}", n=len(visits))))
    return _in_order(found)


def _of_step(say: Speech, step: Step) -> Iterator[Happening]:
    """The furthest a step got: decided, else its opinion, else accepted."""
    item = say.item(step)
    if step.state_kind == "decided":
        yield Happening(step.decided_on, say("{item}: done", item=item))
    elif has_bare_opinion(step):
        text = "{item}: opinion under simulated approval issued (no legal force yet)"
        yield Happening(step.opinion_on, say(text, item=item))
    elif step.accepted_on and not say.is_own_task(step):
        yield Happening(step.accepted_on, say("{item}: accepted", item=item))


def planned(say: Speech, until: date) -> tuple[Happening, ...]:
    """From the report's day to `until`: what is submitted or begun, what is to be finished."""
    found = []
    for step in say.record.steps:
        item = say.item(step)
        if step.state == "not_started":
            word = "Begin: {item}" if say.is_own_task(step) else "Submit: {item}"
            found.append(Happening(step.plan_accept_on, say(word, item=item)))
        elif step.state_kind == "running":
            day = step.due_on or step.plan_finish_on
            found.append(Happening(day, say("{item}: to be finished", item=item)))
    return _in_order([row for row in found if row.on and say.as_of <= row.on <= until])


def _in_order(rows: list[Happening]) -> tuple[Happening, ...]:
    return tuple(sorted(rows, key=lambda row: (row.on or date.min, row.text)))
