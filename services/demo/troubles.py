"""The problem list of the demo district: as many open ones as the sample says, in every state."""

from collections.abc import Iterator
from datetime import date
from random import Random

from domain.access import Actor
from domain.vocabulary import ProblemKind, ProblemState
from services import problems
from services.demo.chronicle import Act
from services.demo.lives import Life
from services.problems import AssignDraft, Proof, RaiseDraft
from services.words import translate

_OPEN = (ProblemState.WORKING, ProblemState.RAISED, ProblemState.RESOLVED)
_GONE = {
    2: ProblemState.CLOSED,
    4: ProblemState.CLOSED,
    6: ProblemState.CLOSED,
    7: ProblemState.SHELVED,
    14: ProblemState.CLOSED,
    24: ProblemState.CLOSED,
}
"""Sample rows with one more problem that is no longer open."""
_INSTRUCTED = {9, 18}
"""Rows whose first problem is a leader's instruction (批示)."""
_OWNERS = {
    ProblemKind.RESOURCES: "natural_resources",
    ProblemKind.APPROVAL: "natural_resources",
    ProblemKind.POLICY: "dev_zone_committee",
    ProblemKind.FUNDING: "business_environment",
    ProblemKind.UTILITIES: "power_grid",
    ProblemKind.DEMOLITION: "dev_zone_committee",
    ProblemKind.OTHER: "service_centre",
}


def troubles(life: Life, random: Random) -> Iterator[Act]:
    """Each problem from raising to where it stands today."""
    row = life.row
    overdue = int(row["overdue_problems"])
    for number in range(int(row["open_problems"])):
        state = ProblemState.WORKING if number < overdue else _OPEN[(row.seq + number) % len(_OPEN)]
        yield from Trouble(life, random, number, is_overdue=number < overdue).acts(state)
    if row.seq in _GONE:
        yield from Trouble(life, random, int(row["open_problems"])).acts(_GONE[row.seq])


class Trouble:
    """One problem; its id is known once it was raised."""

    def __init__(self, life: Life, random: Random, number: int, *, is_overdue: bool = False) -> None:
        self.life, self.is_overdue = life, is_overdue
        kinds = list(ProblemKind)
        self.kind = ProblemKind.UTILITIES if is_overdue else kinds[(life.row.seq + 3 * number) % len(kinds)]
        self.is_instruction = life.row.seq in _INSTRUCTED and number == 0
        self.problem_id = 0
        first, last = life.entered_on, life.shift.before(life.shift.today, 3)
        span = max(life.shift.calendar.workdays_between(first, last), 0)
        self.raised_on = first if is_overdue else life.shift.after(first, random.randint(0, span))
        self.granted = random.randint(2, 8)

    @property
    def due_on(self) -> date:
        shift = self.life.shift
        return shift.back(2) if self.is_overdue else shift.ahead(self.granted)

    def acts(self, state: ProblemState) -> Iterator[Act]:
        shift = self.life.shift
        yield Act(self.raised_on, self._raise)
        if state is ProblemState.SHELVED:
            yield Act(shift.after(self.raised_on, 2), self._shelve)
        if state in (ProblemState.RAISED, ProblemState.SHELVED):
            return
        yield Act(shift.after(self.raised_on, 1), self._assign)
        yield Act(shift.after(self.raised_on, 2), self._report)
        if state in (ProblemState.RESOLVED, ProblemState.CLOSED):
            yield Act(shift.after(self.raised_on, 3), self._resolve)
        if state is ProblemState.CLOSED:
            yield Act(shift.after(self.raised_on, 4), self._close)

    @property
    def _owner(self) -> Actor:
        return self.life.cast.liaisons[_OWNERS[self.kind]]

    def _text(self, part: str) -> str:
        return translate(f"demo.problem.{self.kind}.{part}")

    def _raise(self) -> None:
        life = self.life
        leader = life.cast.leaders[life.row["responsible_leader"]]
        draft = RaiseDraft(
            project_id=life.project_id,
            text=self._text("text"),
            kind=self.kind,
            raised_by=None if self.is_instruction or life.waits else "enterprise",
            needs_decision=self.kind is ProblemKind.DEMOLITION,
        )
        actor = leader if self.is_instruction else life.coordinator if life.waits else life.agent
        self.problem_id = problems.raise_problem(draft=draft, actor=actor)

    def _assign(self) -> None:
        draft = AssignDraft(
            department_code=_OWNERS[self.kind],
            owner_account_id=self._owner.account_id,
            due_on=self.due_on,
            measures=self._text("measures"),
        )
        problems.assign(problem_id=self.problem_id, draft=draft, actor=self.life.coordinator)

    def _report(self) -> None:
        text = self._text("progress")
        problems.report_progress(problem_id=self.problem_id, progress=text, actor=self._owner)

    def _resolve(self) -> None:
        text = self._text("solved")
        problems.report_resolved(problem_id=self.problem_id, text=text, actor=self._owner)

    def _close(self) -> None:
        problems.confirm_close(
            problem_id=self.problem_id,
            confirmed_by_name=self.life.row["enterprise_contact"],
            proof=Proof(document_no=translate("demo.confirmation_no", n=self.problem_id)),
            actor=self.life.agent,
        )

    def _shelve(self) -> None:
        reason = translate("demo.shelve_reason")
        problems.shelve(problem_id=self.problem_id, reason=reason, actor=self.life.coordinator)
