"""Packages (套餐): versions, drafts, what a new version offers to running roadmaps, the questionnaire."""

from services.templates.access import may_edit, may_see_offers
from services.templates.applying import apply, preview
from services.templates.drafts import CopyDraft, PackageDraft
from services.templates.editing import copy, publish, set_active
from services.templates.keeping import discard, draft_of, keep
from services.templates.offers import OfferLine, OfferRow, OfferView, list_offers, open_offer
from services.templates.questions import condition_of
from services.templates.viewing import compare, item_choices, list_packages, package_view
from services.templates.views import (
    DifferenceView,
    ItemChoice,
    PackageLine,
    PackageRow,
    PackageView,
    VersionLine,
)

__all__ = [
    "CopyDraft",
    "DifferenceView",
    "ItemChoice",
    "OfferLine",
    "OfferRow",
    "OfferView",
    "PackageDraft",
    "PackageLine",
    "PackageRow",
    "PackageView",
    "VersionLine",
    "apply",
    "compare",
    "condition_of",
    "copy",
    "discard",
    "draft_of",
    "item_choices",
    "keep",
    "list_offers",
    "list_packages",
    "may_edit",
    "may_see_offers",
    "open_offer",
    "package_view",
    "preview",
    "publish",
    "set_active",
]
