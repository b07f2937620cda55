"""What pages, exports and the command line read of a what-if: frozen, in the actor's language."""

from dataclasses import dataclass
from datetime import date

from services.roadmaps.views import SavingView


@dataclass(frozen=True)
class Stretch:
    """Working days of the driving chain that lie with one owner (domain/driving_chain.py)."""

    owner: str
    workdays: int


@dataclass(frozen=True)
class RiskLine:
    """A promise that is still open under a scenario: what is owed, by when."""

    code: str
    step: str
    mode: str
    text: str


@dataclass(frozen=True)
class ScenarioRow:
    """One scenario. `workdays`: from the start of the plan to its finish; `stretches` lead to `bar_until`
    and add up to `bar_workdays`. `changed`: item and mode of the steps worked otherwise than planned now.
    `moved`: how many steps get other dates. `performed_on`: its finish if open steps take as long as over the
    `performed_n` finished ones (None: there is none). `refusal`: why it cannot be adopted, else empty."""

    code: str
    name: str
    rule: str
    own_id: int | None
    finish_on: date
    licence_on: date | None
    is_provisional: bool
    workdays: int
    bar_workdays: int
    stretches: tuple[Stretch, ...]
    critical: tuple[str, ...]
    critical_names: tuple[str, ...]
    saving: SavingView
    risks: tuple[RiskLine, ...]
    changed: tuple[tuple[str, str], ...]
    moved: int
    performed_on: date | None
    performed_n: int
    refusal: str = ""

    @property
    def modes(self) -> dict[str, str]:
        return dict(self.changed)


@dataclass(frozen=True)
class SwitchRow:
    """One step worked otherwise: working days from acceptance to finish before and after, its gain (see
    domain/gains.py; `alone` None: the others would not be permitted), why it is allowed, what is borne."""

    code: str
    step: str
    before: str
    after: str
    days_before: int
    days_after: int
    alone: int | None
    in_turn: int
    why: str
    bears: tuple[str, ...]


@dataclass(frozen=True)
class ModeOption:
    """`refusal`: why the mode cannot be chosen, empty where it can."""

    mode: str
    refusal: str


@dataclass(frozen=True)
class StepChoice:
    """The five modes of one step that has not begun."""

    code: str
    step: str
    department: str
    present: str
    options: tuple[ModeOption, ...]


@dataclass(frozen=True)
class TriedOut:
    """A scenario with its switches, none of it kept."""

    row: ScenarioRow
    switches: tuple[SwitchRow, ...]


@dataclass(frozen=True)
class WhatIfView:
    """`rows`: serial, parallel, as planned, fastest, then own ones by name. `switches`: those of `fastest`.
    `is_proven`: no permitted choice finishes earlier. `bar_until`: the step the bars lead to."""

    project_id: int
    project_name: str
    version: int
    today: date
    start_on: date
    bar_until: str
    is_licence: bool
    rows: tuple[ScenarioRow, ...]
    switches: tuple[SwitchRow, ...]
    is_proven: bool
    may_change: bool
    kept: int
    choices: tuple[StepChoice, ...]

    def row(self, code: str) -> ScenarioRow | None:
        """A scenario by its code; own ones are `own-12`."""
        return next((row for row in self.rows if row.code == code), None)
