"""What each event writes into the state besides the state's name, one small function per event."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.modes.log import Gap, MemberState, StepEvent, StepState
from domain.workdays import Pause

Changes = dict[str, Any]
Effect = Callable[[StepState, StepEvent], Changes]


def _accept(state: StepState, event: StepEvent) -> Changes:
    return {"accepted_on": event.happened_on}


def _accept_simulated(state: StepState, event: StepEvent) -> Changes:
    return {"service_accepted_on": event.happened_on, "review_from": event.happened_on, "corrections": ()}


def _stop_review(state: StepState, event: StepEvent) -> Changes:
    return {"corrections": (*state.corrections, Pause(event.happened_on))}


def _go_on_reviewing(state: StepState, event: StepEvent) -> Changes:
    return {"corrections": _closed(state.corrections, event.happened_on)}


def _issue_opinion(state: StepState, event: StepEvent) -> Changes:
    return {
        "opinion_on": event.happened_on,
        "valid_until": read_date(event.payload.get("valid_until")),
        "voided_on": None,
    }


def _review_again(state: StepState, event: StepEvent) -> Changes:
    """The opinion lapsed or was voided: the review starts anew and a formal acceptance is taken back."""
    return {
        "review_from": event.happened_on,
        "corrections": (),
        "voided_on": event.happened_on,
        "accepted_on": None,
        "extended_days": 0,
    }


def _upstream_expired(state: StepState, event: StepEvent) -> Changes:
    used = [(code, date.fromisoformat(day)) for code, day in event.payload.get("voids", ())]
    return {**_review_again(state, event), "used_voids": (*state.used_voids, *used)}


def _validity_expired(state: StepState, event: StepEvent) -> Changes:
    return {"voided_on": event.happened_on}


def _renew(state: StepState, event: StepEvent) -> Changes:
    return {"review_from": event.happened_on, "corrections": ()}


def _sign_promise(state: StepState, event: StepEvent) -> Changes:
    missing: Mapping[str, int] = event.payload.get("missing", {})
    gaps = tuple(Gap(name, event.happened_on, int(days)) for name, days in missing.items())
    return {"accepted_on": event.happened_on, "gaps": gaps}


def _supplement(state: StepState, event: StepEvent) -> Changes:
    arrived = event.payload.get("materials", ())
    return {
        "gaps": tuple(
            replace(gap, received_on=event.happened_on)
            if gap.material in arrived and not gap.received_on
            else gap
            for gap in state.gaps
        )
    }


def _lengthen_supplement(state: StepState, event: StepEvent) -> Changes:
    days = int(event.payload.get("days", 0))
    gaps = tuple(gap if gap.received_on else replace(gap, extra_days=days) for gap in state.gaps)
    return {"gaps": gaps, "is_supplement_extended": True}


def _sign_commitment(state: StepState, event: StepEvent) -> Changes:
    days = event.payload.get("fulfil_days")
    return {
        "accepted_on": event.happened_on,
        "fulfil_days": int(days) if days else None,
        "filers": _filed_by(state, event),
    }


def _fulfil(state: StepState, event: StepEvent) -> Changes:
    return {"fulfilled_on": event.happened_on, "filers": _filed_by(state, event)}


def _check_anew(state: StepState, event: StepEvent) -> Changes:
    return {"check_from": event.happened_on}


def _joint_open(state: StepState, event: StepEvent) -> Changes:
    return {"members": tuple(MemberState(code) for code in event.payload.get("members", ()))}


def _opinion(state: StepState, event: StepEvent) -> Changes:
    return {"members": _changed_member(state, event, opinion_on=event.happened_on)}


def _dept_late(state: StepState, event: StepEvent) -> Changes:
    late = event.payload.get("members", ())
    return {
        "members": tuple(
            replace(member, is_escalated=True) if member.code in late else member for member in state.members
        )
    }


def _pause(state: StepState, event: StepEvent) -> Changes:
    if event.member and (member := state.member(event.member)):
        pauses = (*member.pauses, Pause(event.happened_on))
        return {"members": _changed_member(state, event, pauses=pauses, is_signed_off=False)}
    return {
        "previous": state.state,
        "pauses": (*state.pauses, Pause(event.happened_on)),
        "pause_reason": event.reason,
        "is_signed_off": False,
    }


def sign_off(state: StepState, event: StepEvent) -> Changes:
    """The coordinator's word on one pause: a member's is its own."""
    if event.member:
        return {"members": _changed_member(state, event, is_signed_off=True)}
    return {"is_signed_off": True}


def _resume(state: StepState, event: StepEvent) -> Changes:
    if event.member and (member := state.member(event.member)):
        return {"members": _changed_member(state, event, pauses=_closed(member.pauses, event.happened_on))}
    return {"previous": None, "pauses": _closed(state.pauses, event.happened_on), "pause_reason": None}


def _end_pause(state: StepState, event: StepEvent) -> Changes:
    return {"pauses": _closed(state.pauses, event.happened_on), "pause_reason": None}


def _extend(state: StepState, event: StepEvent) -> Changes:
    return {"extended_days": int(event.payload["days"])}


def _deliver(state: StepState, event: StepEvent) -> Changes:
    return {"delivered_on": event.happened_on}


def _filed_by(state: StepState, event: StepEvent) -> tuple[str, ...]:
    names = (event.acted_by_name, event.recorder_name)
    return (*state.filers, *(name for name in names if name and name not in state.filers))


def _changed_member(state: StepState, event: StepEvent, **changes: Any) -> tuple[MemberState, ...]:
    return tuple(
        replace(member, **changes) if member.code == event.member else member for member in state.members
    )


def _closed(pauses: tuple[Pause, ...], on: date) -> tuple[Pause, ...]:
    return tuple(pause if pause.to_on else replace(pause, to_on=on) for pause in pauses)


def read_date(value: object) -> date | None:
    """A payload comes from JSON: a date may be its ISO text."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None


EFFECTS: dict[tuple[str, str], Effect] = {
    ("standard", "accept"): _accept,
    ("standard", "begin_task"): _accept,
    ("simulated", "accept_simulated"): _accept_simulated,
    ("simulated", "request_correction"): _stop_review,
    ("simulated", "file_correction"): _go_on_reviewing,
    ("simulated", "issue_opinion"): _issue_opinion,
    ("simulated", "content_changed"): _review_again,
    ("simulated", "upstream_expired"): _upstream_expired,
    ("simulated", "validity_expired"): _validity_expired,
    ("simulated", "renew"): _renew,
    ("simulated", "formal_submit"): _accept,
    ("simulated", "inconsistent"): _review_again,
    ("tolerance", "sign_promise"): _sign_promise,
    ("tolerance", "supplement"): _supplement,
    ("tolerance", "grace_supplement"): _supplement,
    ("tolerance", "request_extension"): _lengthen_supplement,
    ("commitment", "sign_commitment"): _sign_commitment,
    ("commitment", "fulfil"): _fulfil,
    ("commitment", "rectified"): _check_anew,
    ("commitment", "withdraw_revocation"): _check_anew,
    ("parallel", "joint_open"): _joint_open,
    ("parallel", "complete"): _accept,
    ("parallel", "dept_opinion"): _opinion,
    ("parallel", "dept_late"): _dept_late,
    ("common", "pause"): _pause,
    ("common", "resume"): _resume,
    ("common", "withdraw"): _end_pause,
    ("common", "extend"): _extend,
    ("common", "deliver"): _deliver,
}


def changes(transition_mode: str, state: StepState, event: StepEvent) -> Changes:
    """The fields an event changes; `transition_mode` is the mode of its row (`common` for shared events)."""
    effect = EFFECTS.get((transition_mode, event.name))
    return effect(state, event) if effect else {}
