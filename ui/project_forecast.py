"""The second forecast beside the promise: as steps are really kept here, with n; and both on one line."""

from datetime import date
from html import escape

from services.roadmaps.views import RoadmapView
from ui.i18n import _, day


def html(roadmap: RoadmapView) -> str:
    """What performance says, a line of time with the marks, and what stands behind eight in ten."""
    kept = roadmap.performed
    if kept is None:
        text = escape(_("As performed: not yet, no step with known dates is finished."))
        return f'<p class="d-soft" title="{escape(_("forecast.rule"), quote=True)}">{text}</p>'
    said = _(
        "As performed {day} (n = {n}, median ×{ratio})",
        day=day(kept.finish_on, today=roadmap.today, weekday=False),
        n=kept.n,
        ratio=f"{kept.ratio:.2f}".rstrip("0").rstrip("."),
    )
    return (
        f'<p><b title="{escape(_("forecast.rule"), quote=True)}">{escape(said)}</b> {_certainty(roadmap)}</p>'
        f"{_line(roadmap)}"
    )


def _certainty(roadmap: RoadmapView) -> str:
    kept = roadmap.performed
    assert kept is not None  # only asked beside a forecast
    if kept.p80_on is None:
        text = _("Eight in ten: said from 30 finished steps on, now {n}.", n=kept.n)
    else:
        text = _("Eight in ten: by {day}", day=day(kept.p80_on, today=roadmap.today, weekday=False))
    rule = escape(_("forecast.p80_rule"), quote=True)
    return f'<span class="d-soft p-whole" title="{rule}">{escape(text)}</span>'


def _line(roadmap: RoadmapView) -> str:
    """From the earliest to the latest mark: baseline, promised, performed, eight in ten, target."""
    kept = roadmap.performed
    assert kept is not None
    marks: dict[str, date | None] = {
        "base": roadmap.baseline_finish_on,
        "promised": roadmap.finish_on,
        "performed": kept.finish_on,
        "cautious": kept.p80_on,
        "target": next((goal.limit_on for goal in roadmap.goals if goal.kind == "production"), None),
    }
    shown = {name: at for name, at in marks.items() if at}
    first, last = min(shown.values()), max(shown.values())
    if first == last:
        return ""
    places = {name: 4 + 92 * (at - first).days / (last - first).days for name, at in shown.items()}
    band = sorted((places["promised"], places.get("cautious", places["performed"])))
    ticks = "".join(_tick(name, place, _mark(name, shown[name], roadmap)) for name, place in places.items())
    return (
        f'<div class="p-line" role="img" aria-label="{escape(_all(shown, roadmap), quote=True)}">'
        f'<u style="left:{band[0]:.1f}%;width:{band[1] - band[0]:.1f}%"></u>{ticks}</div>'
    )


def _tick(name: str, place: float, said: str) -> str:
    return f'<i class="{name}" style="left:{place:.1f}%" title="{escape(said, quote=True)}"></i>'


def _mark(name: str, at: date, roadmap: RoadmapView) -> str:
    return _(f"forecast_mark.{name}", day=day(at, today=roadmap.today, weekday=False))


def _all(shown: dict[str, date], roadmap: RoadmapView) -> str:
    return _("list.separator").join(_mark(name, at, roadmap) for name, at in shown.items())
