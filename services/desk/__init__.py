"""The desk: what has to be done today, this week and by whom, and the own projects at a glance."""

from services.desk.viewing import desk_view
from services.desk.views import AbsenceNote, DeskAct, DeskView, DistrictNote, DutyRow, Group, ProjectCard

__all__ = [
    "AbsenceNote",
    "DeskAct",
    "DeskView",
    "DistrictNote",
    "DutyRow",
    "Group",
    "ProjectCard",
    "desk_view",
]
