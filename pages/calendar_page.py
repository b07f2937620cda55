"""Page: working-day calendar. Which years have their official notice, and what a new notice would move."""

from datetime import date
from html import escape

import streamlit as st

from domain.access import Actor, Permission, can
from services import calendar_years, clock
from services.calendar_years import YearView
from ui import badges, calendar_notice, filters, tables
from ui.i18n import _, day

_YEAR = filters.Filter("year", number=True)


def render(actor: Actor) -> None:
    """Years first; then the exceptions of one year; administrators import a notice."""
    years = calendar_years.years(actor=actor)
    with filters.bound("calendar", (_YEAR,)) as bound:
        st.html(
            f'<p class="d-lead">{_lead(years)}</p>'
            f'<p class="d-sub">{escape(_("calendar.what_provisional_means"))}</p>'
        )
        heads = (
            _("Year"),
            _("Holiday notice"),
            _("Days off"),
            _("Worked weekends"),
            _("Limits that end"),
            _("Projects that end"),
        )
        with st.container(key="l_years"):
            st.html(tables.html_table(heads, [_cells(one) for one in years], numbers=(2, 3, 4, 5)))
        left, right = st.columns([1, 1.35], gap="large")
        with left:
            _show_year(years, bound)
        if can(actor, Permission.MANAGE_CATALOGUE):
            with left:
                calendar_notice.show_known(_chosen(years, bound))
            with right:
                calendar_notice.show(actor)


def _lead(years: tuple[YearView, ...]) -> str:
    """The years that plans reach and nobody has announced yet."""
    open_years = [one for one in years if not one.is_official and (one.finishes or one.due)]
    if not open_years:
        return escape(_("Every year that plans reach has its official notice"))
    names = _("list.separator").join(str(one.year) for one in open_years)
    return _(
        "The holidays of {years} are not announced: {n} open projects end there, provisionally",
        years=f'<b class="yellow">{names}</b>',
        n=f"<b>{sum(one.finishes for one in open_years)}</b>",
    )


def _cells(one: YearView) -> tuple[str, ...]:
    chip = (
        badges.light("green", _("announced")) if one.is_official else badges.light("yellow", _("provisional"))
    )
    counts = (one.off_days, one.worked_days, one.due, one.finishes)
    return (f"<b>{one.year}</b>", chip, *(str(count) for count in counts))


def _chosen(years: tuple[YearView, ...], bound: filters.Bound) -> YearView:
    """The year of the url, else the present one."""
    known = {one.year: one for one in years}
    return known.get(int(str(bound.value("year") or 0)), known[clock.today().year])


def _show_year(years: tuple[YearView, ...], bound: filters.Bound) -> None:
    bound.set("year", _chosen(years, bound).year)
    st.segmented_control(_("Exceptions of the year"), [one.year for one in years], key=bound.key("year"))
    chosen = _chosen(years, bound)
    if not chosen.spans:
        tables.empty(_("No exception is known: Monday to Friday are worked."))
        return
    rows = [
        (
            escape(span.name),
            escape(_days(span.first, span.last)),
            str(span.days),
            escape(_("worked") if span.is_workday else _("day off")),
        )
        for span in chosen.spans
    ]
    st.html(tables.html_table((_("Holiday"), _("Days"), _("Count"), ""), rows, numbers=(2,)))


def _days(first: date, last: date) -> str:
    if first == last:
        return day(first)
    return f"{day(first, weekday=False)}–{day(last, weekday=False)}"
