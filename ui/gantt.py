"""The Gantt of a roadmap as one html string: labels that stay while the svg beside them scrolls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from domain.vocabulary import STAGES, Stage
from services.roadmaps.views import RoadmapView, StepRow
from ui.gantt_axis import ONE_DAY, PLACE, Axis, axis_of
from ui.gantt_bars import ROW, described, is_drawn, row_svg, sign_of, width_of
from ui.i18n import _, day, lang, word
from ui.i18n import month as month_name
from ui.links import print_link

HEAD, STAGE_ROW = 44, 24
LABELS = 212
_MONTH_PLACE = 46
_FOOT = 4  # the last baseline hangs a little below a low row
_LEGEND = (
    ("b-blue", "Actual"),
    ("f-none", "Forecast"),
    ("g-base", "Baseline"),
    ("g-pause", "Clock paused"),
    ("g-turn", "Opinion turns formal"),
    ("g-off", "Public holiday"),
)


@dataclass(frozen=True)
class _Line:
    """A stage heading (`step` None) or a step, at `top` px."""

    top: float
    stage: Stage
    step: StepRow | None


def html(view: RoadmapView, scope: str, *, row: int = ROW, place: float = PLACE) -> str:
    """`scope` is `near` (four months around today) or `all`. Only steps on the plan; texts are escaped.
    On paper rows are lower (`row` px) and the days get another `place` (px beside the labels)."""
    axis = axis_of(view, scope, place)
    lines = list(_lines([step for step in view.steps if is_drawn(step)], row))
    labels = "".join(_label(line, axis.today) for line in lines)
    return (
        f"{_legend(view.project_id)}"
        f'<div class="g-scroll" data-scroll="{escape(scope)}" data-today="{axis.now:.0f}">'
        f'<div class="g-fit" data-fit="{axis.width + LABELS:.0f}" style="--row:{row}px">'
        f'<div class="g-labels" data-keys style="padding-top:{HEAD}px">{labels}</div>'
        f"{_svg(view, axis, lines, height_of(view, row))}</div></div>"
    )


def height_of(view: RoadmapView, row: int = ROW) -> int:
    """px of the drawing without its legend."""
    steps = [step for step in view.steps if is_drawn(step)]
    return HEAD + row * len(steps) + STAGE_ROW * len({step.stage for step in steps}) + _FOOT


def _lines(steps: Sequence[StepRow], row: int) -> Iterator[_Line]:
    """Stages in their order, each with its steps in the order of the roadmap."""
    ordered = sorted(steps, key=lambda step: STAGES.index(Stage(step.stage)))
    top: float = HEAD
    for stage, found in groupby(ordered, key=lambda step: Stage(step.stage)):
        yield _Line(top, stage, None)
        top += STAGE_ROW
        for step in found:
            yield _Line(top, stage, step)
            top += row


def _label(line: _Line, today: date) -> str:
    if line.step is None:
        return f'<div class="g-stage">{escape(word(line.stage))}</div>'
    step = line.step
    said = escape(described(step, today), quote=True)
    critical = " crit" if step.is_critical else ""
    return (
        f'<button type="button" class="g-label{critical}" data-open="{escape(step.code, quote=True)}" '
        f'title="{said}" aria-label="{said}">{sign_of(step)}<b>{escape(step.short_name)}</b>'
        f"<span>{escape(step.department)}</span></button>"
    )


def _svg(view: RoadmapView, axis: Axis, lines: Sequence[_Line], height: float) -> str:
    grounds = "".join(
        f'<rect class="g-band" x="0" y="{line.top}" width="{axis.width}" height="{STAGE_ROW}"/>'
        for line in lines
        if line.step is None
    )
    rows = "".join(row_svg(line.step, axis, line.top) for line in lines if line.step)
    return (
        f'<svg width="{axis.width}" height="{height}" viewBox="0 0 {axis.width} {height}" aria-hidden="true">'
        f"{_PATTERNS}{_provisional(view, axis, height)}{_holidays(view, axis, height)}"
        f"{_months(axis, height)}{grounds}{rows}{_provisional_words(view, axis)}{_today(axis, height)}</svg>"
    )


_PATTERNS = (
    '<defs><pattern id="g-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="g-hatch" x1="0" x2="0" y1="0" y2="7"/></pattern>'
    '<pattern id="g-stripe" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="g-stripe" x1="1" x2="1" y1="0" y2="5"/></pattern></defs>'
)


def _months(axis: Axis, height: float) -> str:
    """A line where each month begins; the year on the first month shown and on January."""
    found = list(axis.months())
    stride = max(1, round(_MONTH_PLACE / (30.4 * axis.scale) + 0.49))
    shapes, free = [], 0.0
    for n, (x, month) in enumerate(found):
        shapes.append(f'<line class="g-month" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height}"/>')
        text = month_text(month, with_year=not free or month.month == 1)
        place = found[n + 1][0] - x if n == 0 and len(found) > 1 else axis.width - x
        if (n % stride == 0 or month.month == 1) and x >= free and width_of(text, 12.5) + 6 <= place:
            free = x + width_of(text, 12.5) + 8
            shapes.append(f'<text class="g-name" x="{x + 4:.1f}" y="13">{escape(text)}</text>')
    return "".join(shapes)


def month_text(month: date, *, with_year: bool) -> str:
    if lang() == "en":
        return f"{month:%b %Y}" if with_year else f"{month:%b}"
    text = month_name(month)
    return _("date.year", year=month.year) + text if with_year else text


def _holidays(view: RoadmapView, axis: Axis, height: float) -> str:
    """Grey bands for days off with a name (weekends have none); the name is data in Chinese."""
    shapes = []
    for name, since, until in holidays(view.off_days):
        span = axis.span(since, until)
        if span is None:
            continue
        width = span[1] - span[0]
        shapes.append(
            f'<rect class="g-off" x="{span[0]:.1f}" y="{HEAD - 16}" width="{width:.1f}" '
            f'height="{height - HEAD + 16}"><title>{escape(name)}</title></rect>'
        )
        if lang() != "en" and span[0] + width_of(name, 11) <= axis.width:
            shapes.append(f'<text class="g-note" x="{span[0]:.1f}" y="26">{escape(name)}</text>')
    return "".join(shapes)


def holidays(off_days: Sequence[tuple[date, str]]) -> list[tuple[str, date, date]]:
    """(name, first day, last day) of each stretch of days off; its name is the one most of its days have."""
    stretches: list[list[tuple[date, str]]] = []
    for off, name in off_days:
        if stretches and stretches[-1][-1][0] == off - ONE_DAY:
            stretches[-1].append((off, name))
        else:
            stretches.append([(off, name)])
    found = []
    for stretch in stretches:
        names = [name for _off, name in stretch if name]
        if names:
            found.append((max(names, key=names.count), stretch[0][0], stretch[-1][0]))
    return found


def _provisional(view: RoadmapView, axis: Axis, height: float) -> str:
    since = view.provisional_from
    span = axis.span(since, axis.last) if since and since <= axis.last else None
    if span is None:
        return ""
    return (
        f'<rect class="g-later" x="{span[0]:.1f}" y="{HEAD}" width="{span[1] - span[0]:.1f}" '
        f'height="{height - HEAD}"/>'
    )


def _provisional_words(view: RoadmapView, axis: Axis) -> str:
    """Why the hatched part may still move; behind the last holiday's name where they would meet."""
    since = view.provisional_from
    span = axis.span(since, axis.last) if since and since <= axis.last else None
    if span is None or since is None:
        return ""
    text = _("The holidays of {year} are not announced: provisional from here", year=since.year)
    size = width_of(text, 11)
    x, anchor = (span[0] + 5, "start") if span[0] + 5 + size <= axis.width else (axis.width - 3, "end")
    return f'<text class="g-note" x="{x:.1f}" y="40" text-anchor="{anchor}">{escape(text)}</text>'


def _today(axis: Axis, height: float) -> str:
    if not axis.holds(axis.today):
        return ""
    text = _("Today {day}", day=day(axis.today, weekday=False))
    width = width_of(text, 11.5) + 10
    x = min(max(axis.now - width / 2, 0), axis.width - width)
    return (
        f'<line class="g-now" x1="{axis.now:.1f}" x2="{axis.now:.1f}" y1="{HEAD - 2}" y2="{height}"/>'
        f'<rect class="g-now-box" x="{x:.1f}" y="{HEAD - 18}" width="{width:.1f}" height="16" rx="3"/>'
        f'<text class="g-now-text" x="{x + width / 2:.1f}" y="{HEAD - 6}" text-anchor="middle">'
        f"{escape(text)}</text>"
    )


def _legend(project_id: int) -> str:
    signs = "".join(
        f'<span><svg width="22" height="12" aria-hidden="true">{_sample(kind)}</svg>{escape(_(said))}</span>'
        for kind, said in _LEGEND
    )
    bold = f"<span><b>{escape(_('bold: critical path'))}</b></span>"
    return f'<div class="g-legend">{signs}{bold}{print_link(project_id)}</div>'


def _sample(kind: str) -> str:
    if kind == "g-turn":
        return '<path class="g-turn real" d="M11 1l5 5l-5 5l-5 -5z"/>'
    if kind == "g-base":
        return '<rect class="g-base" x="1" y="4" width="20" height="4" rx="1.5"/>'
    under = '<rect class="b-grey" x="1" y="1" width="20" height="10" rx="1.5"/>' if kind == "g-pause" else ""
    return f'{under}<rect class="{kind}" x="1" y="1" width="20" height="10" rx="1.5"/>'
