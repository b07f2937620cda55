"""Every guard of mode_lifecycle.csv as a predicate. A table whose guard is not named here does not load.

Keys are the guards' texts reduced to ASCII, as table.load reduces them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from domain.modes import deadlines
from domain.modes.facts import StepFacts
from domain.modes.log import StepEvent, StepState
from domain.modes.table import LifecycleTable, Transition
from domain.vocabulary import ClockKind, DepartmentKind, Mode, Party

TASK_KINDS = {DepartmentKind.ENTERPRISE, DepartmentKind.INTERMEDIARY, DepartmentKind.UTILITY}


@dataclass(frozen=True)
class Case:
    """What a guard looks at; `event` is None while only asking what would be possible."""

    table: LifecycleTable
    state: StepState
    facts: StepFacts
    row: Transition
    today: date
    event: StepEvent | None = None

    @property
    def day(self) -> date:
        return self.event.happened_on if self.event else self.today


@dataclass(frozen=True)
class Refusal:
    code: str
    params: dict[str, object] = field(default_factory=dict)


Guard = Callable[[Case], Refusal | None]


def _tolerable(case: Case) -> Refusal | None:
    """No tolerance for 即办件 and 上报件; only listed materials may be missing, and at least one is."""
    facts = case.facts
    if facts.same_day:
        return Refusal("guard.same_day_item")
    if facts.escalated:
        return Refusal("guard.escalated_item")
    keys = [material.name for material in facts.missing if material.defer_days is None]
    if keys:
        return Refusal("guard.key_material_missing", {"materials": tuple(keys)})
    return None if facts.missing else Refusal("guard.nothing_missing")


def _signed_by_enterprise(case: Case) -> Refusal | None:
    """The agent never signs: a signatory by name, and the scan of the stamped paper or a link signature."""
    event = case.event
    if event is None:
        return _promise_fits(case)
    if event.acted_by is not Party.ENTERPRISE or not event.acted_by_name:
        return Refusal("guard.signatory_missing")
    if event.recorder_name and event.acted_by_name == event.recorder_name:
        return Refusal("guard.signed_by_recorder")
    if not (event.has_file or event.payload.get("link_signature")):
        return Refusal("guard.signature_missing")
    return _promise_fits(case)


def _promise_fits(case: Case) -> Refusal | None:
    if case.event is None or case.row.event != "sign_promise":
        return None
    promised = case.event.payload.get("missing") or {}
    if not promised:
        return Refusal("guard.nothing_missing")
    listed = {material.name: material.defer_days for material in case.facts.materials}
    for name, days in promised.items():
        longest = listed.get(name)
        if longest is None:
            return Refusal("guard.not_deferrable", {"material": name})
        if case.facts.flavour == "A" and case.facts.limit is not None:
            longest = min(longest, case.facts.limit)
        if not 0 < int(days) <= longest:
            return Refusal("guard.deferral_too_long", {"material": name, "days": longest})
    return None


def _last_material(case: Case) -> Refusal | None:
    """Each arrival names its materials; the state moves on with the last (replay.py)."""
    if not case.state.missing:
        return Refusal("guard.nothing_missing")
    grace = deadlines.grace_due(case.state, case.facts)
    if case.row.event == "grace_supplement" and grace and case.day > grace:
        return Refusal("guard.grace_over", {"due_on": grace})
    if case.event is None:
        return None
    owed = {gap.material for gap in case.state.missing}
    arrived = set(case.event.payload.get("materials") or ())
    strangers = arrived - owed
    if not arrived:
        return Refusal("guard.materials_not_named")
    return Refusal("guard.material_not_owed", {"material": min(strangers)}) if strangers else None


def _flavour(wanted: str) -> Guard:
    def check(case: Case) -> Refusal | None:
        return (
            None if (case.facts.flavour or "A") == wanted else Refusal(f"guard.only_flavour_{wanted.lower()}")
        )

    return check


def _deadline_passed(case: Case) -> Refusal | None:
    due = system_due(case)
    return None if due and case.day > due else Refusal("guard.deadline_not_passed", {"due_on": due})


def system_due(case: Case) -> date | None:
    """The deadline behind a system event of `deadline_passed`."""
    state, facts = case.state, case.facts
    if case.row.event == "validity_expired":
        return deadlines.opinion_expires(state, facts)
    if case.row.event == "supplement_overdue":
        gap = deadlines.next_gap(state, facts)
        return gap.due_on if gap else None
    if case.row.event == "dept_late":
        dues = [due for _, due in late_members(state, facts)]
        return min(dues) if dues else None
    return deadlines.row_due(case.row, state, facts)


def late_members(state: StepState, facts: StepFacts) -> list[tuple[str, date]]:
    """Members that owe their opinion and have not been chased yet, with the end of their limit."""
    found = []
    for member in facts.members:
        kept = state.member(member.code)
        if kept and not (kept.opinion_on or kept.is_escalated or kept.is_paused):
            due = deadlines.member_due(state, facts, member)
            if due:
                found.append((member.code, due))
    return found


def _grace_passed(case: Case) -> Refusal | None:
    due = deadlines.grace_due(case.state, case.facts)
    return None if due and case.day > due else Refusal("guard.grace_runs", {"due_on": due})


def _extension_of_supplement(case: Case) -> Refusal | None:
    if case.state.is_supplement_extended:
        return Refusal("guard.extended_once")
    if case.event is None:
        return None
    first = max((gap.days for gap in case.state.missing), default=0)
    if not 0 < int(case.event.payload.get("days") or 0) <= first:
        return Refusal("guard.extension_too_long", {"days": first})
    if not (case.event.document_no or case.event.has_file):
        return Refusal("guard.consent_missing")
    return None


def _converted(case: Case) -> Refusal | None:
    """Every legal prerequisite is decided; an opinion never becomes a permit on another opinion alone."""
    missing = [need.code for need in case.facts.requirements if need.decided_on is None]
    return Refusal("guard.requirements_open", {"items": tuple(missing)}) if missing else None


def _upstream_gone(case: Case) -> Refusal | None:
    return None if fresh_voids(case.state, case.facts) else Refusal("guard.upstream_valid")


def fresh_voids(state: StepState, facts: StepFacts) -> list[tuple[str, date]]:
    """Upstream opinions lost since this step's own opinion was given and not yet acted on."""
    return [
        (void.code, void.voided_on)
        for void in facts.voided_upstream
        if state.opinion_on
        and void.voided_on >= state.opinion_on
        and (void.code, void.voided_on) not in state.used_voids
    ]


def _checker_is_another(case: Case) -> Refusal | None:
    if case.event is None:
        return None
    if not case.event.acted_by_name:
        return Refusal("guard.checker_missing")
    same = case.event.acted_by_name in case.state.filers
    return Refusal("guard.checker_filed", {"name": case.event.acted_by_name}) if same else None


def _all_opinions(case: Case) -> Refusal | None:
    codes = {member.code for member in case.facts.members}
    waiting = [m.code for m in case.state.members if m.code in codes and not m.opinion_on]
    nobody = not any(member.opinion_on for member in case.state.members)
    return Refusal("guard.opinions_missing", {"items": tuple(waiting)}) if waiting or nobody else None


def is_task(facts: StepFacts) -> bool:
    """Work of the enterprise, an intermediary or a utility, or a milestone: begun and finished, not filed."""
    return facts.department_kind in TASK_KINDS or facts.statutory_days is None


def _own_task(case: Case) -> Refusal | None:
    return None if is_task(case.facts) else Refusal("guard.not_a_task")


def _may_pause(case: Case) -> Refusal | None:
    if case.event is None:
        return None
    if case.event.acted_by not in pausing_parties(case.table, case.state, case.facts, case.event.member):
        return Refusal("guard.pause_by_another", {"party": case.event.acted_by})
    if not case.event.reason:
        return Refusal("guard.reason_missing")
    return None if case.event.document_no or case.event.has_file else Refusal("guard.document_missing")


def pausing_parties(
    table: LifecycleTable, state: StepState, facts: StepFacts, member: str | None
) -> tuple[Party, ...]:
    """Whose act a pause is: the department of a review, the lead of a group, the doer of an own task."""
    if table.state(state.mode, state.state).clock is ClockKind.TASK:
        own = facts.department_kind is DepartmentKind.ENTERPRISE
        return (Party.ENTERPRISE,) if own else (Party.DEPARTMENT, Party.ENTERPRISE)
    if state.mode == Mode.PARALLEL and not member:
        return (Party.LEAD_DEPARTMENT,)
    return (Party.DEPARTMENT,)


def _extend_once(case: Case) -> Refusal | None:
    if case.state.extended_days:
        return Refusal("guard.extended_once")
    if case.event is None:
        return None
    if not case.event.reason:
        return Refusal("guard.reason_missing")
    return None if case.event.payload.get("approved_by") else Refusal("guard.head_missing")


def _not_needed(case: Case) -> Refusal | None:
    if case.event is None:
        return None
    if not case.event.reason:
        return Refusal("guard.reason_missing")
    allowed = case.facts.is_optional or case.event.acted_by is Party.COORDINATOR
    return None if allowed else Refusal("guard.required_step")


def _may_correct(case: Case) -> Refusal | None:
    """The same recorder within record.objection_days working days, later the coordinator; with a reason."""
    if case.event is None:
        return None
    if not case.event.reason:
        return Refusal("guard.reason_missing")
    recorded = case.event.payload.get("recorded_on")
    days = case.facts.number("record.objection_days", 2)
    is_fresh = recorded and case.facts.calendar.workdays_between(recorded, case.today) <= days
    own = case.event.payload.get("same_recorder") and is_fresh
    return None if own or case.event.acted_by is Party.COORDINATOR else Refusal("guard.too_late_to_correct")


def _always(case: Case) -> Refusal | None:
    return None


def _both(first: Guard, second: Guard) -> Guard:
    return lambda case: first(case) or second(case)


GUARDS: dict[str, Guard] = {
    "deadline_passed": _deadline_passed,
    "all conversion_requires done": _converted,
    "an upstream opinion it started from expired or lapsed": _upstream_gone,
    "item not same_day and not escalated; key materials complete; missing ones deferrable": _tolerable,
    "signed by the enterprise itself": _signed_by_enterprise,
    "the last missing material arrives": _last_material,
    "flavour A": _flavour("A"),
    "flavour B": _flavour("B"),
    "flavour A; deadline_passed": _both(_flavour("A"), _deadline_passed),
    "once; not longer than the first term; department consents in writing": _extension_of_supplement,
    "grace passed": _grace_passed,
    "the acting checker (named, also in ) is not the one who filed; the recorder may be": _checker_is_another,
    "every member's opinion given": _all_opinions,
    "department kind enterprise, intermediary, utility or milestone without a limit": _own_task,
    "as begin_task": _own_task,
    "a review: its department (a group: the lead department); an own task: the enterprise; reason, from, "
    "document no.; more than 30 workdays needs the coordinator's sign-off": _may_pause,
    "once; approved by the head of the department; reason told to the applicant": _extend_once,
    "reason; a required step needs the coordinator": _not_needed,
    "same recorder within 2 workdays, later the coordinator; reason; the old entry is kept": _may_correct,
    "opens attempt n+1 in standard": _always,
}


def refusal(case: Case) -> Refusal | None:
    """Why the guard of the case's row says no, or None."""
    return GUARDS[case.row.guard](case) if case.row.guard else None
