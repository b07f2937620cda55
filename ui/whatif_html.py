"""Scenarios as rows to choose from, and the switches of the chosen one; a list on phones (look.md §7)."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from domain.vocabulary import Mode
from services.roadmaps.whatif import FASTEST, PLANNED, ScenarioRow, SwitchRow, WhatIfView
from ui.i18n import _, day, marked, word

PAST = "past"
OWNERS = (PAST, "department", "listing", "enterprise", "others", "waiting")


def rows(view: WhatIfView, shown: Sequence[ScenarioRow], selected: str) -> str:
    """Every scenario with its bar, dates, saving against both baselines and open promises."""
    longest = max((_ahead(row) for row in shown), default=1) or 1
    body = "".join(_row(view, row, selected, longest) for row in shown)
    label = escape(_("Scenarios"), quote=True)
    group = f'<div class="w-rows" role="radiogroup" aria-label="{label}" data-keys>{body}</div>'
    return _head(view, shown) + group


def _head(view: WhatIfView, shown: Sequence[ScenarioRow]) -> str:
    owners = {stretch.owner for row in shown for stretch in row.stretches}
    legend = "".join(
        f'<span><i class="w-{owner}"></i>{escape(_(f"whatif_owner.{owner}"))}</span>'
        for owner in OWNERS
        if owner in owners
    )
    saving = shown[0].saving
    cells = (
        _("Scenario"),
        "",
        _("whatif.forecast"),
        _("Against serial statutory"),
        _("Against parallel statutory"),
        _("Open promises"),
    )
    usual = _("whatif.performed_n", n=shown[0].performed_n) if shown[0].performed_on else ""
    bar = escape(_("Start to {step}, working days", step=view.bar_until))
    notes = {
        2: usual,
        3: _("whatif.baseline_b1", days=saving.b1, n=saving.n),
        4: _("whatif.baseline_b2", days=saving.b2, n=saving.n),
    }
    heads = "".join(
        f'<span class="w-h{n}">{escape(text)}<em>{escape(notes.get(n, ""))}</em></span>'
        for n, text in enumerate(cells)
        if n != 1
    )
    bar = f'<span class="w-h1">{bar}<span class="w-legend">{legend}</span></span>'
    return f'<div class="w-head">{heads}{bar}</div>'


def _row(view: WhatIfView, row: ScenarioRow, selected: str, longest: int) -> str:
    is_on = row.code == selected
    badge = ""
    if row.code == FASTEST:
        badge = f'<i class="w-badge on">{escape(_("Fastest"))}</i>'
    elif row.code == PLANNED:
        badge = f'<i class="w-badge">{escape(_("Now"))}</i>'
    return (
        f'<button type="button" role="radio" aria-checked="{str(is_on).lower()}" '
        f'class="w-row{" on" if is_on else ""}" '
        f'data-open="{escape(row.code, quote=True)}">'
        f'<span class="w-name"><b>{escape(row.name)}{badge}</b>'
        f"<em>{escape(row.refusal or row.rule)}</em></span>"
        f"{_bar(row, longest)}"
        f"{_dates(view, row)}"
        f"{_saved(_('Against serial statutory'), row.saving.vs_b1_pct, row.saving.b1 - row.saving.a_days)}"
        f"{_saved(_('Against parallel statutory'), row.saving.vs_b2_pct, row.saving.b2 - row.saving.a_days)}"
        f"{_risks(row)}</button>"
    )


def _ahead(row: ScenarioRow) -> int:
    """Working days of the bar that are still to come."""
    return row.bar_workdays - sum(stretch.workdays for stretch in row.stretches if stretch.owner == PAST)


def _bar(row: ScenarioRow, longest: int) -> str:
    """Stretches of the driving chain to scale, what is past as a stub of one width: it is the same for all.

    One owner may grow while the whole shrinks: the title says so.
    """
    parts, said = "", []
    days = {stretch.owner: stretch.workdays for stretch in row.stretches}
    for owner in OWNERS:
        if n := days.get(owner):
            said.append(f"{_(f'whatif_owner.{owner}')} {n}")
            parts += f'<i class="w-{owner}" style="flex:{n}"></i>' if owner != PAST else ""
    stub = f'<i class="w-{PAST}"></i>' if PAST in days else ""
    title = escape(_("whatif.bar_title", parts=" + ".join(said)), quote=True)
    bar = f'<u style="width:{100 * _ahead(row) / longest:.1f}%">{parts}</u><b>{row.bar_workdays}</b>'
    return f'<span class="w-bar" title="{title}">{stub}{bar}</span>'


def _dates(view: WhatIfView, row: ScenarioRow) -> str:
    finish = marked(_day(view, row.finish_on), row.is_provisional)
    licence = _("whatif.licence", day=_day(view, row.licence_on)) if row.licence_on else ""
    tip = _("whatif.workdays", n=row.workdays)
    usual = ""
    if row.performed_on:
        usual = _("whatif.performed", day=_day(view, row.performed_on))
    return _cell("w-date", _("whatif.forecast"), finish, licence or tip, usual, title=tip)


def _day(view: WhatIfView, value: date | None) -> str:
    return day(value, today=view.today, weekday=False)


def _saved(label: str, percent: float | None, days: int) -> str:
    if percent is None:
        return _cell("w-pct", label, "—", _("no item counted"))
    sign = "−" if percent > 0 else "+" if percent < 0 else ""
    note = _("whatif.saves", n=days) if days >= 0 else _("whatif.costs", n=-days)
    return _cell("w-pct", label, f"{sign}{abs(percent):.1f}%", note)


def _risks(row: ScenarioRow) -> str:
    title = "\n".join(f"{risk.step}: {risk.text}" for risk in row.risks)
    count = len(row.risks)
    text, note = (str(count), _("to be kept")) if count else (_("whatif.none"), "")
    return _cell("w-risk", _("Open promises"), text, note, title=title)


def _cell(kind: str, label: str, text: str, *notes: str, title: str = "") -> str:
    tip = f' title="{escape(title, quote=True)}"' if title else ""
    said = "".join(f"<em>{escape(note)}</em>" for note in notes if note)
    return (
        f'<span class="w-cell {kind}"{tip}><small>{escape(label)}</small><b>{escape(text)}</b>{said}</span>'
    )


def switches(found: Iterable[SwitchRow]) -> str:
    """From which mode to which, what it brings, why it may be, what must be borne."""
    heads = (
        _("Step"),
        _("whatif.mode"),
        _("whatif.days"),
        _("Gain in turn"),
        _("Lost if taken back alone"),
        _("Why allowed"),
        _("What must be borne"),
    )
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(_switch(row, heads) for row in found)
    return f'<table class="w-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _switch(row: SwitchRow, heads: Sequence[str]) -> str:
    alone = _("not permitted without it") if row.alone is None else _("limit_text.workday", n=row.alone)
    name = f'<button type="button" data-open="{escape(row.code, quote=True)}">{escape(row.step)}</button>'
    change = f"{_mode(row.before)} → {_mode(row.after)}"
    days = f"{row.days_before} → {_('limit_text.workday', n=row.days_after)}"
    bears = "".join(f"<div>{escape(text)}</div>" for text in row.bears) or escape(_("nothing"))
    cells = (
        (f'<td class="w-step">{name}</td>'),
        f"<td>{change}</td>",
        *(
            f'<td data-name="{escape(head, quote=True)}">{escape(text)}</td>'
            for head, text in (
                (heads[2], days),
                (heads[3], _("limit_text.workday", n=row.in_turn)),
                (heads[4], alone),
            )
        ),
        f"<td>{escape(row.why)}</td>",
        f"<td>{bears}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _mode(mode: str) -> str:
    text = escape(word(Mode(mode)))
    if mode == Mode.STANDARD:
        return text
    return f'<span class="s-mode" title="{text}">{escape(_(f"mode_badge.{mode}"))}</span> {text}'
