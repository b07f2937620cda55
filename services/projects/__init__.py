"""The pool: projects, from intake to leaving."""

from services.projects.finding import find
from services.projects.following import touch_follow_up

__all__ = ["find", "touch_follow_up"]
