"""A step that the department says is done: the one act by which it can decide now, entered as its own."""

from datetime import date

from domain.modes.permitted import PermittedEvent, permitted
from domain.vocabulary import Party
from models import Step
from services.chasing.views import PendingRow
from services.database import UnitOfWork
from services.steps import EventDraft, settle
from services.steps.advancing import enter, open_step
from services.steps.confirming import sync_record
from services.steps.lifecycle import lifecycle
from services.steps.project_steps import ProjectSteps
from services.steps.wording import raise_in_words

DECIDING = {
    *("approve", "consistent", "decide_now", "finish_task", "dept_opinion", "issue", "issue_with_gap"),
    "review_done",
}
"""Favourable acts of a department that a day and a document number say completely. An opinion on a simulated
application also has a conclusion and a validity, a check names the checker: the agent enters those."""
_DEPARTMENTS = {Party.DEPARTMENT, Party.LEAD_DEPARTMENT}


def record_done(work: UnitOfWork, row: PendingRow, *, on: date, document_no: str, today: date) -> bool:
    """Enter the deciding act of a step's department; False if its lifecycle has none just now, or several.

    By a liaison it is the department's own act, by a coordinator 代录. Raises what `steps.advance` raises.
    """
    assert row.step_id is not None  # only steps are decided
    step, desk = open_step(work, row.step_id, today)
    found = _choices(desk, step)
    if len(found) != 1:
        return False
    choice, party = found[0]
    draft = EventDraft(acted_by=party, document_no=document_no, member_code=_member(choice, step))
    with raise_in_words(desk, work.actor.lang):
        entry = enter(work, desk, step, choice.event, on, draft)
    sync_record(work, desk, entry, is_new=True)
    settle(work, desk, touched=step, changed=[step])
    return True


def _choices(desk: ProjectSteps, step: Step) -> list[tuple[PermittedEvent, Party]]:
    """The deciding acts open to the department now, with the side on which it acts."""
    every = permitted(lifecycle(), desk.state(step), desk.facts(step), desk.today)
    found = []
    for choice in every:
        party = next((party for party in choice.acted_by if party in _DEPARTMENTS), None)
        is_own = not choice.members or step.item_code in choice.members
        if choice.event in DECIDING and choice.blocked is None and party and is_own:
            found.append((choice, party))
    return found


def _member(choice: PermittedEvent, step: Step) -> str | None:
    return step.item_code if choice.members else None
