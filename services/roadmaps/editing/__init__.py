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
from services.roadmaps.editing.viewing import edit_sheet, list_changes
from services.roadmaps.editing.views import ChangeLine, EditableStep, EditSheet
from services.roadmaps.editing.wording import sentence

__all__ = [
    "EDITS",
    "AddLink",
    "AddStep",
    "ChangeLine",
    "DropStep",
    "Edit",
    "EditSheet",
    "EditableStep",
    "NeedStep",
    "RemoveLink",
    "Saved",
    "SetDepartment",
    "SetDuration",
    "SetGroup",
    "SetMode",
    "SetPin",
    "edit_sheet",
    "list_changes",
    "preview",
    "preview_undo",
    "save",
    "sentence",
    "undo",
]
