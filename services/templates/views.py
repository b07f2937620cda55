"""What pages see of packages; words in the actor's language."""

from dataclasses import dataclass
from datetime import datetime

from domain.templates import TemplateBody


@dataclass(frozen=True)
class PackageLine:
    """One package of the list. `projects`: running ones; `behind`: of these, not on the current version."""

    code: str
    name: str
    version: int
    is_active: bool
    steps: int
    optional: int
    projects: int
    behind: int
    published_at: datetime | None


@dataclass(frozen=True)
class PackageRow:
    """One item of a package. `mark`: added or changed against the published one; limits in `day_unit`s.

    `after`: what the law puts before it, of the items here; `links`: what the package adds to that;
    `question` decides whether an optional one is needed.
    """

    item_code: str
    number: int
    name: str
    full_name: str
    stage: str
    department: str
    mode: str
    group_code: str | None
    group: str
    optional: bool
    conversion: tuple[str, ...]
    after: tuple[str, ...]
    links: tuple[str, ...]
    question: str
    is_milestone: bool
    promised_days: int | None
    day_unit: str
    limits_status: str
    mark: str = ""


@dataclass(frozen=True)
class DifferenceView:
    """One aspect of one item before and after; an empty text where there is nothing."""

    key: str
    item_code: str
    item: str
    stage: str
    aspect: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionLine:
    version: int
    note: str
    published_by: str
    published_at: datetime | None


@dataclass(frozen=True)
class PackageView:
    """A package, or a draft of it: `faults` empty means that it may be published.

    `finishes` and `finishes_before`: working days by scenario, without the optional items; empty if unsound.
    """

    code: str
    name: str
    version: int
    is_active: bool
    body: TemplateBody
    published: TemplateBody
    rows: tuple[PackageRow, ...]
    versions: tuple[VersionLine, ...]
    projects: int
    faults: tuple[str, ...]
    differences: tuple[DifferenceView, ...]
    finishes: dict[str, int]
    finishes_before: dict[str, int]
    may_edit: bool


@dataclass(frozen=True)
class ItemChoice:
    """An item of the catalogue as a package may use it."""

    code: str
    name: str
    stage: str
    department_code: str
    modes: tuple[str, ...]
