"""Plotly figures as plain dicts with our own calm layout; no toolbar, no theme of Streamlit's."""

from typing import Any

import streamlit as st

from ui import style

_CONFIG = {"displayModeBar": False, "responsive": True}


def layout(*, height: int, **more: Any) -> dict[str, Any]:
    """The layout all charts share: transparent, fixed axes, our font and ink."""
    c = style.colours()
    axis = {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "linecolor": c["line"],
        "tickfont": {"color": c["soft"], "size": 12},
        "automargin": True,
    }
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": _FONT, "size": 13, "color": c["ink"]},
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": c["panel"], "bordercolor": c["line"], "font": {"color": c["ink"]}},
        "showlegend": False,
        "bargap": 0.35,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
    for name, value in more.items():
        base[name] = base[name] | value if isinstance(base.get(name), dict) else value
    return base


_FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"


def show(
    data: list[dict[str, Any]], *, layout: dict[str, Any], key: str, on_select: bool = False
) -> list[dict]:
    """Draw a figure of plain traces; with `on_select` a click reruns and the clicked points are returned.

    Change the key after a click was dealt with: a second click on the same bar only deselects it.
    """
    figure = {"data": data, "layout": layout}
    if not on_select:
        st.plotly_chart(figure, theme=None, key=key, config=_CONFIG)
        return []
    state = st.plotly_chart(
        figure, theme=None, key=key, config=_CONFIG, on_select="rerun", selection_mode="points"
    )
    return list(state.selection.points)
