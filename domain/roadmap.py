"""The plan engine: when each step is accepted, ends and finishes, how late it may be, what drives the end."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic

from domain.longest_path import MomentNet
from domain.moments import STEP_PHASES, Moment, Phase, Scenario, arcs, working_mode
from domain.network import Network
from domain.plans import LateSupplement, Plan, StepDates, StepFact
from domain.timeline import ONE_WORKDAY, Point, Span, Timeline
from domain.vocabulary import Mode

NO_FACTS: Mapping[str, StepFact[Any]] = {}
NO_PINS: Mapping[str, Any] = {}


def plan(
    network: Network,
    *,
    timeline: Timeline[Point],
    start: Point,
    scenario: Scenario = Scenario.AS_TEMPLATE,
    facts: Mapping[str, StepFact[Point]] = NO_FACTS,
    today: Point | None = None,
    target: Point | None = None,
    pins: Mapping[str, Point] = NO_PINS,
) -> Plan[Point]:
    """Plans a roadmap by scheduling.md §2-§3. `start`: day 0 of its first step; nothing open lies before
    `today`. Latest dates and slack run against `target`, without one against the plan's own finish.
    `pins`: a step not yet accepted is planned no earlier; a joint group waits for the pins of all members."""
    return _Planner(network, timeline, scenario, facts, today, pins).plan(start, target)


class _Planner(Generic[Point]):
    def __init__(
        self,
        network: Network,
        timeline: Timeline[Point],
        scenario: Scenario,
        facts: Mapping[str, StepFact[Point]],
        today: Point | None,
        pins: Mapping[str, Point],
    ) -> None:
        self.network, self.scenario = network, scenario
        self.timeline: Timeline[Point] = timeline
        self.facts: Mapping[str, StepFact[Point]] = facts
        self.today: Point | None = today
        self.first_open: Point | None = None if today is None else timeline.first_workday(today)
        self.after_today: Point | None = None if today is None else timeline.after(today, ONE_WORKDAY)
        self.net: MomentNet[Point] = MomentNet(arcs(network, scenario), timeline)
        self.known: dict[Moment, Point | None] = dict(_known(network, facts))
        self.pins: dict[Moment, dict[str, Point]] = {}
        for code, pin in pins.items():
            if code in network.steps and Moment(code, Phase.ACCEPTED) not in self.known:
                self.pins.setdefault(self._start_of(code), {})[code] = timeline.first_workday(pin)
        self.unpinned: dict[Moment, Point] = {}

    def plan(self, start: Point, target: Point | None) -> Plan[Point]:
        values = self.net.earliest(start=start, known=self.known, adjusted=self._adjusted)
        ends = (values[Moment(code, Phase.FINISHED)] for code in self.network.steps)
        finish = max((end for end in ends if end is not None), default=start)
        own_limits = self._limits(values, finish)
        limits = own_limits if target is None else self._limits(values, target)
        steps = {code: self._dates(code, values, limits, own_limits) for code in self.network.steps}
        critical = sorted(
            (s for s in steps.values() if s.is_critical), key=lambda s: (s.finish_on, s.accept_on)
        )
        return Plan(
            scenario=self.scenario,
            steps=steps,
            start_on=start,
            finish_on=finish,
            critical_path=tuple(step.code for step in critical),
            joint_finishes={
                m.code: v for m, v in values.items() if m.phase == Phase.JOINT_FINISH and v is not None
            },
            late_supplements=tuple(self._late_supplements(steps)),
        )

    def _adjusted(self, moment: Moment, value: Point) -> Point:
        """Where the facts and today put a moment; a pin may hold it back."""
        value = self._real(moment, value)
        if moment not in self.pins:
            return value
        self.unpinned[moment] = value
        return max(value, *self.pins[moment].values())

    def _real(self, moment: Moment, value: Point) -> Point:
        """A running clock ends on its due date; nothing open lies before today, overdue work ends later."""
        fact = self.facts.get(moment.code)
        if fact and fact.due_on is not None:
            if moment.phase == Phase.WORK_ENDED:
                value = fact.due_on
            elif moment.phase == Phase.FINISHED and fact.work_ended_on is not None:
                value = max(value, fact.due_on)
        if self.today is None or self.first_open is None or self.after_today is None or value >= self.today:
            return value
        starts = moment.phase in (Phase.ACCEPTED, Phase.JOINT_START)
        return self.first_open if starts else self.after_today

    def _limits(self, values: Mapping[Moment, Point | None], end: Point) -> dict[Moment, Point]:
        ends = {Moment(code, Phase.FINISHED): end for code in self.network.steps}
        return self.net.latest(values=values, known=self.known, end=ends)

    def _dates(
        self,
        code: str,
        values: Mapping[Moment, Point | None],
        limits: Mapping[Moment, Point],
        own_limits: Mapping[Moment, Point],
    ) -> StepDates[Point]:
        accepted, ended, finished = (Moment(code, phase) for phase in STEP_PHASES)
        finish = values[finished]
        is_finished = finished in self.known
        latest_accept = self._latest_accept(accepted, limits)
        slack = None if is_finished else self._slack(code, values, limits)
        pull_back_on, pull_back_workdays = self._pull_back(code, values[accepted])
        own_slack = slack if limits is own_limits or is_finished else self._slack(code, values, own_limits)
        return StepDates(
            code=code,
            mode=working_mode(self.network.steps[code], self.scenario),
            accept_on=values[accepted],
            work_ends_on=values[ended],
            finish_on=finish,
            opened_on=self._opened(code, values),
            latest_accept_on=None if latest_accept is None else self.timeline.last_workday(latest_accept),
            latest_finish_on=None if is_finished else limits.get(finished),
            slack_workdays=slack,
            is_critical=own_slack == 0,
            is_provisional=not is_finished and finish is not None and self.timeline.is_provisional(finish),
            is_finished=is_finished,
            pull_back_on=pull_back_on,
            pull_back_workdays=pull_back_workdays,
        )

    def _start_of(self, code: str) -> Moment:
        """Where a step begins; a joint group's members begin together."""
        accepted = Moment(code, Phase.ACCEPTED)
        sources = (arc.source for arc in self.net.incoming[accepted])
        return next((moment for moment in sources if moment.phase == Phase.JOINT_START), accepted)

    def _pull_back(self, code: str, accept_on: Point | None) -> tuple[Point | None, int]:
        """The earliest acceptance without the step's own pin, and the working days that would gain."""
        start = self._start_of(code)
        pins: Mapping[str, Point] = self.pins.get(start, {})
        if code not in pins or accept_on is None:
            return None, 0
        earliest = self.unpinned[start]
        for member, pin in pins.items():
            earliest = earliest if member == code else max(earliest, pin)
        gained = self.timeline.between(earliest, accept_on)
        return (earliest, gained) if gained > 0 else (None, 0)

    def _slack(
        self, code: str, values: Mapping[Moment, Point | None], limits: Mapping[Moment, Point]
    ) -> int | None:
        """At the step's next own act, or at its formal finish where that waits for others and is tighter."""
        phases = [next((p for p in STEP_PHASES if Moment(code, p) not in self.known), Phase.FINISHED)]
        if self._finish_is_own_act(code):
            phases.append(Phase.FINISHED)
        slacks = []
        for moment in (Moment(code, phase) for phase in phases):
            value = values[moment]
            if value is not None and moment in limits:
                slacks.append(self.timeline.between(value, limits[moment]))
        return min(slacks, default=None)

    def _finish_is_own_act(self, code: str) -> bool:
        """A conversion or the decision after a supplement takes a day of its own."""
        spec = self.network.steps[code]
        mode = working_mode(spec, self.scenario)
        return mode == Mode.SIMULATED or (mode == Mode.TOLERANCE and spec.tolerance_flavour == "A")

    def _latest_accept(self, accepted: Moment, limits: Mapping[Moment, Point]) -> Point | None:
        """None once accepted. Members begin together: a joint group waits for none of its members."""
        if accepted in self.known:
            return None
        found = (limits.get(moment) for moment in (accepted, self._start_of(accepted.code)))
        return min((limit for limit in found if limit is not None), default=None)

    def _opened(self, code: str, values: Mapping[Moment, Point | None]) -> Point | None:
        """A simulated step's formal clock starts at the later of acceptance and last requirement."""
        accepted, finished = Moment(code, Phase.ACCEPTED), Moment(code, Phase.FINISHED)
        opened = values[accepted]
        if working_mode(self.network.steps[code], self.scenario) != Mode.SIMULATED or opened is None:
            return opened
        for arc in self.net.incoming[finished]:
            source = values[arc.source]
            if arc.source.phase == Phase.FINISHED and source is not None and self.net.is_active(arc, values):
                opened = max(opened, source)
        return opened

    def _late_supplements(self, steps: Mapping[str, StepDates[Point]]) -> Iterator[LateSupplement]:
        for code, dates in steps.items():
            spec = self.network.steps[code]
            if dates.mode != Mode.TOLERANCE or spec.tolerance_flavour != "A" or dates.accept_on is None:
                continue
            for producer, days in self.network.deferrals[code].items():
                arrives = steps[producer].finish_on
                if arrives is not None and arrives > self.timeline.after(dates.accept_on, Span(days)):
                    yield LateSupplement(code, producer, days)


def _known(network: Network, facts: Mapping[str, StepFact[Point]]) -> Iterable[tuple[Moment, Point | None]]:
    """The moments that already happened; of a finished step also those whose date nobody knows."""
    for code in network.steps:
        fact = facts.get(code)
        if fact is None:
            continue
        ended = fact.work_ended_on if fact.work_ended_on is not None else fact.finished_on
        if fact.is_done or fact.accepted_on is not None:
            yield Moment(code, Phase.ACCEPTED), fact.accepted_on
        if fact.is_done or fact.work_ended_on is not None:
            yield Moment(code, Phase.WORK_ENDED), ended
        if fact.is_done:
            yield Moment(code, Phase.FINISHED), fact.finished_on
