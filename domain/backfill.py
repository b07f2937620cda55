"""Backfill (存量补录): what a ledger's row proposes for each step, and what in a placement cannot be true."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.graphs import ancestors
from domain.network import CLOSING_ITEM, Network
from domain.vocabulary import STAGES, Mode, Stage

How = Literal["done", "running", "open", "not_needed"]


@dataclass(frozen=True)
class Placement:
    """Where a step stands; `on` is the day it was done (None: unknown) or accepted."""

    how: How = "open"
    on: date | None = None


@dataclass(frozen=True)
class Ledger:
    """What the imported row says: 当前阶段, 正办事项, 办理方式, 受理日, 到期日, 挂起日, 办结日."""

    stage: Stage | None = None
    item: str | None = None
    mode: Mode | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    paused_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Doubt:
    """Something that does not fit: refused when it cannot be true, else only said."""

    code: str
    item: str
    other: str | None = None
    on: date | None = None
    is_refused: bool = False


def before(network: Network) -> dict[str, set[str]]:
    """Everything each step needs, transitively; what a simulated step may lack at its start is left out."""
    return ancestors({code: _needs(network, code) for code in network.steps})


def _needs(network: Network, code: str) -> frozenset[str]:
    waits = network.waits[code]
    return waits - network.conversions[code] if network.steps[code].mode is Mode.SIMULATED else waits


def proposal(
    network: Network, *, stages: Mapping[str, Stage], optional: Collection[str], ledger: Ledger
) -> dict[str, Placement]:
    """What the ledger's row makes likely: done (date unknown) before the current item, that item running.

    Optional steps that were passed without a word are proposed as not needed. A passed simulated step whose
    conversion still waits cannot be done: it is proposed running, and its day must be entered.
    """
    placements = dict.fromkeys(network.steps, Placement())
    if ledger.done_on:
        _all_done(placements, optional, ledger)
        return placements
    current = ledger.item if ledger.item in network.steps else None
    together = [code for code in _group(network, current) if code == current or code not in optional]
    passed = set().union(*(before(network)[code] for code in together))
    conversions = _awaited(network, {*passed, *together}, passed)
    passed |= _of_earlier_stages(network, stages, ledger.stage, current, conversions)
    for code in passed:
        placements[code] = _passed(network, code, code in optional, conversions)
    if current:
        placements[current] = Placement()
        if ledger.accepted_on:
            _run(placements, network, current, optional, ledger.accepted_on)
    return placements


def _all_done(placements: dict[str, Placement], optional: Collection[str], ledger: Ledger) -> None:
    last = CLOSING_ITEM if CLOSING_ITEM in placements else ledger.item
    for code in placements:
        waits = code in optional and code != ledger.item
        placements[code] = Placement("not_needed") if waits else Placement("done")
    if last in placements:
        placements[last] = Placement("done", ledger.done_on)


def _awaited(network: Network, steps: Collection[str], passed: Collection[str]) -> set[str]:
    """What simulated steps among `steps` still need to become formal."""
    simulated = [code for code in steps if network.steps[code].mode is Mode.SIMULATED]
    return {need for code in simulated for need in network.conversions[code] if need not in passed}


def _of_earlier_stages(
    network: Network,
    stages: Mapping[str, Stage],
    stage: Stage | None,
    current: str | None,
    awaited: Collection[str],
) -> set[str]:
    """Steps of the stages before the ledger's; where land is still awaited, only of those before that."""
    if stage is None:
        return set()
    order = {known: number for number, known in enumerate(STAGES)}
    limit = min([order[stage], *(order[stages[code]] for code in awaited)])
    upstream = before(network)
    return {
        code
        for code in network.steps
        if order[stages[code]] < limit and code != current and current not in upstream[code]
    }


def _passed(network: Network, code: str, is_optional: bool, awaited: Collection[str]) -> Placement:
    if is_optional:
        return Placement("not_needed")
    waits = network.steps[code].mode is Mode.SIMULATED and network.conversions[code] & set(awaited)
    return Placement("running") if waits else Placement("done")


def _run(
    placements: dict[str, Placement], network: Network, current: str, optional: Collection[str], on: date
) -> None:
    """The current item runs; joint members are accepted together, optional ones are left out."""
    for code in _group(network, current):
        if placements[code].how == "open" and code != current:
            placements[code] = Placement("not_needed") if code in optional else Placement("running", on)
    placements[current] = Placement("running", on)


def _group(network: Network, code: str | None) -> tuple[str, ...]:
    """The members that are accepted together with a step; the step alone without a group."""
    if code is None:
        return ()
    return next((codes for codes in network.groups.values() if code in codes), (code,))


def doubts(
    network: Network,
    placements: Mapping[str, Placement],
    *,
    optional: Collection[str] = (),
    signed_on: date | None = None,
) -> tuple[Doubt, ...]:
    """What does not fit in a placement of every step of the network, the impossible first."""
    found = [
        *_of_order(network, placements, optional),
        *_of_groups(network, placements),
        *_before_signing(placements, signed_on),
    ]
    return tuple(sorted(found, key=lambda doubt: not doubt.is_refused))


def _of_order(
    network: Network, placements: Mapping[str, Placement], optional: Collection[str]
) -> Iterator[Doubt]:
    for code in network.steps:
        here = placements[code]
        if here.how not in ("done", "running"):
            continue
        for other in sorted(_needs(network, code), key=lambda known: network.steps[known].seq):
            there = placements[other]
            is_waiting_option = other in optional and there.how == "open"
            doubt = None if is_waiting_option else _of_pair(network, code, here, other, there)
            if doubt:
                yield doubt


def _of_pair(network: Network, code: str, here: Placement, other: str, there: Placement) -> Doubt | None:
    """A step and one it waits for. Enterprise tasks and simulated steps may start from an opinion."""
    if there.how == "done" and there.on and here.on and here.on < there.on:
        if here.how == "done" or not _may_use_opinion(network, code, other):
            return Doubt(f"backfill.{here.how}_too_early", code, other, there.on, is_refused=True)
    elif there.how == "open" or (there.how == "running" and not _may_use_opinion(network, code, other)):
        return Doubt("backfill.before_is_unfinished", code, other)
    return None


def _may_use_opinion(network: Network, code: str, other: str) -> bool:
    step = network.steps[code]
    starts_early = step.mode is Mode.SIMULATED or step.is_enterprise_task
    return starts_early and network.steps[other].mode is Mode.SIMULATED


def _of_groups(network: Network, placements: Mapping[str, Placement]) -> Iterator[Doubt]:
    """One joint acceptance: whatever of the group is not done or dropped runs, since the same day."""
    for codes in network.groups.values():
        running = [code for code in codes if placements[code].how == "running"]
        for code in codes:
            here = placements[code]
            if not running or here.how in ("done", "not_needed"):
                continue
            first = placements[running[0]]
            if here.how == "open" or here.on != first.on:
                yield Doubt("backfill.group_runs_together", code, running[0], first.on, is_refused=True)


def _before_signing(placements: Mapping[str, Placement], signed_on: date | None) -> Iterator[Doubt]:
    for code, here in placements.items():
        if signed_on and here.on and here.on < signed_on:
            yield Doubt("backfill.before_signing", code, on=signed_on)
