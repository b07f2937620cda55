"""Limits of the approval items: 待核定 or 已核定 by a document, in force from a day on."""

from services.limits.applying import apply_due, apply_due_within
from services.limits.confirming import confirm, preview, withdraw
from services.limits.drafts import LimitDraft
from services.limits.listing import item_sheet, list_items
from services.limits.views import LimitChangeView, LimitEffects, LimitList, LimitRow, LimitSheet, ProjectMove

__all__ = [
    "LimitChangeView",
    "LimitDraft",
    "LimitEffects",
    "LimitList",
    "LimitRow",
    "LimitSheet",
    "ProjectMove",
    "apply_due",
    "apply_due_within",
    "confirm",
    "item_sheet",
    "list_items",
    "preview",
    "withdraw",
]
