"""One scenario measured: dates, days by owner, saved time, what is still owed; and its switches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.driving_chain import days_by_owner
from domain.gains import Gain, gains
from domain.network import CLOSING_ITEM, Network
from domain.plans import Plan
from domain.quick_finish import QuickFinish
from domain.savings import savings
from domain.switching import RISKY, Modes, switches
from domain.vocabulary import Mode
from services.lifecycle_words import said
from services.roadmaps import forecasting
from services.roadmaps.viewing import saving_view
from services.roadmaps.whatif.duties import Duties
from services.roadmaps.whatif.ground import PLANNED, WhatIfGround
from services.roadmaps.whatif.views import RiskLine, ScenarioRow, Stretch, SwitchRow
from services.words import translate

LICENCE = "construction_licence"


@dataclass(frozen=True)
class Scenario:
    """`code` as in the url; `own_id` and `name` of a saved one."""

    code: str
    modes: Modes
    own_id: int | None = None
    name: str = ""


class Measure:
    """Measures scenarios of one project in one language."""

    def __init__(self, ground: WhatIfGround, lang: str) -> None:
        self.ground, self.lang = ground, lang
        self.duties = Duties(ground, lang)
        self.present = ground.planned(ground.network)
        self.quick: QuickFinish[date] = QuickFinish(ground.situation)
        self.until = self._until()
        self.record = forecasting.record(ground.session, ground.situation.timeline.calendar)

    def _until(self) -> str:
        """The bars lead to the construction licence; where there is none, or it is there, to the end."""
        if LICENCE in self.ground.network.steps and not self.present.steps[LICENCE].is_finished:
            return LICENCE
        if CLOSING_ITEM in self.ground.network.steps:
            return CLOSING_ITEM
        return max(self.ground.network.steps, key=lambda c: self.present.steps[c].finish_on or date.min)

    def row(self, scenario: Scenario) -> ScenarioRow:
        """One scenario with everything that is compared."""
        ground, timeline = self.ground, self.ground.situation.timeline
        network = ground.network_in(scenario.modes, scenario.code)
        planned = ground.planned(network)
        days = days_by_owner(network, planned, self.until, timeline=timeline, today=ground.today)
        saved = savings(network, planned, timeline=timeline, facts=ground.situation.facts)
        licence = planned.steps.get(LICENCE)
        return ScenarioRow(
            code=scenario.code,
            name=scenario.name or translate(f"whatif_scenario.{scenario.code}", lang=self.lang),
            rule=self._rule(scenario),
            own_id=scenario.own_id,
            finish_on=planned.finish_on,
            licence_on=licence.finish_on if licence else None,
            performed_on=self._performed(network),
            performed_n=self.record.total.n if self.record.total else 0,
            is_provisional=timeline.is_provisional(planned.finish_on),
            workdays=timeline.between(planned.start_on, planned.finish_on),
            bar_workdays=sum(days.values()),
            stretches=tuple(Stretch(owner.value, n) for owner, n in days.items() if n > 0),
            critical=planned.critical_path,
            critical_names=tuple(self.duties.names[code] for code in planned.critical_path),
            saving=saving_view(saved),
            risks=tuple(self._risks(scenario.modes, planned)),
            changed=tuple((s.code, s.after.value) for s in switches(ground.present, scenario.modes)),
            moved=self._moved(planned),
            refusal=self.refusal(scenario.modes, planned),
        )

    def _performed(self, network: Network) -> date | None:
        return self.ground.performed(network, self.record.usual).finish_on if self.record.total else None

    def _moved(self, planned: Plan[date]) -> int:
        now = self.present.steps
        return sum(
            (step.accept_on, step.finish_on) != (now[code].accept_on, now[code].finish_on)
            for code, step in planned.steps.items()
        )

    def _rule(self, scenario: Scenario) -> str:
        changed = len(switches(self.ground.present, scenario.modes))
        if scenario.code == PLANNED:
            return self._counts(scenario.modes)
        key = "own" if scenario.own_id is not None or scenario.name else scenario.code
        return translate(f"whatif_rule.{key}", lang=self.lang, n=changed)

    def _counts(self, modes: Modes) -> str:
        """模拟6 · 承诺6 · 并联13; nothing but standard says so."""
        found = [(mode, sum(one == mode for one in modes.values())) for mode in Mode if mode != Mode.STANDARD]
        parts = [f"{translate(f'mode.{mode}', lang=self.lang)} {n}" for mode, n in found if n]
        return " · ".join(parts) or translate("whatif_rule.all_standard", lang=self.lang)

    def refusal(self, modes: Modes, planned: Plan[date]) -> str:
        """Why a choice of modes cannot be adopted, in words; empty where it can."""
        for switch in switches(self.ground.present, modes):
            refused = next(
                (c.refusal for c in self.ground.choices[switch.code] if c.mode == switch.after and c.refusal),
                None,
            )
            if refused:
                params = said(refused.params, lang=self.lang, names=self.duties.names)
                text = translate(refused.code, lang=self.lang, **params)
                step = self.duties.names[switch.code]
                return translate("whatif.refused_step", lang=self.lang, step=step, reason=text)
        return self._late(planned)

    def _late(self, planned: Plan[date]) -> str:
        for late in planned.late_supplements:
            if self.ground.is_open(late.step):
                names = self.duties.names
                params = {"step": names[late.step], "item": names[late.producer]}
                return translate("whatif.late", lang=self.lang, days=late.allowed_workdays, **params)
        return ""

    def _risks(self, modes: Modes, planned: Plan[date]) -> Iterable[RiskLine]:
        """Promises that are not kept yet: of open steps, and of decided ones that still owe something."""
        for code, mode in modes.items():
            if mode in RISKY and self.ground.steps[code].state != "done":
                text = translate("list.sentences", lang=self.lang).join(
                    self.duties.bears(code, mode, planned)
                )
                yield RiskLine(code, self.duties.names[code], mode.value, text)

    def switch_rows(self, modes: Modes) -> tuple[SwitchRow, ...]:
        """What a choice changes against the present plan, step by step."""
        network = self.ground.network_in(modes, PLANNED)
        planned = self.ground.planned(network)
        late = self.quick.reach(self.ground.present)
        excused = late.late if late else frozenset()
        return tuple(self._switch(gain, planned) for gain in gains(self.quick, modes, excused=excused))

    def _switch(self, gain: Gain, planned: Plan[date]) -> SwitchRow:
        code, after = gain.switch.code, gain.switch.after
        return SwitchRow(
            code=code,
            step=self.duties.names[code],
            before=gain.switch.before.value,
            after=after.value,
            days_before=self._days(self.present, code),
            days_after=self._days(planned, code),
            alone=gain.alone,
            in_turn=gain.in_turn,
            why=self.duties.why(code, after),
            bears=self.duties.bears(code, after, planned),
        )

    def _days(self, planned: Plan[date], code: str) -> int:
        """From acceptance to the finish; of a simulated step to its opinion: converting waits for others."""
        step = planned.steps[code]
        end = step.opinion_on or step.finish_on
        if step.accept_on is None or end is None:
            return 0
        return self.ground.situation.timeline.between(step.accept_on, end)
