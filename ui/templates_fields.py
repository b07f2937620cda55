"""The fields of a package's item: handling, group, links, condition and place. No form: they depend."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from domain.access import Actor
from domain.network import Link
from domain.templates import TemplateBody, TemplateGroup, TemplateRow, next_group_code
from domain.vocabulary import LinkKind, Mode
from services import catalogue
from services.templates import ItemChoice, condition_of
from ui import forms
from ui.i18n import _, lang

Choices = Mapping[str, ItemChoice]
_NEW, _FIRST = "new", ""


@dataclass(frozen=True)
class Given:
    """What the fields hold; `group` as it should be if the item is worked in one, `after` None: first."""

    row: TemplateRow
    group: TemplateGroup | None
    after: str | None


def show(
    body: TemplateBody, row: TemplateRow, choices: Choices, *, after: str | None, key: str, actor: Actor
) -> Given:
    """Draw the fields with what `row` holds now."""
    others = {code: choices[code].name for code in body.codes if code != row.item_code and code in choices}
    left, right = st.columns(2)
    with left:
        mode = _mode(row, choices[row.item_code], key)
    with right:
        place = _place(others, after, key)
    group, needs = None, row.conversion_requires
    if mode == Mode.PARALLEL:
        group = _group(body, row, choices[row.item_code], key, actor)
    elif mode == Mode.SIMULATED:
        needs = _conversion(row, others, key)
    is_optional = _condition(row, key)
    links = _links(row, others, key)
    new = replace(
        row,
        mode=mode.value,
        parallel_group=group.parallel_group if group else None,
        conversion_requires=needs,
        optional=is_optional,
        links=links,
    )
    return Given(new, group, place)


def _mode(row: TemplateRow, item: ItemChoice, key: str) -> Mode:
    allowed = [Mode(code) for code in item.modes]
    now = Mode(row.mode) if row.mode in item.modes else allowed[0]
    help_ = _("Only what the catalogue permits for this item.")
    chosen = forms.choose_code(_("Way of handling"), allowed, key=f"{key}.mode", chosen=now, help=help_)
    return chosen or now


def _place(others: Mapping[str, str], after: str | None, key: str) -> str | None:
    names = {_FIRST: _("first of all"), **others}
    chosen = st.selectbox(
        _("Listed after"),
        list(names),
        index=list(names).index(after or _FIRST),
        format_func=lambda code: names[code],
        key=f"{key}.after",
        help=_("Only the order of the list; what must wait for what is said below."),
    )
    return chosen or None


def _group(body: TemplateBody, row: TemplateRow, item: ItemChoice, key: str, actor: Actor) -> TemplateGroup:
    """One of the package's groups or a new one, its names and who leads it."""
    groups = {group.parallel_group: group for group in body.groups}
    names = {code: (g.name_en if lang() == "en" else g.name_zh) or code for code, g in groups.items()}
    names[_NEW] = _("A new group …")
    left, right = st.columns(2)
    with left:
        code = forms.choose_named(
            _("Joint group"), names, key=f"{key}.group", chosen=row.parallel_group or next(iter(names))
        )
    now = groups.get(str(code))
    with right:
        lead = forms.choose_named(
            _("Led by"),
            catalogue.department_names(lang=lang(), actor=actor),
            key=f"{key}.lead.{code}",
            chosen=now.lead_department_code if now else item.department_code,
        )
    one, two = st.columns(2)
    name_zh = one.text_input(
        _("Name of the group, Chinese"), now.name_zh if now else "", key=f"{key}.name_zh.{code}", max_chars=60
    ).strip()
    name_en = two.text_input(
        _("Name of the group, English"), now.name_en if now else "", key=f"{key}.name_en.{code}", max_chars=60
    ).strip()
    same = now or TemplateGroup(next_group_code(body), item.stage, "", "", "")
    return replace(same, name_zh=name_zh, name_en=name_en or name_zh, lead_department_code=str(lead or ""))


def _conversion(row: TemplateRow, others: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            _("The opinion turns formal after"),
            list(others),
            default=[code for code in row.conversion_requires if code in others],
            format_func=lambda code: others[code],
            placeholder=_("Please choose"),
            key=f"{key}.needs",
        )
    )


def _condition(row: TemplateRow, key: str) -> bool:
    names = {False: _("always"), True: _("on condition")}
    chosen = st.segmented_control(
        _("Is it needed?"),
        list(names),
        default=row.optional,
        format_func=lambda one: names[one],
        key=f"{key}.optional",
        required=True,
    )
    if chosen:
        asked = condition_of(row.item_code, lang=lang())
        said = _("Asked at intake: {question}", question=asked) if asked else _("Chosen by itself at intake.")
        st.html(f'<p class="d-soft">{escape(said)}</p>')
    return bool(chosen)


def _links(row: TemplateRow, others: Mapping[str, str], key: str) -> tuple[Link, ...]:
    """Lines of links with an empty one at the end; an emptied line is no link."""
    said = _("What must come before it besides the law (leave empty if nothing):")
    st.html(f'<p class="d-note">{escape(said)}</p>')
    found: list[Link] = []
    number = 0
    while number <= len(row.links) + len(found):
        link = row.links[number] if number < len(row.links) else None
        given = _link(link, others, f"{key}.link.{number}")
        number += 1
        if given:
            found.append(given)
        elif number > len(row.links):
            break
    return tuple({one.source: one for one in found}.values())


def _link(link: Link | None, others: Mapping[str, str], key: str) -> Link | None:
    one, two, three = st.columns([3, 2, 1])
    with one:
        source = forms.choose_named(
            _("Earlier item"), others, key=f"{key}.source", chosen=link.source if link else None
        )
    with two:
        kind = forms.choose_code(
            _("This one begins"),
            list(LinkKind),
            key=f"{key}.kind",
            chosen=link.kind if link else LinkKind.FS,
        )
    lag = three.number_input(
        _("after working days"), 0, 3000, link.lag if link else 0, key=f"{key}.lag", help=_("0: at once")
    )
    return Link(str(source), kind or LinkKind.FS, int(lag)) if source is not None else None
