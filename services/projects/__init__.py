"""The pool: projects, from intake to leaving."""

from services.projects.finding import find
from services.projects.following import touch_follow_up
from services.projects.viewing import project_view
from services.projects.views import CurrentStepView, PersonView, ProjectView

__all__ = ["CurrentStepView", "PersonView", "ProjectView", "find", "project_view", "touch_follow_up"]
