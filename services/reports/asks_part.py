"""What the enterprise has to do, what it owes, and the problems that are open."""

from collections.abc import Iterator
from datetime import date, timedelta

from models import Obligation, Problem, Step, StepMaterial
from services.reports.speech import Speech
from services.reports.views import Ask, Owed, ProblemLine

_MATERIALS_AHEAD = timedelta(days=14)
_DOCUMENTS_AHEAD = timedelta(days=60)
_MAY_COME_LATER = ("tolerance", "commitment")
_OWED_KINDS = {"supplement_due": "supplement", "commit_due": "commitment", "rectify_due": "rectify"}
_OPEN = ("raised", "working", "resolved", "shelved")


def asks(say: Speech) -> tuple[Ask, ...]:
    """The enterprise's own moves, the earliest deadline first, those without one last."""
    found = [ask for step in say.record.steps for ask in _of_step(say, step)]
    found += [
        Ask(
            text=say("Confirm whether problem {number} is solved", number=problem.number),
            used_for=say(f"problem_kind.{problem.kind}"),
            due_on=None,
            left_workdays=None,
            light="none",
        )
        for problem in shown_problems(say)
        if problem.state == "resolved"
    ]
    return tuple(sorted(found, key=lambda ask: (ask.due_on is None, ask.due_on or say.as_of)))


def _of_step(say: Speech, step: Step) -> Iterator[Ask]:
    item = say.item(step)
    if step.state == "correcting":
        yield _ask(say, say("Complete the application: {item}", item=item), item, None)
    elif step.state == "informed":
        yield _ask(say, say("Read the notice, sign and stamp the commitment letter"), item, None)
    elif step.state == "working" and say.is_own_task(step):
        due = step.due_on or step.plan_finish_on
        yield _ask(say, say("Finish: {item}", item=item), say(f"stage.{step.stage}"), due)
    elif step.state == "not_started" and _is_near(say, step):
        materials = _needed_now(say, step)
        if materials:
            names = say("report.list_joiner").join(material_name(row, say.lang) for row in materials)
            text = say("report.hand_in", n=len(materials), materials=names)
            yield _ask(say, text, item, step.plan_accept_on)


def _ask(say: Speech, text: str, used_for: str, due_on: date | None) -> Ask:
    """A planned day that has passed is yellow: nobody signed it."""
    return Ask(text, used_for, due_on, say.left(due_on), say.urgency(due_on, over="yellow"))


def _is_near(say: Speech, step: Step) -> bool:
    return step.plan_accept_on is not None and step.plan_accept_on <= say.as_of + _MATERIALS_AHEAD


def _needed_now(say: Speech, step: Step) -> list[StepMaterial]:
    """Materials without which the step cannot be submitted: a deferrable one may come later in two modes."""
    owed = say.record.materials.get(step.id or 0, [])
    later = step.mode in _MAY_COME_LATER
    return [row for row in owed if not (later and row.requirement == "deferrable")]


def material_name(row: StepMaterial, lang: str) -> str:
    return row.name_en if lang == "en" else row.name_zh


def owed(say: Speech) -> tuple[Owed, ...]:
    """Deferred materials, promises and rectifications with their days, and documents about to expire."""
    found = [_of_obligation(say, row) for row in say.record.obligations if row.anchor in _OWED_KINDS]
    found += [
        Owed(
            kind="document",
            text=document.name,
            used_for=say("enterprise archive"),
            due_on=document.valid_until,
            left_workdays=say.left(document.valid_until),
            light=say.urgency(document.valid_until, soon="light.promise_yellow_days"),
        )
        for document in say.record.documents
        if document.valid_until and document.valid_until <= say.as_of + _DOCUMENTS_AHEAD
    ]
    return tuple(sorted(found, key=lambda row: (row.due_on is None, row.due_on or say.as_of)))


def _of_obligation(say: Speech, row: Obligation) -> Owed:
    step = next((step for step in say.record.steps if step.id == row.step_id), None)
    return Owed(
        kind=_OWED_KINDS[row.anchor],
        text=_what(say, row),
        used_for=say.item(step) if step else "",
        due_on=row.due_on,
        left_workdays=say.left(row.due_on),
        light=say.urgency(row.due_on, soon="light.promise_yellow_days"),
    )


def _what(say: Speech, row: Obligation) -> str:
    if row.anchor == "commit_due":
        return say("Fulfil what the commitment letter says")
    if row.anchor == "rectify_due":
        return say("Put right what the check found")
    materials = say.record.materials.get(row.step_id or 0, [])
    known = next((one for one in materials if row.key in (one.name_zh, one.name_en, str(one.id))), None)
    return material_name(known, say.lang) if known else row.key


def shown_problems(say: Speech) -> list[Problem]:
    """Open problems; what a leader wrote stays in the house."""
    return [row for row in say.record.problems if row.state in _OPEN and row.raised_by != "leader"]


def problems(say: Speech) -> tuple[ProblemLine, ...]:
    """The problem, who solves it and by when; measures and progress notes are internal."""
    rows = shown_problems(say)
    rows.sort(key=lambda row: (row.due_on is None, row.due_on or say.as_of, row.number))
    return tuple(
        ProblemLine(
            number=row.number,
            text=row.text,
            department=say.department(row.department_code),
            due_on=row.due_on,
            state=row.state,
            light=_problem_light(say, row),
        )
        for row in rows
    )


def _problem_light(say: Speech, row: Problem) -> str:
    if row.state == "resolved":
        return "blue"
    return "grey" if row.state == "shelved" else say.urgency(row.due_on)
