"""Backfill (存量补录): how a step that ran before the product knew it is put where it stands."""

from dataclasses import replace

from domain.modes.log import StepEvent, StepState
from domain.vocabulary import Party

_CHAINS: dict[str, tuple[tuple[str, Party], ...]] = {
    "standard": (("submit", Party.AGENT), ("accept", Party.DEPARTMENT)),
    "task": (("begin_task", Party.ENTERPRISE),),
    "simulated": (("apply_simulated", Party.AGENT), ("accept_simulated", Party.DEPARTMENT)),
    "tolerance": (("apply", Party.AGENT), ("sign_promise", Party.ENTERPRISE)),
    "commitment": (
        ("inform", Party.DEPARTMENT),
        ("sign_commitment", Party.ENTERPRISE),
        ("decide_now", Party.DEPARTMENT),
    ),
    "parallel": (("joint_open", Party.LEAD_DEPARTMENT), ("complete", Party.LEAD_DEPARTMENT)),
}


def chain_of(event: StepEvent) -> tuple[StepEvent, ...]:
    """The acts that a step placed as running must have behind it, all dated the day of its acceptance."""
    key = "task" if event.payload.get("is_task") else event.mode
    return tuple(
        replace(event, name=name, acted_by=party, payload={**event.payload}) for name, party in _CHAINS[key]
    )


def placed_as_done(state: StepState, event: StepEvent) -> StepState:
    """Done before the product: the date may be unknown, no clock ran under our eyes, nothing is owed."""
    day = None if event.payload.get("date_unknown") else event.happened_on
    return state.changed(
        mode=event.mode or state.mode,
        state="done",
        entered_on=event.happened_on,
        changed_on=event.happened_on,
        decided_on=day,
        done_on=day,
        is_placed=True,
    )
