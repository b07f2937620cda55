"""How a difference between two states of an item is said, column by column."""

from typing import Any

from domain.limits import Limit
from models import ApprovalItem
from services.items.columns import LIMITS, header
from services.items.drafts import ItemDraft
from services.words import has_word, translate

_CODED = {"stage": "stage", "modes_allowed": "mode", "day_unit": "day_unit"}


def differences(
    before: ItemDraft | None, after: ItemDraft, item: ApprovalItem | None, limit: Limit | None, *, lang: str
) -> dict[str, tuple[str, str]]:
    """Column word → (before, after) of what differs; nothing for a new item."""
    if before is None or item is None:
        return {}
    old, new = before.model_dump(), after.model_dump()
    found = {
        header(name, lang): (_said(name, old[name], lang), _said(name, new[name], lang))
        for name in old
        if old[name] != new[name]
    }
    if limit is not None:
        for name in LIMITS:
            was, now = getattr(item, name), getattr(limit, name)
            if was != now:
                found[header(name, lang)] = (_said(name, was, lang), _said(name, now, lang))
    return found


def _said(name: str, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return translate("yes" if value else "no", lang=lang)
    if isinstance(value, tuple | list):
        return translate("list.separator", lang=lang).join(_said(name, part, lang) for part in value) or "—"
    key = f"{_CODED[name]}.{value}" if name in _CODED else ""
    if key and has_word(key, lang):
        return translate(key, lang=lang)
    return "—" if value in (None, "") else str(value)
