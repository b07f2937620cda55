"""Mutes: a rule that need not speak to somebody, of all projects or of one, for a reason that is kept."""

from services.mutes.drafts import LONGEST_DAYS, MuteDraft
from services.mutes.ending import end_of_rule
from services.mutes.listing import choices, list_of_agents, list_own, live
from services.mutes.muting import mute, take_back
from services.mutes.views import MuteChoices, MuteView, RuleChoice

__all__ = [
    "LONGEST_DAYS",
    "MuteChoices",
    "MuteDraft",
    "MuteView",
    "RuleChoice",
    "choices",
    "end_of_rule",
    "list_of_agents",
    "list_own",
    "live",
    "mute",
    "take_back",
]
