"""What pages read of items and of an import: frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.items.drafts import ItemDraft, MaterialDraft

Fate = Literal["new", "changed", "unchanged", "refused"]
FATES: tuple[Fate, ...] = ("new", "changed", "unchanged", "refused")


@dataclass(frozen=True)
class ItemDetail:
    """One item as it is edited. `used_in`: packages that have it; `names`: every other item by code."""

    code: str
    version: int
    draft: ItemDraft
    materials: tuple[MaterialDraft, ...]
    used_in: tuple[str, ...]
    names: Mapping[str, str]
    departments: Mapping[str, str]


@dataclass(frozen=True)
class ImportedRow:
    """One row of the file: what it is, what changes (column word → before, after), why it is refused."""

    number: int
    code: str
    name: str
    fate: Fate
    changes: Mapping[str, tuple[str, str]]
    reason: str = ""


@dataclass(frozen=True)
class ImportedItems:
    """`unread`: headers that nobody reads; `is_stored` is False for a try."""

    rows: tuple[ImportedRow, ...]
    unread: tuple[str, ...]
    is_stored: bool

    def count(self, fate: Fate) -> int:
        return sum(row.fate == fate for row in self.rows)

    @property
    def may_store(self) -> bool:
        return not self.count("refused") and bool(self.count("new") + self.count("changed"))
