"""What the dashboard shows. Every count can be opened: `open` is the figure that `figure_rows` lists."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Saved:
    """Working days summed over `n` finished projects: used, and the two baselines (scheduling.md §4)."""

    n: int
    used: int
    serial: int
    parallel: int

    @property
    def versus_serial(self) -> float | None:
        """Share saved against the statutory limits one after the other; None without a project."""
        return 1 - self.used / self.serial if self.serial else None

    @property
    def versus_parallel(self) -> float | None:
        """Share saved against the statutory limits on the longest path; None without a project."""
        return 1 - self.used / self.parallel if self.parallel else None


@dataclass(frozen=True)
class Attention:
    """One red or yellow project: why, whose move, until when (`left_workdays` negative when over)."""

    project_id: int
    project: str
    light: str
    reason: str
    holder: str
    due_on: date | None
    left_workdays: int | None


@dataclass(frozen=True)
class DepartmentLoad:
    """Steps whose clock runs at a department, how many of them are over their day, how many are paused."""

    code: str
    name: str
    running: int
    overdue: int
    paused: int


@dataclass(frozen=True)
class ProblemAges:
    """Open problems of one kind by age in working days: up to 3, 4 to 7, 8 to 15, more."""

    kind: str
    counts: tuple[int, int, int, int]


@dataclass(frozen=True)
class AgentLoad:
    """A roles only count for the rule of 1 to 2 enterprises; B stands beside."""

    account_id: int
    name: str
    enterprises: int
    projects: int
    as_backup: int


@dataclass(frozen=True)
class DashboardView:
    today: date
    total: int
    lights: dict[str, int]
    stages: dict[str, dict[str, int]]
    unassigned: int
    unverified: int
    verified_within_days: int
    expected_this_year: int
    expected: tuple[tuple[date, int], ...]
    overdue_steps: int
    decided_steps: int
    decided_in_time: int
    saved: Saved
    attention: tuple[Attention, ...]
    departments: tuple[DepartmentLoad, ...]
    problems: tuple[ProblemAges, ...]
    open_problems: int
    agents: tuple[AgentLoad, ...]
    more_agents: int
    max_enterprises: int


@dataclass(frozen=True)
class FigureRow:
    """One row behind a number. `subject` is what is counted: a step, a problem's number, nothing."""

    project_id: int
    project: str
    light: str
    subject: str
    detail: str
    holder: str
    due_on: date | None
    left_workdays: int | None
