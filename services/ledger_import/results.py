"""Decisions as what the page and the command line show, in the actor's language."""

from collections.abc import Sequence
from typing import Any

from services.ledger_import.columns import name_of
from services.ledger_import.decisions import Decision
from services.ledger_import.remarks import Remark, said, said_with_place
from services.ledger_import.views import ImportResult, Issue, RowView


def result_of(
    decisions: Sequence[Decision],
    *,
    of_file: Sequence[Remark],
    lang: str,
    is_stored: bool,
    **about: Any,
) -> ImportResult:
    """`about`: the fields of an `ImportResult` that tell of the file itself."""
    everything = [*of_file, *(remark for one in decisions for remark in one.remarks)]
    return ImportResult(
        rows=tuple(_row(one, lang) for one in decisions),
        errors=tuple(_issue(one, lang) for one in everything if one.is_error),
        warnings=tuple(_issue(one, lang) for one in everything if not one.is_error),
        is_stored=is_stored,
        assumed_package=sum(1 for one in decisions if one.is_package_assumed),
        **about,
    )


def _row(decision: Decision, lang: str) -> RowView:
    values = decision.row.values
    return RowView(
        number=decision.row.number,
        fate=decision.fate,
        project=values.get("project_name", ""),
        enterprise=values.get("enterprise_name", ""),
        agent=values.get("primary", ""),
        waits=decision.waits,
        project_id=decision.project_id,
        values=decision.stored,
        issues=tuple(_issue(remark, lang) for remark in decision.remarks),
    )


def _issue(remark: Remark, lang: str) -> Issue:
    return Issue(
        row=remark.row,
        column=remark.column,
        label=name_of(remark.column, lang) if remark.column else "",
        is_error=remark.is_error,
        is_reading=remark.code == "ledger.read_as",
        text=said(remark, lang),
        message=said_with_place(remark, lang),
    )
