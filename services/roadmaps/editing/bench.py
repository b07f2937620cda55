"""One roadmap on the workbench: its steps while edits are applied inside an open transaction."""

from functools import cached_property
from typing import NoReturn

from domain.errors import BadInput, RuleBroken
from domain.modes.table import NOT_STARTED
from domain.vocabulary import StateKind
from models import Project, Step
from services.database import UnitOfWork
from services.roadmaps.choosing import Choices
from services.roadmaps.editing import columns
from services.roadmaps.specs import Reference, network_of
from services.steps import ProjectSteps


class Workbench:
    """`added`: codes of steps made here; `events`: log rows written here, for the undo."""

    def __init__(self, work: UnitOfWork, desk: ProjectSteps) -> None:
        self.work, self.desk = work, desk
        self.before = {step.item_code: columns.read(step) for step in desk.steps}
        self.added: list[str] = []
        self.events: list[int] = []

    @property
    def project(self) -> Project:
        return self.desk.project

    def renew(self) -> None:
        """The project was settled since: what counts as before is read again."""
        self.desk = ProjectSteps(self.work.session, self.project, self.desk.today)
        self.before = {step.item_code: columns.read(step) for step in self.desk.steps}

    def changed(self) -> None:
        """Something was edited: the next edit sees it."""
        self.work.session.flush()
        self.desk.forget()
        self.__dict__.pop("choices", None)

    def reload(self) -> None:
        """A step was added: read the steps anew."""
        self.work.session.flush()
        self.desk = ProjectSteps(self.work.session, self.project, self.desk.today)
        self.__dict__.pop("choices", None)

    @cached_property
    def choices(self) -> Choices:
        session = self.work.session
        network = network_of(Reference(session), self.desk.steps, self.project.id or 0)
        return Choices(session, self.project, self.desk.steps, network, self.desk.today)

    def step(self, code: str) -> Step:
        """A step of this roadmap. Raises BadInput edit.no_such_step."""
        found = self.desk.by_code.get(code)
        if found is None:
            raise BadInput("edit.no_such_step", item=code)
        return found

    def waiting(self, code: str) -> Step:
        """A step on which nothing has begun. Raises RuleBroken edit.finished, edit.begun, edit.dropped,
        edit.ended."""
        step = self.step(code)
        if step.attempt > 1 or step.state_kind == StateKind.ENDED:
            self._refuse(step, "edit.finished" if step.state_kind == StateKind.DECIDED else "edit.ended")
        if self.desk.state(step).state != NOT_STARTED:
            self._refuse(step, _WHY.get(step.state_kind, "edit.begun"))
        return step

    def _refuse(self, step: Step, code: str) -> NoReturn:
        raise RuleBroken(code, item=step.item_code)


_WHY = {StateKind.DECIDED.value: "edit.finished", StateKind.DROPPED.value: "edit.dropped"}
