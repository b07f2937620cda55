"""The same roadmap in other modes: what a what-if changes, and what a choice of modes is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.network import Network
from domain.vocabulary import Mode

Modes = Mapping[str, Mode]
"""Item code → mode, of every step of a network."""

RISKY = frozenset({Mode.SIMULATED, Mode.TOLERANCE, Mode.COMMITMENT})
"""Modes that decide, or prepare a decision, before everything is there: somebody still owes something."""


def modes_of(network: Network) -> dict[str, Mode]:
    """The modes a network is in now."""
    return {code: spec.mode for code, spec in network.steps.items()}


def joint_groups(network: Network, modes: Modes) -> dict[str, tuple[str, ...]]:
    """Joint groups under a choice of modes: two or more members in parallel, in roadmap order."""
    members: dict[str, list[str]] = {}
    for code, spec in network.steps.items():
        if spec.group and modes[code] == Mode.PARALLEL:
            members.setdefault(spec.group, []).append(code)
    return {group: tuple(codes) for group, codes in members.items() if len(codes) > 1}


def switched(network: Network, modes: Modes) -> Network:
    """The network with every step in the mode given; who waits for whom stays, groups form anew."""
    steps = {code: replace(spec, mode=modes[code]) for code, spec in network.steps.items()}
    groups = MappingProxyType(joint_groups(network, modes))
    return replace(network, steps=MappingProxyType(steps), groups=groups)


@dataclass(frozen=True)
class Switch:
    """One step worked in another mode than now."""

    code: str
    before: Mode
    after: Mode


def switches(present: Modes, chosen: Modes) -> tuple[Switch, ...]:
    """What differs, in the order of `present`."""
    return tuple(
        Switch(code, before, chosen[code]) for code, before in present.items() if chosen[code] != before
    )
