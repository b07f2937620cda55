"""Packages in words: how long one takes, and what differs between two states of it, item by item."""

from collections.abc import Mapping, Sequence
from html import escape

from services.templates import DifferenceView
from ui import tables
from ui.i18n import _

_SCENARIOS = ("serial_standard", "parallel_only", "as_template")


def takes(finishes: Mapping[str, int], before: Mapping[str, int] | None = None) -> str:
    """Working days from day 0 to the end in the three ways of counting; with `before` what moves."""
    said = [
        _(f"package_takes.{name}", days=_moved(finishes[name], (before or {}).get(name)))
        for name in _SCENARIOS
        if name in finishes
    ]
    return _("package_takes.all", ways=_("list.separator").join(said)) if said else ""


def _moved(days: int, before: int | None) -> str:
    return str(days) if before is None or before == days else f"{before} → {days}"


def differences(rows: Sequence[DifferenceView]) -> str:
    """A table: item, what differs, before → after: html."""
    heads = (_("Item"), _("What differs"), _("before"), _("after"))
    return tables.html_table(heads, [_cells(row) for row in rows])


def _cells(row: DifferenceView) -> tuple[str, str, str, str]:
    before = (
        f'<span class="d-soft">{escape(row.before)}</span>' if row.before else '<span class="d-soft">—</span>'
    )
    return (
        f"<b>{escape(row.item)}</b>",
        aspect(row.aspect),
        before,
        _after(row),
    )


def _after(row: DifferenceView) -> str:
    """With an arrow: on a phone both stand in one line."""
    if not row.after:
        return '<span class="d-soft">—</span>'
    return f"→ {escape(row.after)}" if row.before else escape(row.after)


def aspect(code: str) -> str:
    """A chip: added green, dropped red, the rest plain: html."""
    tone = {"added": "green", "dropped": "red"}.get(code, "")
    text = escape(_(f"package_aspect.{code}"))
    return f'<b class="d-{tone}">{text}</b>' if tone else f"<span>{text}</span>"
