"""The filters of the pool: search, lights and the usual three in one line, the rest behind a button."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import streamlit as st

from domain.vocabulary import Light, ProjectStatus, Stage
from services.projects import PoolChoices, PoolFilters
from ui.badges import light_text
from ui.filters import Bound, Filter
from ui.i18n import _, word

SORTS = ("urgency", "due", "name", "investment", "verified", "problems", "newest")
LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.BLUE)
FILTERS = (
    Filter("q"),
    Filter("light", options=[light.value for light in LIGHTS], many=True),
    Filter("stage", options=[stage.value for stage in Stage]),
    Filter("agent", number=True),
    Filter("package"),
    Filter("coordinator", number=True),
    Filter("park"),
    Filter("status", options=[status.value for status in ProjectStatus]),
    Filter("only", options=["mine", "stale"], many=True),
    Filter("sort", options=SORTS, default="urgency"),
    Filter("page", number=True, default="1"),
)
_HIDDEN = ("package", "coordinator", "park", "status", "only")


def show(bound: Bound, offered: PoolChoices) -> None:
    """Draw the filters; any change leads back to page 1."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="pool_filters"):
        st.text_input(
            _("Search"),
            key=bound.key("q"),
            type="search",
            placeholder=_("Name, code, enterprise, agent, pinyin"),
            label_visibility="collapsed",
            on_change=_first_page,
            args=(bound,),
            width=285,
        )
        st.segmented_control(
            _("Light"),
            [light.value for light in LIGHTS],
            selection_mode="multi",
            format_func=light_text,
            key=bound.key("light"),
            label_visibility="collapsed",
            on_change=_first_page,
            args=(bound,),
        )
        _choice(bound, "stage", _("All stages"), _words(Stage))
        _choice(bound, "agent", _("All agents"), offered.agents)
        with st.popover(_more_label(bound), icon=":material/tune:"):
            _choice(bound, "package", _("All packages"), offered.templates, width=320)
            _choice(bound, "coordinator", _("All coordinators"), offered.coordinators, width=320)
            _choice(bound, "park", _("All parks"), {park: park for park in offered.parks}, width=320)
            _choice(
                bound,
                "status",
                _("In the pool (done and withdrawn hidden)"),
                _words(ProjectStatus),
                width=320,
            )
            _only(bound)
            st.button(_("Clear all filters"), type="tertiary", key="pool_clear", on_click=bound.clear)


def show_sort(bound: Bound) -> None:
    """The order of the list, as a small box beside the count."""
    st.selectbox(
        _("Order"),
        SORTS,
        format_func=lambda code: _(f"pool_sort.{code}"),
        key=bound.key("sort"),
        label_visibility="collapsed",
        on_change=_first_page,
        args=(bound,),
        width=160,
    )


def chosen(bound: Bound) -> PoolFilters:
    """What the filters say, for the service."""
    found = bound.values()
    status = _text(found["status"])
    only = _texts(found["only"])
    return PoolFilters(
        q=_text(found["q"]) or "",
        lights=_texts(found["light"]),
        stages=[stage] if (stage := _text(found["stage"])) else [],
        statuses=[status] if status else [],
        template_code=_text(found["package"]),
        agent_id=_number(found["agent"]),
        coordinator_id=_number(found["coordinator"]),
        park=_text(found["park"]),
        mine="mine" in only,
        stale="stale" in only,
        sort=_text(found["sort"]) or "urgency",
        page=_number(found["page"]) or 1,
    )


def is_filtered(bound: Bound) -> bool:
    return bool(set(bound.query()) - {"sort", "page"})


def _first_page(bound: Bound) -> None:
    bound.set("page", 1)


def _choice(bound: Bound, name: str, everything: str, names: Mapping[Any, str], *, width: int = 132) -> None:
    """A box over code → name, empty for all; what the url names but the actor cannot choose is dropped."""
    if bound.value(name) not in names:
        bound.set(name, None)
    if not names:
        return
    st.selectbox(
        everything,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, ""),
        key=bound.key(name),
        placeholder=everything,
        label_visibility="collapsed",
        on_change=_first_page,
        args=(bound,),
        width=width,
    )


def _only(bound: Bound) -> None:
    words = {"mine": _("My projects"), "stale": _("Not verified lately")}
    st.pills(
        _("Only"),
        list(words),
        selection_mode="multi",
        format_func=words.__getitem__,
        key=bound.key("only"),
        label_visibility="collapsed",
        on_change=_first_page,
        args=(bound,),
    )


def _more_label(bound: Bound) -> str:
    active = sum(1 for name in bound.query() if name in _HIDDEN)
    return _("More filters ({n})", n=active) if active else _("More filters")


def _words(codes: type[StrEnum]) -> dict[str, str]:
    return {code.value: word(code) for code in codes}


def _text(value: object) -> str | None:
    return str(value) if value else None


def _texts(value: object) -> list[str]:
    return [str(code) for code in value] if isinstance(value, Iterable) else []


def _number(value: object) -> int | None:
    return int(str(value)) if value else None
