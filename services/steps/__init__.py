"""Steps of a roadmap: the append-only event log, what may come next, corrections, confirmation, backfill."""

from services.steps.advancing import advance
from services.steps.confirming import confirm, contest
from services.steps.correcting import correct
from services.steps.drafts import EventDraft
from services.steps.pauses import sign_off_pause
from services.steps.placing import place
from services.steps.previewing import preview_act
from services.steps.project_steps import ProjectSteps
from services.steps.settling import settle, settle_project
from services.steps.ticking import tick_system
from services.steps.viewing import step_view
from services.steps.views import AttemptView, EventView, ObligationView, PermittedView, StepView

__all__ = [
    "AttemptView",
    "EventDraft",
    "EventView",
    "ObligationView",
    "PermittedView",
    "ProjectSteps",
    "StepView",
    "advance",
    "confirm",
    "contest",
    "correct",
    "place",
    "preview_act",
    "settle",
    "settle_project",
    "sign_off_pause",
    "step_view",
    "tick_system",
]
