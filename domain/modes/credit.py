"""A standing credit note keeps an enterprise out of the mode it closes (domain.md (a))."""

from domain.credit import in_the_way
from domain.modes.guards import Case, Refusal

EVENTS = {"apply", "sign_promise", "inform", "sign_commitment"}


def of_credit(case: Case) -> Refusal | None:
    """Nothing is begun or signed in a closed mode; an act dated before the note or after its end is fine."""
    if case.row.event not in EVENTS:
        return None
    months = case.facts.number("commitment.ban_months", 6)
    note = in_the_way(case.facts.credit, case.row.mode, case.day, ban_months=months)
    if note is None:
        return None
    params = {"project": note.project_name, "noted_on": note.noted_on, "until": note.closed_until(months)}
    return Refusal(f"guard.credit_{note.mode}", params)
