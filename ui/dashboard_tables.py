"""The dashboard's numbers and html tables: key figures, why red and yellow, saved time, agents' load."""

from dataclasses import dataclass
from html import escape

from domain.vocabulary import Light
from services.dashboard import Attention, DashboardView, Saved
from services.words import say_number
from ui import badges, links, tables
from ui.dashboard_rows import href, number
from ui.i18n import _, day, short_left


@dataclass(frozen=True)
class KeyFigure:
    """One number: how it reads, what it means, the figure it opens and how many rows that has."""

    label: str
    value: str
    definition: str
    opens: str
    count: int


def key_figures(view: DashboardView) -> tuple[KeyFigure, ...]:
    """The seven numbers of the first row."""
    red, yellow = view.lights["red"], view.lights["yellow"]
    counted = (
        (_("In the pool"), _("Active, paused and unassigned projects."), "pool", view.total),
        (_("Red lights"), _("Projects whose worst light is red today."), "light:red", red),
        (_("Yellow lights"), _("Projects whose worst light is yellow."), "light:yellow", yellow),
        (
            _("Overdue steps"),
            _("Steps whose clock runs past their day, on active projects."),
            "overdue",
            view.overdue_steps,
        ),
    )
    plain = [KeyFigure(label, say_number(n), meaning, opens, n) for label, meaning, opens, n in counted]
    return (*plain, *_saved_figures(view.saved), _in_time(view))


def _saved_figures(saved: Saved) -> tuple[KeyFigure, KeyFigure]:
    """Both baselines are named and n stands beside (scheduling.md §4)."""
    n = saved.n
    serial = _("1 − days used ÷ statutory limits one after the other, over {n} finished projects.", n=n)
    parallel = _(
        "1 − days used ÷ statutory limits on the longest path, over {n} finished projects.", n=saved.n
    )
    return (
        KeyFigure(_("Saved, serial"), share(saved.versus_serial), serial, "saved", n),
        KeyFigure(_("Saved, parallel"), share(saved.versus_parallel), parallel, "saved", n),
    )


def _in_time(view: DashboardView) -> KeyFigure:
    n = view.decided_steps
    meaning = _("Finished steps with a limit and known dates that were not late, of {n}.", n=n)
    value = share(view.decided_in_time / n if n else None)
    return KeyFigure(_("Finished in time"), value, meaning, "decided", n)


def share(value: float | None) -> str:
    """67%; a dash where there is nothing to divide by."""
    return "—" if value is None else f"{value * 100:.0f}%"


def attention(view: DashboardView) -> str:
    """Why red, why yellow, whose move, until when."""
    if not view.attention:
        return f'<div class="d-empty">{escape(_("No red or yellow light today."))}</div>'
    headers = [_("Light"), _("Project"), _("Reason"), _("Whose move"), _("Until")]
    return tables.html_table(headers, [_attention(one) for one in view.attention], numbers=(4,))


def _attention(one: Attention) -> list[str]:
    link = links.href("project", id=one.project_id)
    until = short_left(one.left_workdays) if one.left_workdays is not None else ""
    return [
        badges.light(one.light),
        f'<a href="{link}" target="_self"><b>{escape(one.project)}</b></a>',
        escape(one.reason),
        escape(one.holder),
        f'<span title="{escape(day(one.due_on))}">{escape(until)}</span>',
    ]


def saved_time(saved: Saved) -> str:
    """Both baselines and the days used, per project on average, as bars with the shares in words."""
    if not saved.n:
        return f'<div class="d-empty">{escape(_("Counted from the first finished project on."))}</div>'
    days = [
        (_("Statutory, one after the other"), saved.serial),
        (_("Statutory, longest path"), saved.parallel),
        (_("Days used"), saved.used),
    ]
    longest = max(total for _label, total in days) or 1
    rows = [
        [escape(label), badges.bar(total / longest), escape(_("{n} days", n=f"{total / saved.n:.0f}"))]
        for label, total in days
    ]
    note = _(
        "{a} less than one after the other, {b} less than the longest path. Name the baseline when quoting.",
        a=share(saved.versus_serial),
        b=share(saved.versus_parallel),
    )
    table = tables.html_table(["", "", _("Per project")], rows, numbers=(2,))
    rows_link = f'<a href="{escape(href("saved"))}" target="_self">{escape(_("{n} rows", n=saved.n))}</a>'
    return f'{table}<p class="d-sub">{escape(note)} {rows_link}</p>'


def agents(view: DashboardView) -> str:
    """Enterprises of each agent (A roles), projects, and those as B; too many are marked."""
    if not view.agents:
        return f'<div class="d-empty">{escape(_("Nobody is assigned yet."))}</div>'
    most = max(one.projects for one in view.agents) or 1
    rows = [
        [
            escape(one.name),
            _enterprises(one.enterprises, view.max_enterprises),
            number(one.projects, f"agent:{one.account_id}"),
            number(one.as_backup, f"backup:{one.account_id}"),
            badges.bar(one.projects / most),
        ]
        for one in view.agents
    ]
    headers = [_("Agent"), _("Enterprises"), _("Projects"), _("As B"), ""]
    more = view.more_agents
    note = f'<p class="d-sub">{escape(_("and {n} more", n=more))}</p>' if more else ""
    return tables.html_table(headers, rows, numbers=(1, 2, 3)) + note


def _enterprises(count: int, limit: int) -> str:
    return badges.coloured(Light.YELLOW, str(count)) if count > limit else str(count)
