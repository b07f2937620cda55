"""The life of one sample project: into the pool, placed where it stood, then worked on until today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.vocabulary import Mode, Party, ProjectStatus
from models import Step, StepMaterial
from services import backfill, projects, steps
from services.backfill import BackfillDraft, PlacementDraft
from services.database import reading
from services.demo.chronicle import Act
from services.demo.dates import Shift
from services.demo.people import Cast
from services.demo.sample import SampleRow, is_own_task, template_mode
from services.steps import EventDraft
from services.words import translate

ENTERED_BEFORE = 4
"""Working days between a project's entry and the acceptance of its current item."""
_BEGINNING: dict[Mode, tuple[tuple[int, str, Party], ...]] = {
    Mode.STANDARD: ((1, "submit", Party.AGENT), (0, "accept", Party.DEPARTMENT)),
    Mode.SIMULATED: ((1, "apply_simulated", Party.AGENT), (0, "accept_simulated", Party.DEPARTMENT)),
    Mode.TOLERANCE: ((1, "apply", Party.AGENT), (0, "sign_promise", Party.ENTERPRISE)),
    Mode.COMMITMENT: (
        (1, "inform", Party.DEPARTMENT),
        (0, "sign_commitment", Party.ENTERPRISE),
        (0, "decide_now", Party.DEPARTMENT),
    ),
    Mode.PARALLEL: ((1, "joint_open", Party.LEAD_DEPARTMENT), (0, "complete", Party.LEAD_DEPARTMENT)),
}
_TASK = ((0, "begin_task", Party.ENTERPRISE),)
_WAITING = {10, 26, 30}
"""Sample rows whose agent nobody knows yet: they wait for assignment and for their backfill."""
_JOINTLY = {12: {"energy_review"}}
"""Optional members of a joint acceptance that are needed."""
_LIVED = {
    5: ("eia_registration", "production_licence"),
    17: ("public_fire_check", "production_licence"),
    27: ("public_fire_check", "production_licence"),
}
"""Items of the finished projects that were worked on under our eyes, so that their saved time is known."""
_EARLIER = {23: ("design_scheme_review",)}
"""Items whose simulated opinion the current one starts from."""


@dataclass
class Life:
    """One project; ids are known once its first acts were done."""

    row: SampleRow
    cast: Cast
    shift: Shift
    project_id: int = 0
    step_ids: dict[str, int] = field(default_factory=dict)
    departments: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: int = 0

    @property
    def agent(self) -> Actor:
        return self.cast.agents[self.row["primary"]]

    def acting_on(self, day: date) -> Actor:
        """A, or B from the day on which the absent agent of the demo is away."""
        is_away = self.row["primary"] == self.cast.absent and day >= self.shift.today
        return self.cast.agents[self.row["backup"]] if is_away else self.agent

    @property
    def coordinator(self) -> Actor:
        return self.cast.coordinators[self.row["coordinator"]]

    @property
    def waits(self) -> bool:
        return self.row.seq in _WAITING

    @property
    def entered_on(self) -> date:
        """A few days before its current item was accepted, at the latest when it was last verified."""
        first = self.row.accepted_on or self.row.verified_on
        lead = ENTERED_BEFORE + 3 * len((*_EARLIER.get(self.row.seq, ()), *_LIVED.get(self.row.seq, ())))
        day = min(self.shift.before(first, lead), self.row.verified_on)
        return max(day, self.row.signed_on)

    # ---- the acts

    def acts(self) -> Iterator[Act]:
        yield Act(self.entered_on, self._enter)
        if self.waits:
            yield Act(max(self.row.verified_on, self.entered_on), self._verify)
            return
        yield Act(self.entered_on, self._place)
        yield from self._earlier()
        if self.row.done_on:
            yield from self._finish()
        elif self.row.accepted_on:
            yield from self.begin(self.row["current_item"], self.row.accepted_on)
        if self.row.paused_on:
            yield Act(self.row.paused_on, self._pause)

    def _enter(self) -> None:
        row = self.row
        draft = projects.IntakeDraft(
            **{name: row[name] for name in _SAME},
            enterprise_name=row["enterprise_name"],
            contact=row["enterprise_contact"],
            phone=row["enterprise_phone"],
            email=row["contact_email"],
            investment_wan=float(row["investment_wan"]),
            signed_on=row.signed_on,
            planned_start=row.planned_start,
            planned_production=row.planned_production,
            primary_agent_id=None if self.waits else self.agent.account_id,
            backup_agent_id=None if self.waits else self.cast.agents[row["backup"]].account_id,
            leader_id=self.cast.leaders[row["responsible_leader"]].account_id,
            import_hints=self._hints(),
        )
        self.project_id = projects.intake(draft=draft, actor=self.coordinator)
        with reading(SYSTEM) as session:
            for step in session.exec(select(Step).where(Step.project_id == self.project_id)):
                self.step_ids[step.item_code] = step.id or 0
                lead = step.lead_department_code or step.department_code
                self.departments[step.item_code] = (step.department_code, lead)

    def _hints(self) -> dict[str, str]:
        """What the ledger said on the day the project entered."""
        row = self.row
        hints = {name: row[name] for name in ("stage", "current_item", "mode_focus")}
        if row.accepted_on:
            hints["accepted_on"] = row.accepted_on.isoformat()
        return hints

    def _place(self) -> None:
        """As the ledger proposes; what was accepted or done only later is still open."""
        view = backfill.backfill_view(project_id=self.project_id, actor=self.agent)
        later = {*_LIVED.get(self.row.seq, ()), *_EARLIER.get(self.row.seq, ())}
        kept = _JOINTLY.get(self.row.seq, set())
        placements = [
            PlacementDraft(step_id=row.step_id, how=row.how)
            for row in view.rows
            if row.how in ("done", "not_needed") and row.code not in later | kept
        ]
        draft = BackfillDraft(project_id=self.project_id, version=view.version, placements=placements)
        backfill.backfill(draft=draft, actor=self.agent)

    def _verify(self) -> None:
        projects.verify_unchanged(project_id=self.project_id, actor=self.coordinator)

    def _earlier(self) -> Iterator[Act]:
        accepted_on = self.row.accepted_on
        for number, code in enumerate(_EARLIER.get(self.row.seq, ())):
            assert accepted_on is not None  # named above are running projects only
            yield from self.begin(code, self.shift.before(accepted_on, 4 + number))
            yield self.act(code, "issue_opinion", self.shift.before(accepted_on, 2), Party.DEPARTMENT)

    def _finish(self) -> Iterator[Act]:
        accepted_on, done_on = self.row.accepted_on, self.row.done_on
        assert accepted_on is not None and done_on is not None  # of a finished row
        for number, code in enumerate(_LIVED[self.row.seq]):
            yield from self.begin(code, self.shift.before(accepted_on, 6 - 2 * number), decided_after=1)
        yield from self.begin(self.row["current_item"], accepted_on)
        yield self.act(self.row["current_item"], "approve", done_on, Party.DEPARTMENT)
        for code in _LIVED[self.row.seq]:
            if not is_own_task(code) and template_mode(self.row["template_code"], code) == Mode.COMMITMENT:
                yield self.act(code, "check_pass", done_on, Party.DEPARTMENT)
        yield Act(done_on, self._leave)

    def _leave(self) -> None:
        projects.leave(
            project_id=self.project_id,
            how=ProjectStatus.DONE,
            reason=self.row["light_reason"],
            actor=self.agent,
        )

    def begin(self, code: str, accepted_on: date, *, decided_after: int = 0) -> Iterator[Act]:
        """Everything up to the acceptance of an item; of a commitment also the decision, some days later."""
        for days, event, party in self._beginning(code):
            on = self.shift.before(accepted_on, days)
            if event == "decide_now":
                on = self.shift.after(accepted_on, decided_after)
            yield self.act(code, event, on, party)

    def _beginning(self, code: str) -> tuple[tuple[int, str, Party], ...]:
        if is_own_task(code):
            return _TASK
        return _BEGINNING[template_mode(self.row["template_code"], code)]

    def _pause(self) -> None:
        code = self.row["current_item"]
        party = Party.ENTERPRISE if is_own_task(code) else Party.DEPARTMENT
        reason = self.row["light_reason"].partition(":")[2]
        assert self.row.paused_on is not None  # of a paused row
        self.advance(code, "pause", self.row.paused_on, party, reason=reason)

    def act(self, code: str, event: str, on: date, party: Party, **words: Any) -> Act:
        """One act on one item, entered on its own day."""
        return Act(on, partial(self.advance, code, event, on, party, **words))

    def advance(
        self, code: str, event: str, on: date, party: Party, *, by: Actor | None = None, **words: Any
    ) -> None:
        """Entered by whose act it is: liaisons for departments, else the agent with a document number."""
        department, lead = self.departments[code]
        own = {Party.DEPARTMENT: department, Party.LEAD_DEPARTMENT: lead}.get(party)
        actor = by or (self.cast.liaisons[own] if own else self.acting_on(on))
        self.numbers += 1
        checker = actor.name if event == "check_pass" else None
        draft = EventDraft(
            acted_by=party,
            acted_by_name=self.row["enterprise_contact"] if party is Party.ENTERPRISE else checker,
            document_no=translate("demo.document_no", project=self.row.seq, n=self.numbers),
            payload=self._payload(code, event),
            **words,
        )
        steps.advance(step_id=self.step_ids[code], event=event, happened_on=on, actor=actor, draft=draft)

    def _payload(self, code: str, event: str) -> dict[str, Any]:
        if event in ("sign_promise", "sign_commitment"):
            return {"link_signature": True}
        return {"received": self._required(code)} if event == "apply" else {}

    def _required(self, code: str) -> list[str]:
        """What must be there before a tolerance: every material that is not on the deferrable list."""
        with reading(SYSTEM) as session:
            query = select(StepMaterial).where(StepMaterial.step_id == self.step_ids[code])
            return [row.name_zh for row in session.exec(query) if row.requirement != "deferrable"]


_SAME = ("uscc", "project_name", "project_code", "template_code", "industry_code", "industry_name", "park")
