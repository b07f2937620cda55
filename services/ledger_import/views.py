"""What an import came to: every row's fate, what is wrong or odd, and the counts."""

from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["create", "update", "unchanged", "error", "skipped"]


@dataclass(frozen=True)
class Issue:
    """One thing said: `text` without row and column, `message` with them; `column` is a machine name.

    `label`: the column's name in the reader's language, empty where no column is meant.
    `is_reading`: the cell was only read otherwise than it is written.
    """

    row: int | None
    column: str | None
    label: str
    is_error: bool
    is_reading: bool
    text: str
    message: str

    def as_document(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "message": self.message}


@dataclass(frozen=True)
class RowView:
    """One row of the file. `project_id` is set for a project in the pool, after storing also for new ones.

    `waits`: it will have no agent then.
    """

    number: int
    fate: Fate
    project: str
    enterprise: str
    agent: str
    waits: bool = False
    project_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class ImportResult:
    """`file_error`: why the file as a whole cannot be read. `is_stored`: the rows are in the pool now.

    `assumed_package`: rows that name no package. `sheets`: the filled sheets of a workbook.
    """

    file_error: str | None = None
    rows: tuple[RowView, ...] = ()
    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()
    is_stored: bool = False
    sha256: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    assumed_package: int = 0

    def count(self, fate: Fate) -> int:
        return sum(1 for row in self.rows if row.fate == fate)

    @property
    def may_store(self) -> bool:
        """Something would change, and nothing is wrong."""
        return not self.file_error and not self.errors and self.count("create") + self.count("update") > 0

    def as_document(self) -> dict[str, Any]:
        """The public contract of `import --json`; nothing of a refused file counts as created or updated."""
        refused = bool(self.errors)
        return {
            "file_error": self.file_error,
            "rows": {str(row.number): row.values for row in self.rows if row.values},
            "errors": [issue.as_document() for issue in self.errors],
            "warnings": [issue.as_document() for issue in self.warnings],
            "created": 0 if refused else self.count("create"),
            "updated": 0 if refused else self.count("update"),
            "unchanged": 0 if refused else self.count("unchanged"),
        }
