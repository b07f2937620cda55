"""What is to be said about a file: errors that refuse it and warnings, with row and column, in words."""

from dataclasses import dataclass, field
from typing import Any

from domain.errors import DomainError
from services.ledger_import.columns import name_of
from services.words import of_error, translate

_LONGEST = 60


@dataclass(frozen=True)
class Remark:
    """`row` counts from 1, None is the whole file; `column` is a machine name, `code` a catalog key."""

    code: str
    row: int | None = None
    column: str | None = None
    is_error: bool = False
    params: dict[str, Any] = field(default_factory=dict)


def error(code: str, row: int, column: str | None = None, **params: Any) -> Remark:
    return Remark(code, row, column, is_error=True, params=params)


def warning(code: str, row: int | None = None, column: str | None = None, **params: Any) -> Remark:
    return Remark(code, row, column, params=params)


def of_refusal(refusal: DomainError, row: int, column: str | None = None) -> Remark:
    """An error remark of what a service or a rule refused."""
    return Remark(refusal.code, row, column, is_error=True, params=refusal.params)


def said(remark: Remark, lang: str) -> str:
    """What is wrong or odd, without row and column."""
    return of_error(DomainError(remark.code, **_params(remark.params, lang)), lang=lang)


def said_with_place(remark: Remark, lang: str) -> str:
    """As `said`, with row and column before it."""
    text = said(remark, lang)
    if remark.row is None:
        return text
    if remark.column is None:
        return translate("ledger.in_row", lang=lang, row=remark.row, text=text)
    header = name_of(remark.column, lang)
    return translate("ledger.in_cell", lang=lang, row=remark.row, column=header, text=text)


def _params(params: dict[str, Any], lang: str) -> dict[str, Any]:
    """Lists as one text; long cells cut."""
    separator = translate("list.separator", lang=lang)
    return {
        name: separator.join(map(str, value)) if isinstance(value, list | tuple) else _cut(value)
        for name, value in params.items()
    }


def _cut(value: Any) -> Any:
    is_long = isinstance(value, str) and len(value) > _LONGEST
    return f"{value[:_LONGEST]}…" if is_long else value
