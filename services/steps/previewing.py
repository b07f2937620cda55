"""What an act would move, before it is entered: it is entered and rolled back."""

from datetime import date

from domain.access import Actor
from services import clock
from services.database import UnitOfWork
from services.roadmaps.impact import Impact, measured, previewed
from services.steps.advancing import enter, open_step
from services.steps.confirming import sync_record
from services.steps.drafts import EventDraft
from services.steps.project_steps import ProjectSteps
from services.steps.wording import raise_in_words


def preview_act(
    *, step_id: int, event: str, happened_on: date, actor: Actor, draft: EventDraft | None = None
) -> Impact:
    """Steps, finish, lights, duties and reminders that `advance` with the same values would move.

    Nothing is kept. Raises what `advance` raises, but asks for no proof of an act on behalf of others.
    """

    def run(work: UnitOfWork) -> Impact:
        today = clock.local(work.now).date()
        project = open_step(work, step_id, today)[1].project

        def change() -> None:
            desk = ProjectSteps(work.session, project, today)
            step = next(step for step in desk.steps if step.id == step_id)
            with raise_in_words(desk, actor.lang):
                entry = enter(work, desk, step, event, happened_on, draft or EventDraft(), needs_proof=False)
            sync_record(work, desk, entry, is_new=True)

        return measured(work, project=project, change=change, today=today)

    return previewed(run, actor=actor)
