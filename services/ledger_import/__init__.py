"""Ledgers in: a file is tried first, every row's fate is said, and all is stored or nothing."""

from services.ledger_import.running import run
from services.ledger_import.templates import TemplateColumn, TemplateView, template
from services.ledger_import.views import Fate, ImportResult, Issue, RowView

__all__ = [
    "Fate",
    "ImportResult",
    "Issue",
    "RowView",
    "TemplateColumn",
    "TemplateView",
    "run",
    "template",
]
