"""The plan engine: when each step is accepted, ends and finishes, how late it may be, what drives the end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, TypeAlias

from domain.longest_path import MomentNet
from domain.moments import Moment, Phase, Scenario, arcs, joint_groups, working_mode
from domain.network import Network
from domain.plans import LateSupplement, Plan, StepDates, StepFact
from domain.timeline import ONE_WORKDAY, Point, Span, Timeline
from domain.vocabulary import Mode

NO_FACTS: Mapping[str, StepFact[Any]] = {}
NO_PINS: Mapping[str, Any] = {}
Points: TypeAlias = Sequence[Point | None]
"""By moment."""


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
        self.today: Point | None = today
        self.first_open: Point | None = None if today is None else timeline.first_workday(today)
        self.after_today: Point | None = None if today is None else timeline.after(today, ONE_WORKDAY)
        self.accepted: dict[str, Moment] = {code: 3 * n for n, code in enumerate(network.steps)}
        self.joint_from = 3 * len(self.accepted)
        groups = joint_groups(network, scenario)
        self.joint_finish = {group: self.joint_from + 2 * n + 1 for n, group in enumerate(groups)}
        self.start_of = dict(self.accepted)
        """Where a step begins; a joint group's members begin together."""
        for group, codes in groups.items():
            self.start_of.update(dict.fromkeys(codes, self.joint_finish[group] - 1))
        size = self.joint_from + 2 * len(groups)
        self.net: MomentNet[Point] = MomentNet(arcs(network, scenario), size, timeline)
        self.facts: dict[Moment, StepFact[Point]] = {
            accepted: facts[code] for code, accepted in self.accepted.items() if code in facts
        }
        self.known: dict[Moment, Point | None] = _known(self.facts)
        self.pins: dict[Moment, dict[str, Point]] = {}
        for code, pin in pins.items():
            if code in self.accepted and self.accepted[code] not in self.known:
                self.pins.setdefault(self.start_of[code], {})[code] = timeline.first_workday(pin)
        self.unpinned: dict[Moment, Point] = {}

    def plan(self, start: Point, target: Point | None) -> Plan[Point]:
        values = self.net.earliest(start=start, known=self.known, adjusted=self._adjusted)
        ends = values[Phase.FINISHED : self.joint_from : 3]
        finish = max((end for end in ends if end is not None), default=start)
        own_limits = self._limits(values, finish)
        limits = own_limits if target is None else self._limits(values, target)
        steps = {code: self._dates(code, values, limits, own_limits) for code in self.accepted}
        critical = sorted(
            (s for s in steps.values() if s.is_critical), key=lambda s: (s.finish_on, s.accept_on)
        )
        joint = ((group, values[moment]) for group, moment in self.joint_finish.items())
        return Plan(
            scenario=self.scenario,
            steps=steps,
            start_on=start,
            finish_on=finish,
            critical_path=tuple(step.code for step in critical),
            joint_finishes={group: value for group, value in joint if value is not None},
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
        is_joint = moment >= self.joint_from
        phase = Phase.JOINT_START + (moment - self.joint_from) % 2 if is_joint else moment % 3
        fact = None if is_joint else self.facts.get(moment - phase)
        if fact and fact.due_on is not None:
            if phase == Phase.WORK_ENDED:
                value = fact.due_on
            elif phase == Phase.FINISHED and fact.work_ended_on is not None:
                value = max(value, fact.due_on)
        if self.today is None or self.first_open is None or self.after_today is None or value >= self.today:
            return value
        starts = phase in (Phase.ACCEPTED, Phase.JOINT_START)
        return self.first_open if starts else self.after_today

    def _limits(self, values: Points[Point], end: Point) -> Points[Point]:
        ends = dict.fromkeys(range(Phase.FINISHED, self.joint_from, 3), end)
        return self.net.latest(values=values, known=self.known, end=ends)

    def _dates(
        self, code: str, values: Points[Point], limits: Points[Point], own_limits: Points[Point]
    ) -> StepDates[Point]:
        accepted = self.accepted[code]
        accept_on, work_ends_on, finish_on = values[accepted : accepted + 3]
        mode = working_mode(self.network.steps[code], self.scenario)
        is_finished = accepted + Phase.FINISHED in self.known
        slack = None if is_finished else self._slack(code, mode, values, limits)
        own_slack = (
            slack if limits is own_limits or is_finished else self._slack(code, mode, values, own_limits)
        )
        pull_back_on, pull_back_workdays = self._pull_back(code, accept_on)
        return StepDates(
            code=code,
            mode=mode,
            accept_on=accept_on,
            work_ends_on=work_ends_on,
            finish_on=finish_on,
            opened_on=self._opened(accepted, values) if mode == Mode.SIMULATED else accept_on,
            latest_accept_on=self._latest_accept(code, limits),
            latest_finish_on=None if is_finished else limits[accepted + Phase.FINISHED],
            slack_workdays=slack,
            is_critical=own_slack == 0,
            is_provisional=not is_finished
            and finish_on is not None
            and self.timeline.is_provisional(finish_on),
            is_finished=is_finished,
            pull_back_on=pull_back_on,
            pull_back_workdays=pull_back_workdays,
        )

    def _pull_back(self, code: str, accept_on: Point | None) -> tuple[Point | None, int]:
        """The earliest acceptance without the step's own pin, and the working days that would gain."""
        start = self.start_of[code]
        pins = self.pins.get(start)
        if pins is None or code not in pins or accept_on is None:
            return None, 0
        earliest = self.unpinned[start]
        for member, pin in pins.items():
            earliest = earliest if member == code else max(earliest, pin)
        gained = self.timeline.between(earliest, accept_on)
        return (earliest, gained) if gained > 0 else (None, 0)

    def _slack(self, code: str, mode: Mode, values: Points[Point], limits: Points[Point]) -> int | None:
        """At the step's next own act, or at its formal finish where that waits for others and is tighter."""
        moment = self.accepted[code]
        finished = moment + Phase.FINISHED
        while moment in self.known:
            moment += 1
        slack = self._slack_at(moment, values, limits)
        if moment == finished or not self._finish_is_own_act(code, mode):
            return slack
        of_finish = self._slack_at(finished, values, limits)
        return min((s for s in (slack, of_finish) if s is not None), default=None)

    def _slack_at(self, moment: Moment, values: Points[Point], limits: Points[Point]) -> int | None:
        value, limit = values[moment], limits[moment]
        return None if value is None or limit is None else self.timeline.between(value, limit)

    def _finish_is_own_act(self, code: str, mode: Mode) -> bool:
        """A conversion or the decision after a supplement takes a day of its own."""
        is_deciding_late = mode == Mode.TOLERANCE and self.network.steps[code].tolerance_flavour == "A"
        return mode == Mode.SIMULATED or is_deciding_late

    def _latest_accept(self, code: str, limits: Points[Point]) -> Point | None:
        """None once accepted. Members begin together: a joint group waits for none of its members."""
        accepted = self.accepted[code]
        if accepted in self.known:
            return None
        found = (limits[accepted], limits[self.start_of[code]])
        latest = min((limit for limit in found if limit is not None), default=None)
        return None if latest is None else self.timeline.last_workday(latest)

    def _opened(self, accepted: Moment, values: Points[Point]) -> Point | None:
        """A simulated step's formal clock starts at the later of acceptance and last requirement."""
        opened = values[accepted]
        if opened is None:
            return None
        for arc in self.net.incoming[accepted + Phase.FINISHED]:
            source = values[arc.source]
            is_finish = arc.source % 3 == Phase.FINISHED
            if is_finish and source is not None and self.net.is_active(arc, values):
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


def _known(facts: Mapping[Moment, StepFact[Point]]) -> dict[Moment, Point | None]:
    """The moments that already happened; of a finished step also those whose date nobody knows."""
    known: dict[Moment, Point | None] = {}
    for accepted, fact in facts.items():
        ended = fact.work_ended_on if fact.work_ended_on is not None else fact.finished_on
        if fact.is_done or fact.accepted_on is not None:
            known[accepted] = fact.accepted_on
        if fact.is_done or fact.work_ended_on is not None:
            known[accepted + Phase.WORK_ENDED] = ended
        if fact.is_done:
            known[accepted + Phase.FINISHED] = fact.finished_on
    return known
