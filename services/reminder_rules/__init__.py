"""Reminder rules as data of the administrators: what each says, to whom and when; changed after a preview."""

from services.reminder_rules.checking import FARTHEST, ROLES
from services.reminder_rules.drafts import RuleDraft
from services.reminder_rules.editing import add, remove, restore, save, switch
from services.reminder_rules.listing import list_rules, one_rule
from services.reminder_rules.previewing import preview
from services.reminder_rules.views import (
    AnchorView,
    Difference,
    Named,
    RuleDetail,
    RuleList,
    RulePreview,
    RuleRow,
)

__all__ = [
    "FARTHEST",
    "ROLES",
    "AnchorView",
    "Difference",
    "Named",
    "RuleDetail",
    "RuleDraft",
    "RuleList",
    "RulePreview",
    "RuleRow",
    "add",
    "list_rules",
    "one_rule",
    "preview",
    "remove",
    "restore",
    "save",
    "switch",
]
