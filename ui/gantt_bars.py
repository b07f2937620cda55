"""One step of the Gantt as svg: what was done, what is forecast, the baseline, pauses, the conversion."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from domain.vocabulary import Light, Mode, StateKind
from services.roadmaps.views import StepRow
from ui import badges
from ui.gantt_axis import ONE_DAY, Axis, days_of
from ui.i18n import _, day, left

ROW = 25
BAR, BAR_TOP = 10, 4
BASE, BASE_TOP = 4, 17
THINNEST = 3.0
BEGUN = (StateKind.RUNNING, StateKind.PAUSED, StateKind.DECIDED)
STILL_GOING = (StateKind.RUNNING, StateKind.PAUSED)


@dataclass(frozen=True)
class Part:
    """A piece of bar from `left` to `right` px; `kind` is the class that colours it."""

    kind: str
    left: float
    right: float

    @property
    def width(self) -> float:
        return max(self.right - self.left, THINNEST)


def is_drawn(step: StepRow) -> bool:
    """Steps that are on the plan; dropped ones and options not chosen stand in the table only."""
    return step.state_kind != StateKind.DROPPED and not step.is_waiting_option


def row_svg(step: StepRow, axis: Axis, top: float) -> str:
    """All of one step's row, from `top` px; inside the drawing in both directions."""
    found = list(parts(step, axis))
    shapes = [_baseline(step, axis, top), *(_bar(part, step, axis, top) for part in found)]
    shapes += [_pauses(step, axis, top), _conversion(step, axis, top), _words(step, found, axis, top)]
    title = f"<title>{escape(described(step, axis.today))}</title>"
    ground = f'<rect class="g-ground" x="0" y="{top:.1f}" width="{axis.width}" height="{ROW}"/>'
    return f'<g data-open="{escape(step.code)}">{title}{ground}{"".join(shapes)}</g>'


def parts(step: StepRow, axis: Axis) -> Iterator[Part]:
    """The bars of a step: solid what is done, dashed what is forecast."""
    begun = step.accepted_on is not None and step.state_kind in BEGUN
    if begun and step.accepted_on is not None:
        yield from _done(step, step.accepted_on, axis)
    forecast = _forecast(step, axis, begun)
    if forecast is not None:
        yield forecast


def _done(step: StepRow, since: date, axis: Axis) -> Iterator[Part]:
    going = step.state_kind in STILL_GOING and step.opinion_on is None
    until = axis.today if going else work_ended_on(step)
    span = axis.span(since, until) if until else None
    if span:
        right = min(span[1], axis.now) if going and axis.holds(axis.today) else span[1]
        yield Part(f"b-{light_of(step)}", span[0], max(right, span[0]))


def _forecast(step: StepRow, axis: Axis, begun: bool) -> Part | None:
    """To the opinion of a simulated step, else to the planned finish."""
    if step.state_kind == StateKind.DECIDED or (begun and step.opinion_on is not None):
        return None
    until = step.plan_finish_on if begun else step.plan_opinion_on or step.plan_finish_on
    since = axis.today if begun else step.plan_accept_on
    span = axis.span(since, until) if since and until else None
    if span is None or (begun and until and until <= axis.today):
        return None
    kind = f"f-{light_of(step)}" if begun else "f-none"
    return Part(kind, max(span[0], axis.now) if begun and axis.holds(axis.today) else span[0], span[1])


def work_ended_on(step: StepRow) -> date | None:
    """The opinion of a step that waits for more (conversion, the group's consolidation), else the end."""
    if step.state_kind == StateKind.DECIDED and step.mode != Mode.SIMULATED:
        return step.decided_on
    return step.opinion_on or step.decided_on


def light_of(step: StepRow) -> Light:
    return Light(step.light)


def _bar(part: Part, step: StepRow, axis: Axis, top: float) -> str:
    x = min(part.left, axis.width - part.width)
    critical = " crit" if step.is_critical else ""
    return (
        f'<rect class="{part.kind}{critical}" x="{x:.1f}" y="{top + BAR_TOP:.1f}" '
        f'width="{part.width:.1f}" height="{BAR}" rx="1.5"/>'
    )


def _baseline(step: StepRow, axis: Axis, top: float) -> str:
    since, until = step.baseline_accept_on, step.baseline_finish_on
    span = axis.span(since, until) if since and until else None
    if span is None:
        return ""
    width = max(span[1] - span[0], THINNEST)
    x = min(span[0], axis.width - width)
    return (
        f'<rect class="g-base" x="{x:.1f}" y="{top + BASE_TOP:.1f}" width="{width:.1f}" '
        f'height="{BASE}" rx="1.5"/>'
    )


def _pauses(step: StepRow, axis: Axis, top: float) -> str:
    """Hatched over the bar: the days after `from_on` up to and including `to_on`."""
    shapes = []
    for from_on, to_on in step.pauses:
        span = axis.span(from_on + ONE_DAY, to_on or axis.today)
        if span:
            right = span[1] if to_on else max(span[0], min(span[1], axis.now))
            shapes.append(
                f'<rect class="g-pause" x="{span[0]:.1f}" y="{top + BAR_TOP:.1f}" '
                f'width="{right - span[0]:.1f}" height="{BAR}"/>'
            )
    return "".join(shapes)


def _conversion(step: StepRow, axis: Axis, top: float) -> str:
    """A dotted line from the opinion to the end; a simulated step turns formal there, marked by a diamond."""
    is_simulated = step.mode == Mode.SIMULATED
    if not is_simulated and (step.opinion_on is None or step.state_kind == StateKind.DECIDED):
        return ""
    since = step.opinion_on or step.plan_opinion_on
    until = step.decided_on or step.plan_finish_on
    span = axis.span(since, until) if since and until else None
    if span is None:
        return ""
    y, real = top + BAR_TOP + BAR / 2, " real" if step.decided_on else ""
    line = f'<line class="g-wait" x1="{span[0]:.1f}" x2="{span[1]:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
    if not is_simulated or until is None or not axis.holds(until):
        return line
    x = min(max(span[1] - axis.scale / 2, 5), axis.width - 5)
    return f'{line}<path class="g-turn{real}" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"/>'


def words_of(step: StepRow, said: Callable[[int], str] = left) -> str:
    """What an open step says beside its bar."""
    if step.state_kind == StateKind.PAUSED:
        return step.state_word
    if step.state_kind != StateKind.RUNNING:
        return ""
    return said(step.left_workdays) if step.left_workdays is not None else step.state_word


def _words(step: StepRow, found: list[Part], axis: Axis, top: float) -> str:
    text = words_of(step)
    if not text:
        return _beyond(step, found, axis, top)
    size = width_of(text, 12)
    right = max((part.right for part in found), default=axis.now if axis.holds(axis.today) else 0.0)
    start = min((part.left for part in found), default=0.0)
    if right + 6 + size <= axis.width:
        x, anchor = right + 6, "start"
    elif start - 6 - size >= 0:
        x, anchor = start - 6, "end"
    else:
        x, anchor = axis.width - 2, "end"
    y = top + BAR_TOP + BAR
    return (
        f'<text class="g-word t-{light_of(step)}" x="{x:.1f}" y="{y:.1f}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _beyond(step: StepRow, found: list[Part], axis: Axis, top: float) -> str:
    """At the edge: that the dates are unknown, or a sign that a step lies before or after the days shown."""
    if step.state_kind == StateKind.DECIDED and step.is_date_unknown:
        return _edge(_("date unknown"), 4.0, "start", top)
    days = days_of(step)
    if found or not days or any(axis.holds(day) for day in days):
        return ""
    if max(days) < axis.first:
        return _edge("◂", 2.0, "start", top)
    return _edge("▸", axis.width - 2, "end", top)


def _edge(text: str, x: float, anchor: str, top: float) -> str:
    y = top + BAR_TOP + BAR
    return f'<text class="g-edge" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def width_of(text: str, size: float) -> float:
    """About how many px a text takes: a Chinese sign is as wide as high, others about 0.58."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.58 for sign in text)


def described(step: StepRow, today: date) -> str:
    """A step in one sentence, for a pointer that rests on it and for screen readers."""
    since = step.accepted_on or step.plan_accept_on
    until = step.decided_on or step.plan_finish_on
    days = f"{day(since, today=today, weekday=False)} – {day(until, today=today, weekday=False)}"
    facts = [step.name, step.department, step.state_word, days if since or until else "", words_of(step)]
    if step.is_critical:
        facts.append(_("on the critical path"))
    if step.is_provisional and step.state_kind != StateKind.DECIDED:
        facts.append(_("provisional"))
    return " · ".join(part for part in facts if part)


def sign_of(step: StepRow) -> str:
    light = light_of(step)
    return f'<i class="t-{light}">{badges.SIGNS[light]}</i>'
