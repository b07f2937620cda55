"""The note of a handover, drafted from the open steps: what runs, whose move, what is owed or promised."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, select

from domain.problems import OPEN_STATES
from domain.vocabulary import AssignmentRole, MaterialState, Party, Role, StateKind
from domain.workdays import WorkCalendar
from models import Account, Enterprise, Obligation, Problem, Project, Step, StepMaterial, Visit
from services import calendar, catalogue
from services.lifecycle_words import item_names, state_word
from services.words import named, say_date, say_left, translate

_PROMISES = {"supplement_due": "supplement", "commit_due": "commitment", "rectify_due": "rectification"}
_GOING = (StateKind.RUNNING, StateKind.PAUSED)
_DEPARTMENTS = (Party.DEPARTMENT, Party.LEAD_DEPARTMENT)


def handover_note(
    session: Session, project: Project, *, role: AssignmentRole, to: str, lang: str, today: date
) -> str:
    """The draft in a language, one paragraph a matter; matters without any line are left out."""
    facts = _Facts(session, project, lang, today)
    parts = [
        ("running", facts.running()),
        ("ready", facts.ready()),
        ("owed", facts.owed()),
        ("promises", facts.promises()),
        ("problems", facts.problems()),
        ("next", facts.next_actions()),
        ("contacts", facts.contacts()),
    ]
    lines = [facts.head(role, to)]
    for name, found in parts:
        if found:
            lines += ["", translate(f"handover_note.{name}", lang=lang), *(f"- {line}" for line in found)]
    return "\n".join(lines)


class _Facts:
    """What a project has open, worded for the note."""

    def __init__(self, session: Session, project: Project, lang: str, today: date) -> None:
        self.session, self.project, self.lang, self.today = session, project, lang, today
        self.days: WorkCalendar = calendar.current(session)
        self.items = item_names(catalogue.items(session), lang)
        self.departments = catalogue.departments(session)
        found = session.exec(select(Step).where(Step.project_id == project.id).order_by(Step.seq))  # type: ignore
        self.steps = {step.id or 0: step for step in found}
        is_open = (Obligation.project_id == project.id, Obligation.is_open)
        self.duties = list(
            session.exec(select(Obligation).where(*is_open).order_by(Obligation.due_on, Obligation.id))  # type: ignore
        )

    def say(self, key: str, **params: object) -> str:
        return translate(f"handover_note.{key}", lang=self.lang, **params)

    def day(self, on: date) -> str:
        return say_date(on, lang=self.lang, today=self.today)

    def left(self, due_on: date) -> str:
        return say_left(self.days.workdays_between(self.today, due_on), lang=self.lang)

    def head(self, role: AssignmentRole, to: str) -> str:
        """Which place of which project goes from whom to whom."""
        ids = {AssignmentRole.PRIMARY: self.project.primary_agent_id}
        giver = self.session.get(Account, ids.get(role, self.project.backup_agent_id) or 0)
        place = translate(f"assignment_role.{role}", lang=self.lang)
        key = "head" if giver else "head_open"
        names = {"project": self.project.name, "place": place, "to": to, "day": self.day(self.today)}
        return self.say(key, giver=giver.display_name if giver else "", **names)

    def running(self) -> list[str]:
        """Steps whose clock runs or is paused: state, whose move, until when."""
        going = [step for step in self.steps.values() if step.state_kind in _GOING]
        return [self._running(step) for step in going]

    def _running(self, step: Step) -> str:
        state = state_word(step.mode, step.state, lang=self.lang)
        facts = {"item": self.items[step.item_code], "state": state, "holder": self._holder(step)}
        if step.due_on is None or step.state_kind == StateKind.PAUSED:
            return self.say("step", **facts)
        return self.say("step_until", day=self.day(step.due_on), left=self.left(step.due_on), **facts)

    def _holder(self, step: Step) -> str:
        if step.holder not in _DEPARTMENTS:
            return translate(f"party.{step.holder}", lang=self.lang)
        leads = step.holder == Party.LEAD_DEPARTMENT and step.lead_department_code
        return named(self.departments[leads or step.department_code], self.lang)

    def ready(self) -> list[str]:
        """Steps that may be submitted now."""
        return [self._item(duty) for duty in self.duties if duty.anchor == "ready" and duty.step_id]

    def _item(self, duty: Obligation) -> str:
        return self.items[self.steps[duty.step_id or 0].item_code]

    def owed(self) -> list[str]:
        """Materials missing for what runs or may be submitted now."""
        near = {duty.step_id for duty in self.duties if duty.anchor == "ready"}
        near |= {step.id for step in self.steps.values() if step.state_kind in _GOING}
        query = (
            select(StepMaterial)
            .where(StepMaterial.project_id == self.project.id, StepMaterial.state == MaterialState.OWED)
            .order_by(StepMaterial.id)  # type: ignore[arg-type]
        )
        missing: dict[int, list[str]] = defaultdict(list)
        for row in self.session.exec(query):
            if row.step_id in near:
                missing[row.step_id].append(row.name_en if self.lang == "en" else row.name_zh)
        joiner = translate("list.separator", lang=self.lang)
        return [
            self.say(
                "owed_line", item=self.items[self.steps[step_id].item_code], materials=joiner.join(names)
            )
            for step_id, names in missing.items()
        ]

    def promises(self) -> list[str]:
        """What was promised to a department, and by when."""
        duties = [duty for duty in self.duties if duty.anchor in _PROMISES and duty.step_id]
        return [
            self.say(
                "until", what=self._promise(duty), day=self.day(duty.due_on), left=self.left(duty.due_on)
            )
            for duty in duties
        ]

    def _promise(self, duty: Obligation) -> str:
        return self.say(_PROMISES[duty.anchor], item=self._item(duty), matter=duty.key)

    def problems(self) -> list[str]:
        query = select(Problem).where(
            Problem.project_id == self.project.id,
            Problem.state.in_(OPEN_STATES),  # type: ignore[attr-defined]
        )
        found = self.session.exec(query.order_by(Problem.id))  # type: ignore[arg-type]
        return [self._problem(row) for row in found]

    def _problem(self, row: Problem) -> str:
        state = translate(f"problem_state.{row.state}", lang=self.lang)
        facts = {"number": row.number, "text": row.text, "state": state}
        if row.due_on is None:
            return self.say("problem", **facts)
        return self.say("problem_until", day=self.day(row.due_on), **facts)

    def next_actions(self) -> list[str]:
        """Next steps promised on visits and not yet done."""
        query = select(Visit).where(
            Visit.project_id == self.project.id,
            Visit.next_step != "",
            Visit.next_done_at == None,  # noqa: E711 (SQL)
        )
        found = self.session.exec(query.order_by(Visit.next_on, Visit.id))  # type: ignore[arg-type]
        return [
            self.say("next_line", text=row.next_step, day=self.day(row.next_on))
            if row.next_on
            else row.next_step
            for row in found
        ]

    def contacts(self) -> list[str]:
        """The enterprise's contact, and the liaisons of the departments where something runs."""
        enterprise = self.session.get_one(Enterprise, self.project.enterprise_id)
        lines = []
        if enterprise.contact or enterprise.phone:
            person = " ".join(filter(None, (enterprise.contact, enterprise.phone)))
            lines.append(self.say("contact", of=enterprise.name, person=person))
        return lines + [
            self.say(
                "contact",
                of=named(self.departments[row.department_code or ""], self.lang),
                person=" ".join(filter(None, (row.display_name, row.phone))),
            )
            for row in self._liaisons()
        ]

    def _liaisons(self) -> Iterable[Account]:
        codes = {step.department_code for step in self.steps.values() if step.state_kind in _GOING}
        query = select(Account).where(
            Account.role == Role.LIAISON,
            Account.is_active,
            Account.department_code.in_(sorted(codes)),  # type: ignore[union-attr]
        )
        return self.session.exec(query.order_by(Account.department_code, Account.id))  # type: ignore[arg-type]
