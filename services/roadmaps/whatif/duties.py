"""Why a mode is allowed for a step and what must then be borne: the words of look.md §7, with dates."""

from datetime import date
from functools import cached_property

from sqlmodel import select

from domain.plans import Plan
from domain.timeline import Span
from domain.vocabulary import MaterialState, Mode
from models import StepMaterial
from services import catalogue
from services.lifecycle_words import item_names
from services.roadmaps.whatif.ground import WhatIfGround
from services.words import say_date, translate

_BASED_ON_LAW = "zh_CN"
"""The catalogue names laws in Chinese only."""


class Duties:
    """Reads items, materials and the editable terms of one project once."""

    def __init__(self, ground: WhatIfGround, lang: str) -> None:
        self.ground, self.lang = ground, lang
        self.items = catalogue.items(ground.session)
        self.names = item_names(self.items, lang)

    @cached_property
    def terms(self) -> dict[str, str]:
        return catalogue.settings_map(self.ground.session)

    @cached_property
    def missing(self) -> dict[int, list[tuple[str, int]]]:
        """Deferrable materials that are not there yet, with the working days each may be late."""
        query = select(StepMaterial).where(
            StepMaterial.project_id == self.ground.project.id,
            StepMaterial.requirement == "deferrable",
            StepMaterial.state == MaterialState.OWED,
        )
        found: dict[int, list[tuple[str, int]]] = {}
        for row in self.ground.session.exec(query):
            name = row.name_en if self.lang == "en" else row.name_zh
            found.setdefault(row.step_id, []).append((name, row.defer_workdays or 0))
        return found

    def why(self, code: str, mode: Mode) -> str:
        """On what ground the mode may be chosen here."""
        basis = self.items[code].legal_basis if self.lang == _BASED_ON_LAW else ""
        return self._say(f"whatif_why.{mode}", basis=basis, **self._params(code))

    def bears(self, code: str, mode: Mode, planned: Plan[date]) -> tuple[str, ...]:
        """What somebody owes because of the mode, as dates of the plan; nothing for standard."""
        dates, params = planned.steps[code], self._params(code)
        if mode == Mode.SIMULATED:
            params["valid"] = self._day(self._opinion_ends(dates.work_ends_on))
            return (self._say("whatif_bears.simulated", **params),)
        if mode == Mode.TOLERANCE:
            late = self.missing.get(self.ground.steps[code].id or 0, [])
            flavour = (self.items[code].tolerance_flavour or "A").lower()
            lines = [
                self._say("whatif_bears.supplement", material=name, due=self._due(dates.accept_on, days))
                for name, days in late
            ]
            return (*lines, self._say(f"whatif_bears.tolerance_{flavour}", **params))
        if mode == Mode.COMMITMENT:
            fulfil = int(self.terms["commitment.fulfil_days"])
            due = self._later(dates.finish_on, fulfil)
            check = self._later(due, int(self.terms["commitment.check_days"]))
            params |= {"due": self._day(due), "check": self._day(check)}
            return (self._say("whatif_bears.commitment", **params),)
        return (self._say("whatif_bears.parallel"),) if mode == Mode.PARALLEL else ()

    def _params(self, code: str) -> dict[str, object]:
        conversions = sorted(self.ground.network.conversions[code], key=list(self.items).index)
        late = self.missing.get(self.ground.steps[code].id or 0, [])
        return {
            "items": self._listed(self.names[item] for item in conversions),
            "materials": self._listed(name for name, _ in late),
            "months": self.terms["commitment.ban_months"],
        }

    def _listed(self, names: object) -> str:
        return translate("list.separator", lang=self.lang).join(names)  # type: ignore[arg-type]

    def _due(self, start: date | None, days: int) -> str:
        return self._day(self._later(start, days))

    def _later(self, start: date | None, workdays: int) -> date | None:
        return None if start is None else self.ground.situation.timeline.after(start, Span(workdays))

    def _opinion_ends(self, opinion_on: date | None) -> date | None:
        if opinion_on is None:
            return None
        return date.fromordinal(opinion_on.toordinal() + int(self.terms["simulated.validity_days"]))

    def _day(self, value: date | None) -> str:
        return say_date(value, lang=self.lang, today=self.ground.today, weekday=False)

    def _say(self, msgid: str, **params: object) -> str:
        return translate(msgid, lang=self.lang, **params)
