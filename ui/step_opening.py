"""A step's drawer opened from elsewhere with the form of the likeliest act: two clicks a deed."""

from domain.access import Actor
from services import steps
from ui import step_acts
from ui.step_drawer import open_step


def open_likeliest(*, step_id: int, actor: Actor) -> None:
    """Open the drawer; the form of what usually comes next stands open, if there is such an act.

    Raises NotFound as `steps.step_view`.
    """
    step_acts.choose_likeliest(steps.step_view(step_id=step_id, actor=actor))
    open_step(step_id=step_id, actor=actor)
