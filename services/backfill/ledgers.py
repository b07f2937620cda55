"""`project.import_hints` (machine columns of the ledger, dates as ISO texts) as the proposal reads them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from domain.backfill import Ledger
from domain.vocabulary import Mode, Stage

Code = TypeVar("Code", bound=StrEnum)


def ledger_of(hints: Mapping[str, Any]) -> Ledger:
    """What the hints say; a code nobody knows counts as not said."""
    return Ledger(
        stage=_code(Stage, hints.get("stage")),
        item=hints.get("current_item") or None,
        mode=_code(Mode, hints.get("mode_focus")),
        accepted_on=_day(hints.get("accepted_on")),
        due_on=_day(hints.get("due_on")),
        paused_on=_day(hints.get("paused_on")),
        done_on=_day(hints.get("done_on")),
    )


def _code(kind: type[Code], text: Any) -> Code | None:
    return kind(text) if text in {member.value for member in kind} else None


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
