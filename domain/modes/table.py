"""The lifecycle as data: transitions and states of mode_lifecycle.csv and lifecycle_states.csv."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.errors import BadInput, RuleBroken
from domain.vocabulary import ClockKind, Party, StateKind

COMMON = "common"
NOT_STARTED = "not_started"
PAUSED = "paused"
SAME, PREVIOUS, RECOMPUTED = "{same}", "{previous}", "{recomputed}"
_FLAGS = {"{pausable}": "may_pause", "{extendable}": "may_extend", "{decided}": "may_deliver"}


@dataclass(frozen=True)
class Transition:
    """One row: in `state` the event leads to `next_state`; the deadline runs from entering `state`."""

    mode: str
    state: str
    event: str
    next_state: str
    acted_by: tuple[Party, ...]
    deadline_days: int | None
    deadline_unit: str
    deadline_source: str
    config_key: str
    config_default: int | None
    guard: str

    @property
    def is_system(self) -> bool:
        return self.acted_by == (Party.SYSTEM,)


@dataclass(frozen=True)
class StateRow:
    """What a state is: its kind, which clock runs, who holds the step, what is allowed."""

    mode: str
    state: str
    kind: StateKind
    clock: ClockKind
    holder: str
    may_pause: bool
    may_extend: bool
    may_withdraw: bool
    may_deliver: bool


@dataclass(frozen=True)
class LifecycleTable:
    """All transitions and states; what applies in a mode's state is its own rows, then the common ones."""

    transitions: tuple[Transition, ...]
    states: Mapping[tuple[str, str], StateRow]
    _known: dict[tuple[str, str], tuple[Transition, ...]] = field(default_factory=dict, compare=False)

    def state(self, mode: str, state: str) -> StateRow:
        """Raises BadInput("steps.unknown_state") for a state the table does not name."""
        row = self.states.get((mode, state)) or self.states.get((COMMON, state))
        if row is None:
            raise BadInput("steps.unknown_state", mode=mode, state=state)
        return row

    def leaving(self, mode: str, state: str) -> tuple[Transition, ...]:
        """Every transition possible in a state, the mode's own first, in the order of the table."""
        if (mode, state) not in self._known:
            own = [row for row in self.transitions if (row.mode, row.state) == (mode, state)]
            shared = [
                row for row in self.transitions if row.mode == COMMON and self._covers(row, mode, state)
            ]
            self._known[mode, state] = (*own, *shared)
        return self._known[mode, state]

    def find(self, mode: str, state: str, event: str) -> Transition:
        """The one transition of an event; RuleBroken("steps.not_possible_here") when there is none."""
        for row in self.leaving(mode, state):
            if row.event == event:
                return row
        raise RuleBroken("steps.not_possible_here", event=event, state=state, mode=mode)

    def _covers(self, row: Transition, mode: str, state: str) -> bool:
        known = self.state(mode, state)
        if row.state == "{any}":
            return True
        if row.state == "{running}":
            return known.kind is StateKind.RUNNING and known.may_withdraw
        if row.state == "{ended}":
            return known.kind is StateKind.ENDED
        flag = _FLAGS.get(row.state)
        return bool(getattr(known, flag)) if flag else row.state == state

    @cached_property
    def modes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.mode for row in self.transitions if row.mode != COMMON))


def load(
    transitions: Iterable[Mapping[str, str]], states: Iterable[Mapping[str, str]], guards: Iterable[str]
) -> LifecycleTable:
    """Build the table from CSV rows.

    Raises BadInput for a guard without a predicate in `guards`, a repeated (mode, state, event), or a
    transition from or to a state that does not exist: better at start than on a wrong step.
    """
    rows = tuple(_transition(row) for row in transitions)
    table = LifecycleTable(rows, {(row["mode"], row["state"]): _state(row) for row in states})
    known, seen = set(guards), set()
    for row in rows:
        if row.guard and row.guard not in known:
            raise BadInput("steps.unknown_guard", guard=row.guard)
        if (row.mode, row.state, row.event) in seen:
            raise BadInput("steps.repeated_transition", mode=row.mode, state=row.state, event=row.event)
        seen.add((row.mode, row.state, row.event))
        for state in (row.state, row.next_state):
            if not state.startswith("{"):
                table.state(row.mode, state)
    return table


def _transition(row: Mapping[str, str]) -> Transition:
    return Transition(
        mode=row["mode"],
        state=row["state"],
        event=row["event"],
        next_state=row["next_state"],
        acted_by=tuple(Party(party) for party in row["acted_by"].split(";")),
        deadline_days=int(row["deadline_max"]) if row["deadline_max"] else None,
        deadline_unit=row["deadline_unit"],
        deadline_source=row["deadline_source"],
        config_key=row["config_key"],
        config_default=int(row["config_default"]) if row["config_default"] else None,
        guard=row["guard"].encode("ascii", "ignore").decode(),
    )


def _state(row: Mapping[str, str]) -> StateRow:
    return StateRow(
        mode=row["mode"],
        state=row["state"],
        kind=StateKind(row["kind"]),
        clock=ClockKind(row["clock"]),
        holder=row["holder"],
        may_pause=row["may_pause"] == "yes",
        may_extend=row["may_extend"] == "yes",
        may_withdraw=row["may_withdraw"] == "yes",
        may_deliver=row["may_deliver"] == "yes",
    )
