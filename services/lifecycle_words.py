"""Words of the lifecycles in both languages: states, events as button and as past fact, refusals, lights."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.catalogue import ItemView
from services.words import has_word, named, say_date, translate


def state_word(mode: str, state: str, *, lang: str) -> str:
    """The name of a state: 审查中, 待补齐."""
    return _own_or_common(f"state.{mode}.{state}", f"state.common.{state}", lang)


def event_label(mode: str, event: str, *, lang: str) -> str:
    """An event as a button says it: 受理, 出具模拟意见."""
    return _own_or_common(f"event.{mode}.{event}", f"event.common.{event}", lang)


def event_fact(mode: str, event: str, *, lang: str) -> str:
    """An event as the history says it: 已受理."""
    return _own_or_common(f"event_fact.{mode}.{event}", f"event_fact.common.{event}", lang)


def _own_or_common(own: str, common: str, lang: str) -> str:
    return translate(own if has_word(own, lang) else common, lang=lang)


def light_reason(
    code: str, params: Mapping[str, Any], *, lang: str, names: Mapping[str, str] | None = None
) -> str:
    """Why a light is as it is; with `item` in params the step is named first."""
    if not code:
        return ""
    shown = said(params, lang=lang, names=names or {})
    if code == "paused" and not shown.get("reason"):
        code = "paused_plain"
    if code == "problem_overdue":
        shown["kind"] = translate(f"problem_kind.{params['kind']}", lang=lang) if params.get("kind") else ""
    text = translate(f"light_reason.{code}", lang=lang, **shown)
    return (
        translate("light_reason.of_item", lang=lang, item=shown["item"], reason=text)
        if "item" in shown
        else text
    )


def said(params: Mapping[str, Any], *, lang: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Parameters as people read them: items, materials, parties, events, dates and lists in words."""
    return {key: _said(key, value, lang, names, params) for key, value in params.items()}


def _said(key: str, value: Any, lang: str, names: Mapping[str, str], params: Mapping[str, Any]) -> Any:
    if isinstance(value, date):
        return say_date(value, lang=lang)
    if key in ("item", "material"):
        return names.get(str(value), value)
    if key in ("items", "materials") and isinstance(value, tuple | list):
        return translate("list.separator", lang=lang).join(names.get(str(part), str(part)) for part in value)
    if key == "party":
        return translate(f"party.{value}", lang=lang)
    if key == "event":
        return event_label(str(params.get("mode", "common")), str(value), lang=lang)
    return value


def item_names(items: Mapping[str, ItemView], lang: str) -> dict[str, str]:
    """Short names of items by code."""
    return {code: named(item, lang) for code, item in items.items()}
