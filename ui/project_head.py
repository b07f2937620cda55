"""The head of a project: name, light with its reason, whose move, facts, people to call, forecast."""

from datetime import date
from html import escape

import streamlit as st

from domain.vocabulary import STAGES, Light, ProjectStatus, Stage
from services.projects import PersonView, ProjectView
from services.roadmaps.views import RoadmapView, SavingView, StepRow
from services.words import say_number
from ui import badges, project_forecast, project_goals
from ui.gantt import month_text
from ui.gantt_bars import is_drawn
from ui.i18n import _, day, left, word

_YI = 10_000  # wan in a hundred million
_QUIET = (ProjectStatus.ACTIVE,)


def show(view: ProjectView, roadmap: RoadmapView) -> None:
    """Two columns on a wide screen, one below the other on a phone."""
    left_side = _left_side(view, roadmap)
    st.html(f'<div class="p-head"><div>{left_side}</div><div>{_forecast(view, roadmap)}</div></div>')


def _left_side(view: ProjectView, roadmap: RoadmapView) -> str:
    pills = badges.light(view.light)
    if view.status not in _QUIET:
        pills += f' <span class="d-light d-grey">{escape(word(ProjectStatus(view.status)))}</span>'
    return (
        f'<h1 class="p-name">{escape(view.name)} {pills}</h1>{_why(view)}'
        f'<p class="p-facts">{_facts(view)}{_people(view)}</p>'
        f'<div class="p-last"><p>{_saving(roadmap.saving)}</p>{_further(view)}</div>'
    )


def _why(view: ProjectView) -> str:
    """The reason of the light in words, then what is going on and in whose hands it is."""
    parts = []
    if view.status_reason and view.status not in _QUIET:
        parts.append(escape(view.status_reason))
    if view.light_reason:
        parts.append(f'<b class="d-{Light(view.light)}">{escape(view.light_reason)}</b>')
    move = _move(view)
    spans = "".join(f"<span>{said}</span> " for said in (" ".join(parts), move) if said)
    return f'<p class="p-why">{spans}</p>'


def _move(view: ProjectView) -> str:
    step = view.current
    if step is None or view.is_closed:
        return ""
    text = _("In the hands of {holder}: {item}", holder=step.holder_word, item=step.name)
    facts = [step.state_word]
    if step.left_workdays is not None:
        facts.append(left(step.left_workdays))
    return f'{escape(text)} <span class="d-soft">{badges.dots(facts)}</span>'


def _facts(view: ProjectView) -> str:
    facts = {
        _("Enterprise"): view.enterprise,
        _("Project code"): view.code or _("not yet filed"),
        _("Investment"): money(view.investment_wan),
        _("Package"): view.template_name,
    }
    call = _call(_("Call the enterprise"), view.phone, is_masked=view.is_contact_masked)
    contact = _fact(_("Contact"), escape(view.contact), call) if view.contact or call else ""
    return _said(facts) + contact


def _further(view: ProjectView) -> str:
    """Facts one looks up now and then, folded away."""
    land = _("{n} mu", n=say_number(view.land_mu, digits=1)) if view.land_mu else ""
    facts = {
        _("Credit code"): view.uscc or "",
        _("Industry"): view.industry_name,
        _("Park"): view.park,
        _("Site"): view.site,
        _("Land"): land,
        _("Signed on"): day(view.signed_on, today=view.today) if view.signed_on else "",
        _("In the pool since"): day(view.entered_on, today=view.today),
        _("Planned start"): _month(view.planned_start),
        _("Planned production"): _month(view.planned_production),
        _("Next plan"): view.next_plan,
    }
    label = escape(_("More about the project"))
    return f'<details class="p-facts"><summary>{label}</summary>{_said(facts)}</details>'


def _month(text: str | None) -> str:
    """A planned month is kept as 2026-09."""
    if not text:
        return ""
    year, _dash, month = text.partition("-")
    return month_text(date(int(year), int(month), 1), with_year=True)


def _said(facts: dict[str, str]) -> str:
    return "".join(_fact(label, escape(text)) for label, text in facts.items() if text)


def money(wan: float | None) -> str:
    """Investment as people say it in the language; empty if unknown."""
    if wan is None:
        return ""
    units = {"yi": wan / _YI, "wan": wan, "million": wan / 100}
    said = {name: f"{value:,.2f}".rstrip("0").rstrip(".") for name, value in units.items()}
    return _("money.hundred_million" if wan >= _YI else "money.ten_thousand", **said)


def _people(view: ProjectView) -> str:
    people = {
        _("Agent A"): view.primary,
        _("Agent B"): view.backup,
        _("Coordinator"): view.coordinator,
        _("Leader"): view.leader,
    }
    said = "".join(_person(label, person) for label, person in people.items() if person)
    if not view.primary:
        said = _fact(_("Agent A"), f'<span class="d-yellow">{escape(_("not assigned"))}</span>') + said
    if view.acting and view.acting != view.primary:
        said += _fact(_("Acting now"), escape(view.acting.name))
    return said + _fact(_("Verified"), badges.age(view.verified_workdays_ago, stale_after=5))


def _person(label: str, person: PersonView) -> str:
    return _fact(label, escape(person.name), _call(_("Call {name}", name=person.name), person.phone))


def _call(said: str, phone: str, *, is_masked: bool = False) -> str:
    """A number to tap; a masked one is only shown."""
    if not phone:
        return ""
    if is_masked:
        return f' <span class="d-soft">{escape(phone)}</span>'
    digits = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return f' <a class="d-link p-call" href="tel:{digits}" aria-label="{escape(said)}">{escape(phone)}</a>'


def _fact(label: str, html: str, after: str = "") -> str:
    return f"<span class='p-fact'><span class='d-soft'>{escape(label)}</span> <b>{html}</b>{after}</span> "


def _forecast(view: ProjectView, roadmap: RoadmapView) -> str:
    """When it ends if promises are kept, against the frozen baseline; as performed; the dates to make."""
    if view.is_closed:
        label, finish = _("Left the pool on"), view.closed_on
    else:
        label, finish = _("Production expected if promises are kept"), roadmap.finish_on
    parts = [
        f'<p class="d-soft">{escape(label)}{_provisional(view, roadmap)}</p>',
        f'<p class="p-date">{escape(day(finish, today=view.today, weekday=False))} {_versus(roadmap)}</p>',
    ]
    if not view.is_closed:
        parts.append(project_forecast.html(roadmap) + project_goals.html(roadmap))
    return "".join(parts)


def _provisional(view: ProjectView, roadmap: RoadmapView) -> str:
    if view.is_closed or not roadmap.is_provisional:
        return ""
    title = escape(_("Provisional: the holidays of that year are not announced yet."), quote=True)
    return f' <span class="d-mark" title="{title}">{escape(_("provisional date"))}</span>'


def _versus(roadmap: RoadmapView) -> str:
    base = roadmap.baseline_finish_on
    if base is None:
        return ""
    days = (roadmap.finish_on - base).days
    said = _("baseline {day}", day=day(base, today=roadmap.today, weekday=False))
    if days > 0:
        late = _("{n} days later", n=days)
        return f'<small class="d-soft">{escape(said)} <b class="d-red">{escape(late)}</b></small>'
    early = f" {_('{n} days earlier', n=-days)}" if days else ""
    return f'<small class="d-soft">{escape(said)}{escape(early)}</small>'


def _saving(saving: SavingView) -> str:
    """Both baselines by name, with the counted items (scheduling.md §4)."""
    if saving.vs_b1_pct is None or saving.vs_b2_pct is None:
        return (
            f'<span class="d-soft">{escape(_("No item with a statutory limit yet: nothing to save."))}</span>'
        )
    text = _(
        "Approval days by plan {used}: {a} less than limits one after the other ({b1}), "
        "{b} less than the longest path ({b2}); n = {n} items",
        used=saving.a_days,
        a=f"{saving.vs_b1_pct:.0f}%",
        b1=saving.b1,
        b=f"{saving.vs_b2_pct:.0f}%",
        b2=saving.b2,
        n=saving.n,
    )
    return f'<span class="d-soft">{escape(text)}</span>'


def stages(view: ProjectView, steps: tuple[StepRow, ...], *, counts: bool) -> str:
    """Six cells with their names; `counts` adds finished of planned steps (for those who see all steps)."""
    now = STAGES.index(Stage(view.stage))
    return (
        '<div class="p-stages">' + "".join(_stage(view, steps, n, now, counts) for n in range(6)) + "</div>"
    )


def _stage(view: ProjectView, steps: tuple[StepRow, ...], place: int, now: int, counts: bool) -> str:
    stage = STAGES[place]
    kind = "done" if place < now or view.status == ProjectStatus.DONE else "now" if place == now else "later"
    colour = view.light if kind == "now" and view.light in (Light.RED, Light.YELLOW, Light.GREY) else ""
    own = [step for step in steps if step.stage == stage and is_drawn(step)]
    done = sum(step.state_kind == "decided" for step in own)
    count = f"<small>{done}/{len(own)}</small>" if counts and own else ""
    return f'<div class="{kind} {colour}"><span>{escape(word(stage))} {count}</span><i></i></div>'
