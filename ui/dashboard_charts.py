"""The dashboard's charts as plain dicts; a click on a part returns the figure that lists its rows."""

from collections.abc import Sequence
from typing import Any

from domain.vocabulary import STAGES, Light
from services.dashboard import DashboardView
from ui import badges, charts, style, tables
from ui.i18n import _, word
from ui.i18n import month as month_name
from ui.session import Slot

_CLICKS = Slot[int]("dashboard.clicks")
_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.BLUE)
_HEIGHT, _LOW, _TALL = 270, 330, 490
_LEGEND = {"orientation": "h", "y": -0.12, "x": 0, "traceorder": "normal"}


def _draw(traces: list[dict[str, Any]], key: str, *, height: int = _HEIGHT, **layout: Any) -> str | None:
    """Draw; the figure of the clicked part, once (a new key afterwards, else it stays selected)."""
    clicks = _CLICKS.get() or 0
    whole = charts.layout(height=height, showlegend=len(traces) > 1, legend=_LEGEND, **layout)
    points = charts.show(traces, layout=whole, key=f"{key}_{clicks}", on_select=True)
    if not points:
        return None
    _CLICKS.put(clicks + 1)
    opened = points[0].get("customdata")
    return str(opened[0] if isinstance(opened, list) else opened)


def _bar(
    name: str,
    places: Sequence[str],
    counts: Sequence[int],
    opens: Sequence[str],
    colour: str,
    *,
    sideways: bool,
) -> dict[str, Any]:
    """One colour of a stacked bar chart; nought is not drawn."""
    values = [count or None for count in counts]
    axes = {"y": list(places), "x": values} if sideways else {"x": list(places), "y": values}
    ink = "#FFFFFF" if colour in ("red-fill", "fill") else style.colours()["ink"]
    ink = "#1F2733" if colour == "yellow-fill" else ink
    return {
        "type": "bar",
        "name": name,
        "orientation": "h" if sideways else "v",
        **axes,
        "customdata": list(opens),
        "text": [str(count) if count else "" for count in counts],
        "textposition": "inside",
        "textangle": 0,
        "insidetextanchor": "middle",
        "insidetextfont": {"color": ink, "size": 12},
        "constraintext": "none",
        "hovertemplate": "%{fullData.name} · %{label}: %{value}<extra></extra>",
        "marker": {
            "color": style.colours()[colour],
            "line": {"color": style.colours()["ground"], "width": 1.5},
        },
    }


def lights_by_stage(view: DashboardView) -> str | None:
    """Stacked bars of lights, the first stage on top."""
    if not view.total:
        tables.empty(_("No project in the pool yet."))
        return None
    names = [word(stage) for stage in STAGES]
    traces = []
    for light in _LIGHTS:
        counts = [view.stages[stage][light] for stage in STAGES]
        if any(counts):
            opens = [f"stage:{stage}:{light}" for stage in STAGES]
            bar = _bar(badges.light_text(light), names, counts, opens, f"{light}-fill", sideways=True)
            bar["text"] = [f"{badges.SIGNS[light]}{count}" if count else "" for count in counts]
            traces.append(bar)
    return _draw(
        traces,
        "dashboard_stages",
        height=min(_TALL, max(_LOW, 90 + 52 * len(view.attention))),  # as tall as the list beside it
        barmode="stack",
        **_by_name(names),
    )


def _by_name(names: Sequence[str]) -> dict[str, Any]:
    """Axes of sideways bars: one name a line, the first on top, no numbers below."""
    return {
        "yaxis": {"autorange": "reversed", "categoryorder": "array", "categoryarray": list(names)},
        "xaxis": {"visible": False},
    }


def departments(view: DashboardView) -> str | None:
    """Where steps lie: in time, overdue, paused; the eight departments with most to say."""
    shown = view.departments[:8]
    if not shown:
        tables.empty(_("No step lies with a department at the moment."))
        return None
    names = [one.name for one in shown]
    parts = (
        (_("Overdue"), [one.overdue for one in shown], "department_overdue", "red-fill"),
        (_("In time"), [one.running - one.overdue for one in shown], "department_in_time", "blue-fill"),
        (_("Paused"), [one.paused for one in shown], "department_paused", "grey-fill"),
    )
    traces = [
        _bar(label, names, counts, [f"{figure}:{one.code}" for one in shown], colour, sideways=True)
        for label, counts, figure, colour in parts
    ]
    return _draw(
        traces,
        "dashboard_departments",
        barmode="stack",
        **_by_name(names),
    )


def problem_ages(view: DashboardView) -> str | None:
    """Open problems by kind, the old ones on top in red."""
    if not view.problems:
        tables.empty(_("No problem is open."))
        return None
    names = [_(f"problem_kind.{one.kind}") for one in view.problems]
    labels = (_("up to 3 days"), _("4 to 7 days"), _("8 to 15 days"), _("over 15 days"))
    colours = ("grey-fill", "blue-fill", "yellow-fill", "red-fill")
    traces = [
        _bar(
            labels[age],
            names,
            [one.counts[age] for one in view.problems],
            [f"problems:{one.kind}:{age}" for one in view.problems],
            colours[age],
            sideways=True,
        )
        for age in range(4)
    ]
    return _draw(traces, "dashboard_problems", barmode="stack", **_by_name(names))


def expected(view: DashboardView) -> str | None:
    """How many projects each month is forecast to bring into production."""
    names = [month_name(month) for month, _count in view.expected]
    names = [name if i == names.index(name) else f"{name} " for i, name in enumerate(names)]
    counts = [count for _month, count in view.expected]
    opens = [f"expected:{month:%Y-%m}" for month, _count in view.expected]
    if not any(counts):
        tables.empty(_("No forecast reaches production within twelve months."))
        return None
    bar = _bar(_("Projects"), names, counts, opens, "fill", sideways=False)
    return _draw(
        [bar],
        "dashboard_expected",
        yaxis={"visible": False},
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": names},
    )
