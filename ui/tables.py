"""Tables from rows of views: columns say how a value is worded, coloured and aligned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from domain.vocabulary import Light
from ui import badges, session, style

ROW_HEIGHT = 36


@dataclass(frozen=True)
class Column:
    """One column. `value` takes a row and returns text (or a number for `progress`, a light for `light`).

    `kind`: text · number (right-aligned text) · light · progress (0 to 100) · button (opens the row).
    `tone`: takes a row and returns a light whose colour the text gets, or None.
    """

    label: str
    value: Callable[[Any], Any]
    kind: str = "text"
    width: int | None = None
    tone: Callable[[Any], Light | str | None] | None = None
    help: str | None = None


def empty(text: str) -> None:
    """What to do when there is nothing to show."""
    st.html(f'<div class="d-empty">{escape(text)}</div>')


def show(
    rows: Sequence[Any],
    *,
    columns: Sequence[Column],
    key: str,
    empty_text: str,
    on_open: Callable[[Any], None] | None = None,
    selectable: bool = False,
) -> list[Any]:
    """A dense table; returns the selected rows. `on_open(row)` is called when a button cell is clicked."""
    if not rows:
        empty(empty_text)
        return []
    frame = pd.DataFrame({c.label: [_cell(c, row) for row in rows] for c in columns})
    opened = f"{key}.opened"
    state = st.dataframe(
        _styled(frame, rows, columns),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (len(rows) + 1) + 2,
        column_config={c.label: _config(c, opened) for c in columns},
        key=key,
        on_select="rerun" if selectable else "ignore",
        selection_mode="multi-row",
    )
    _open_clicked(rows, opened, on_open)
    chosen = state.selection.rows if selectable else []  # type: ignore[union-attr]
    return [rows[number] for number in chosen if number < len(rows)]


def _cell(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.kind == "light":
        return badges.light_text(value)
    if column.kind == "progress":
        return value
    return "" if value is None else str(value)


def _config(column: Column, opened: str) -> Any:
    kinds = st.column_config
    common: dict[str, Any] = {"width": column.width, "help": column.help}
    if column.kind == "button":
        return kinds.ButtonColumn(column.label, type="tertiary", alignment="left", key=opened, **common)
    if column.kind == "progress":
        whole: dict[str, Any] = {"min_value": 0, "max_value": 100, "format": "%d%%", "color": "blue"}
        return kinds.ProgressColumn(column.label, **whole, **common)
    alignment = {"number": "right", "light": "center"}.get(column.kind, "left")
    return kinds.TextColumn(column.label, alignment=alignment, **common)  # type: ignore[arg-type]


def _open_clicked(rows: Sequence[Any], opened: str, on_open: Callable[[Any], None] | None) -> None:
    clicked = session.widget(opened)
    number = getattr(clicked, "row", None) if clicked else None
    if on_open is not None and number is not None and number < len(rows):
        on_open(rows[number])


def _styled(frame: pd.DataFrame, rows: Sequence[Any], columns: Sequence[Column]) -> Any:
    """Colours are fixed per run, hence chosen by the theme in use. Cells without one cost nothing extra."""
    colours = style.colours()
    css: dict[str, list[str]] = {}
    for column in columns:
        if column.kind == "light":
            css[column.label] = [_tinted(colours, column.value(row)) for row in rows]
        elif column.tone is not None:
            css[column.label] = [_inked(colours, column.tone(row)) for row in rows]
    styles = pd.DataFrame(css, index=frame.index, dtype=object)
    return Styler(frame, cell_ids=False).apply(lambda _: styles, axis=None, subset=list(css))


def _tinted(colours: dict[str, str], light: Light | str) -> str:
    tint = colours[f"{light}-tint"]
    ground = "" if tint == "transparent" else f"background-color:{tint};"
    return f"color:{colours[str(light)]};{ground}font-weight:700"


def _inked(colours: dict[str, str], light: Light | str | None) -> str:
    return f"color:{colours[str(light)]};font-weight:600" if light else ""


def html_table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """A small table as html; cells are html already (escape texts!), `numbers` are right-aligned columns."""

    def cell(tag: str, i: int, html: str) -> str:
        return f'<{tag} class="num">{html}</{tag}>' if i in numbers else f"<{tag}>{html}</{tag}>"

    head = "".join(cell("th", i, escape(text)) for i, text in enumerate(headers))
    body = "".join("<tr>" + "".join(cell("td", i, c) for i, c in enumerate(row)) + "</tr>" for row in rows)
    return f'<table class="d-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
