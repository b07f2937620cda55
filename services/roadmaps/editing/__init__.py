"""Editing one project's roadmap: previewed, saved as one undoable change, undone."""

from services.roadmaps.editing.drafts import (
    EDITS,
    AddLink,
    AddStep,
    DropStep,
    Edit,
    NeedStep,
    RemoveLink,
    SetDepartment,
    SetDuration,
    SetGroup,
    SetMode,
    SetPin,
)
from services.roadmaps.editing.saving import Saved, preview, save
from services.roadmaps.editing.undoing import preview_undo, undo

__all__ = [
    "EDITS",
    "AddLink",
    "AddStep",
    "DropStep",
    "Edit",
    "NeedStep",
    "RemoveLink",
    "Saved",
    "SetDepartment",
    "SetDuration",
    "SetGroup",
    "SetMode",
    "SetPin",
    "preview",
    "preview_undo",
    "save",
    "undo",
]
