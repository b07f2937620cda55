"""The anchors of anchors.csv in words: what each means, which acts create it and which end it."""

from collections.abc import Iterable

from services.catalogue.loading import records
from services.lifecycle_words import event_label
from services.reminder_rules.checking import HALVED
from services.reminder_rules.views import AnchorView
from services.rule_words import anchor_name
from services.words import translate

_FULL_WIDTH = str.maketrans(",:;()", "，：；（）")


def anchors(*, lang: str) -> dict[str, AnchorView]:
    """Every anchor by code, in the order of the table."""
    return {
        row["anchor"]: AnchorView(
            code=row["anchor"],
            name=anchor_name(row["anchor"], lang=lang),
            meaning=_meaning(row, lang),
            created_by=_said(row["created_by"].split(";"), lang),
            discharged_by=_said(row["discharged_by"].split(";"), lang),
            may_halve=row["anchor"] in HALVED,
        )
        for row in records("anchors")
    }


def _meaning(row: dict[str, str], lang: str) -> str:
    if lang == "en":
        return translate(f"anchor_meaning.{row['anchor']}", lang=lang)
    return row["meaning_zh"].translate(_FULL_WIDTH)


def _said(sources: Iterable[str], lang: str) -> tuple[str, ...]:
    return tuple(_source(source, lang) for source in sources)


def _source(source: str, lang: str) -> str:
    """`event:simulated.accept_simulated`, `event:*.decided`, `field:problem.due_on`, `calendar:12-31`."""
    kind, name = source.split(":", 1)
    if kind == "calendar":
        return translate(f"anchor_source.calendar.{name.replace('-', '_')}", lang=lang)
    if kind == "field":
        return translate(f"anchor_source.{name}", lang=lang)
    mode, event = name.split(".", 1)
    if mode == "*":
        return translate(f"anchor_source.any.{event}", lang=lang)
    said = event_label(mode, event, lang=lang)
    if mode in ("common", "standard"):
        return said
    return translate(
        "anchor_source.of_mode", lang=lang, event=said, mode=translate(f"mode.{mode}", lang=lang)
    )
