"""`check-id`: credit codes and project codes, without a database."""

import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli.console import Json, both, refusals, show
from domain import identifiers


class Kind(StrEnum):
    CREDIT_CODE = "credit-code"
    PROJECT_CODE = "project-code"


def check_id(
    kind: Annotated[Kind, typer.Argument(help=both("What the values are"))],
    values: Annotated[list[str], typer.Argument(help=both("Values, or - for one a line on standard input"))],
    as_json: Json = False,
) -> None:
    """Check credit codes or project codes."""
    given = [line.strip() for line in sys.stdin if line.strip()] if values == ["-"] else values
    with refusals():
        answers = [_answer(identifiers.check(kind.value, value)) for value in given]
    lines = [
        f"{'ok ' if a['valid'] else 'BAD'} {a['normalised']} {a['error'] or ' '.join(a['warnings'])}"
        for a in answers
    ]
    show(answers, as_json=as_json, text="\n".join(lines))


def _answer(check: identifiers.IdentifierCheck) -> dict[str, Any]:
    return {
        "value": check.value,
        "normalised": check.normalised,
        "valid": check.valid,
        "warnings": list(check.warnings),
        "error": check.error,
    }
