"""The map of a roadmap as one html string: buttons in columns over edges in svg; a list where it is narrow.

Targets: design/look, map_*.png. Every text is escaped here; `ui/paper.js` lights edges and walks by keys.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from domain.vocabulary import STAGES, Light, Mode, Stage, StateKind
from services.roadmaps.views import RoadmapView, StepRow
from ui import badges
from ui.gantt_bars import STILL_GOING, is_drawn, light_of
from ui.i18n import _, day, lang, word
from ui.links import print_link
from ui.map_graph import Edge, Node
from ui.map_layout import Column, Layout, Route, layout
from ui.map_words import badge, group_numbers, sentence, share_used, short_word

LEAST_ZOOM = 0.84
_CORNER, _HEAD_LENGTH, _HEAD_WIDTH = 7.0, 7.0, 3.4
_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


@dataclass(frozen=True)
class Map:
    """The drawing with its legend, and the size it needs unscaled."""

    legend: str
    drawing: str
    width: float
    height: float
    crossings: int


def html(view: RoadmapView, *, stage: str) -> str:
    """The map for a page; `stage` is the one the project is in now, empty once it has left the pool."""
    found = drawn(view, stage, lang())
    return found.legend + _switch(view) + found.drawing + _left_out(view)


@lru_cache(maxsize=128)
def drawn(view: RoadmapView, stage: str, said_in: str) -> Map:
    """Layout and html, kept: a view is frozen. `said_in` is the language that `_` speaks, part of the key."""
    steps = [step for step in view.steps if is_drawn(step)]
    stages = [one for one in STAGES if any(step.stage == one for step in steps)]
    placed = layout(_nodes(steps, stages), _edges(steps), len(stages))
    sheet = _Sheet(view, steps, stages, stage, placed, group_numbers(view, steps))
    return Map(_legend(sheet), _drawing(sheet), placed.width, placed.height, placed.crossings)


@dataclass(frozen=True)
class _Sheet:
    view: RoadmapView
    steps: list[StepRow]
    stages: list[Stage]
    now: str
    placed: Layout
    numbers: dict[str, int]


def _nodes(steps: Sequence[StepRow], stages: Sequence[Stage]) -> list[Node]:
    return [
        Node(step.code, stages.index(Stage(step.stage)), number, step.is_critical)
        for number, step in enumerate(steps)
    ]


def _edges(steps: Sequence[StepRow]) -> list[Edge]:
    return [
        Edge(source, step.code, source in step.soft_predecessors)
        for step in steps
        for source in step.predecessors
    ]


def _drawing(sheet: _Sheet) -> str:
    placed = sheet.placed
    size = f"--w:{placed.width:.0f};--h:{placed.height:.0f}"
    at = {box.code: (box.x, box.y) for box in placed.boxes}
    rows = {box.code: box.row for box in placed.boxes}
    found = []
    for stage, column in zip(sheet.stages, placed.columns, strict=True):
        steps = sorted((step for step in sheet.steps if step.stage == stage), key=lambda s: rows[s.code])
        boxes = "".join(_box(sheet, step, at[step.code][0] - column.left, at[step.code][1]) for step in steps)
        found.append(_stage(sheet, stage, column, steps, boxes))
    today = next((c.left for s, c in zip(sheet.stages, placed.columns, strict=True) if s == sheet.now), 0)
    return (
        f'<div class="m-scroll" data-scroll="map" data-today="{today:.0f}">'
        f'<div class="m-map" data-keys data-fit="{placed.width:.0f}" data-least="{LEAST_ZOOM}" '
        f'style="{size}">{_svg(sheet)}{"".join(found)}</div></div>'
    )


def _stage(sheet: _Sheet, stage: Stage, column: Column, steps: Sequence[StepRow], boxes: str) -> str:
    done = sum(step.state_kind == StateKind.DECIDED for step in steps)
    is_now = stage == sheet.now
    today = _("Today {day}", day=day(sheet.view.today)) if is_now else ""
    count = _("map.count", done=done, n=len(steps))
    place = (
        f"--x:{column.left:.1f};--y:0;--wide:{column.right - column.left:.1f};"
        f"--in:{column.x - column.left:.1f}"
    )
    return (
        f'<section class="m-stage{" now" if is_now else ""}" style="{place}">'
        f"<h3><b>{escape(word(stage))}</b><span>{escape(count)}</span></h3>"
        f'<div class="m-bar"><i style="width:{100 * done / len(steps):.0f}%"></i></div>'
        f'<p class="m-today">{escape(today)}</p>{boxes}</section>'
    )


def _box(sheet: _Sheet, step: StepRow, x: float, y: float) -> str:
    light, said = light_of(step), escape(sentence(step, sheet.view), quote=True)
    kind = _kind(step)
    critical = " crit" if step.is_critical else ""
    mode, word_ = badge(step, sheet.numbers), short_word(step, sheet.view.today)
    sign = f'<span class="s-mode">{escape(mode)}</span>' if mode else ""
    late = " late" if step.late_workdays else ""
    share = share_used(step, sheet.view.today)
    used = "" if share is None else f'<u style="width:{100 * share:.0f}%"></u>'
    group = f' data-group="{escape(step.group, quote=True)}"' if step.group in sheet.numbers else ""
    return (
        f'<button type="button" class="m-box {kind}{critical}" style="--x:{x:g};--y:{y:g}" '
        f'data-open="{escape(step.code, quote=True)}"{group} title="{said}" aria-label="{said}">'
        f'<span><i class="t-{light}">{badges.SIGNS[light]}</i><b>{escape(step.short_name)}</b>{sign}</span>'
        f'<span><small>{escape(step.department)}</small><em class="{kind}{late}">{escape(word_)}</em></span>'
        f"{used}</button>"
    )


def _kind(step: StepRow) -> str:
    """How a box looks: by its light while work goes on, white when it is done, pale before it begins."""
    if step.state_kind == StateKind.DECIDED:
        return "done"
    if step.state_kind == StateKind.PAUSED:
        return "grey"
    return str(light_of(step)) if step.state_kind == StateKind.RUNNING else "open"


def _switch(view: RoadmapView) -> str:
    """For the narrow list: what is finished stays folded until this is ticked (by CSS alone)."""
    done = sum(step.state_kind == StateKind.DECIDED and is_drawn(step) for step in view.steps)
    if not done:
        return ""
    label = escape(_("Show {n} finished steps", n=done))
    return f'<label class="m-more"><input type="checkbox">{label}</label>'


def _left_out(view: RoadmapView) -> str:
    """How many options stand in the table only."""
    count = sum(step.is_waiting_option for step in view.steps)
    if not count:
        return ""
    text = _("Options not on the plan, listed under Steps: {n}", n=count)
    return f'<p class="m-note">{escape(text)}</p>'


def _svg(sheet: _Sheet) -> str:
    placed = sheet.placed
    critical = {step.code for step in sheet.steps if step.is_critical}
    routes = sorted(placed.routes, key=lambda route: {route.edge.source, route.edge.target} <= critical)
    lines = "".join(_route(route, critical) for route in routes)
    return (
        f'<svg width="{placed.width:.0f}" height="{placed.height:.0f}" aria-hidden="true" '
        f'viewBox="0 0 {placed.width:.0f} {placed.height:.0f}">{lines}</svg>'
    )


def _route(route: Route, critical: set[str]) -> str:
    edge = route.edge
    kind = " crit" if {edge.source, edge.target} <= critical else ""
    kind += " soft" if edge.is_soft else ""
    source, target = escape(edge.source, quote=True), escape(edge.target, quote=True)
    return (
        f'<g class="m-edge{kind}" data-from="{source}" data-to="{target}">'
        f'<path d="{"".join(_path(route.points))}"/><path class="m-head" d="{_head(route.points)}"/></g>'
    )


def _path(points: Sequence[tuple[float, float]]) -> Iterator[str]:
    """A polyline with round corners; it ends where its head begins."""
    (x0, y0), last = points[0], len(points) - 1
    yield f"M{x0:g} {y0:g}"
    for number in range(1, last):
        (x1, y1), (x2, y2) = points[number], points[number + 1]
        before, after = abs(x1 - x0) + abs(y1 - y0), abs(x2 - x1) + abs(y2 - y1)
        radius = min(_CORNER, before / 2, after / 2)
        ax, ay = x1 + _sign(x0 - x1) * radius, y1 + _sign(y0 - y1) * radius
        bx, by = x1 + _sign(x2 - x1) * radius, y1 + _sign(y2 - y1) * radius
        yield f"L{ax:g} {ay:g}Q{x1:g} {y1:g} {bx:g} {by:g}"
        x0, y0 = x1, y1
    x, y = points[last]
    yield f"L{x - _sign(x - x0) * _HEAD_LENGTH / 2:g} {y - _sign(y - y0) * _HEAD_LENGTH / 2:g}"


def _head(points: Sequence[tuple[float, float]]) -> str:
    (x0, _y0), (x, y) = points[-2:]
    wide, length = _HEAD_WIDTH, _HEAD_LENGTH
    if x0 == x:
        return f"M{x:g} {y:g}l{-wide:g} {-length:g}h{2 * wide:g}z"
    return f"M{x:g} {y:g}l{-length:g} {-wide:g}v{2 * wide:g}z"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _legend(sheet: _Sheet) -> str:
    """Only what this map shows."""
    kinds = {step.state_kind for step in sheet.steps}
    going = {light_of(step) for step in sheet.steps if step.state_kind in STILL_GOING}
    parts = [(f'<i class="t-{one}">{badges.SIGNS[one]}</i>', word(one)) for one in _LIGHTS if one in going]
    if StateKind.DECIDED in kinds:
        parts.append((f'<i class="t-blue">{badges.SIGNS[Light.BLUE]}</i>', _("map.decided")))
    if StateKind.OPEN in kinds:
        parts.append((f'<i class="t-none">{badges.SIGNS[Light.NONE]}</i>', word(Light.NONE)))
    parts.append((_sample("crit"), _("Critical path")))
    if any(route.edge.is_soft for route in sheet.placed.routes):
        parts.append((_sample("soft"), _("Needed to end, not to begin")))
    for mode in (one for one in Mode if one != Mode.STANDARD):
        if any(step.mode == mode for step in sheet.steps):
            said = _("map.same_number") if mode == Mode.PARALLEL and sheet.numbers else ""
            parts.append(
                (f'<span class="s-mode">{escape(_(f"mode_badge.{mode}"))}</span>', word(mode) + said)
            )
    shown = "".join(f"<span>{sign}{escape(said)}</span>" for sign, said in parts)
    return f'<div class="g-legend m-legend">{shown}{print_link(sheet.view.project_id)}</div>'


def _sample(kind: str) -> str:
    line = f'<g class="m-edge {kind}"><path d="M1 6h28"/></g>'
    return f'<svg width="30" height="12" aria-hidden="true">{line}</svg>'
