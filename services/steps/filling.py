"""What the log must know of an act but a person need not type: terms, members, validity as of that day."""

from datetime import date, timedelta
from typing import Any

from domain.errors import BadInput
from domain.modes.facts import StepFacts
from domain.modes.log import StepState
from domain.vocabulary import Mode

EXTENSION_DAYS, JOINT_EXTENSION_DAYS = 10, 15
"""行政许可法 42, 44: 10 working days once, joint handling 15."""


def filled(name: str, given: dict[str, Any], state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    """The payload of an act with its defaults written out, so that a later change of settings moves nothing.

    Raises BadInput("steps.unreadable_payload") for days or dates that are none.
    """
    payload = {key: value for key, value in given.items() if value not in (None, "")}
    default = _DEFAULTS.get(name)
    if default:
        payload = {**default(state, facts, on), **payload}
    return _checked(payload)


def _missing(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    days = {material.name: material.defer_days for material in facts.missing if material.defer_days}
    if facts.flavour == "A" and facts.limit is not None:
        days = {name: min(term or 0, facts.limit) for name, term in days.items()}
    return {"missing": days}


def _members(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    return {"members": [member.code for member in facts.members]}


def _validity(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    return {"valid_until": on + timedelta(days=facts.number("simulated.validity_days", 180))}


def _extension(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    return {"days": JOINT_EXTENSION_DAYS if state.mode == Mode.PARALLEL else EXTENSION_DAYS}


def _second_term(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    return {"days": max((gap.days for gap in state.missing), default=0)}


def _fulfilment(state: StepState, facts: StepFacts, on: date) -> dict[str, Any]:
    return {"fulfil_days": facts.number("commitment.fulfil_days", 30)}


_DEFAULTS = {
    "sign_promise": _missing,
    "joint_open": _members,
    "issue_opinion": _validity,
    "extend": _extension,
    "request_extension": _second_term,
    "sign_commitment": _fulfilment,
}


def _checked(payload: dict[str, Any]) -> dict[str, Any]:
    """JSON values only: dates as ISO text, days as whole numbers."""
    try:
        for key in ("days", "fulfil_days"):
            if key in payload:
                payload[key] = int(payload[key])
        if "missing" in payload:
            payload["missing"] = {str(name): int(days) for name, days in payload["missing"].items()}
        if "valid_until" in payload:
            day = payload["valid_until"]
            payload["valid_until"] = (day if isinstance(day, date) else date.fromisoformat(day)).isoformat()
        if "materials" in payload:
            payload["materials"] = [str(name) for name in payload["materials"]]
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput("steps.unreadable_payload") from error
    return payload
