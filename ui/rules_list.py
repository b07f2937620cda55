"""The reminder rules as one drawn list, scope by scope: what each says, when, to whom, and what waits."""

from collections.abc import Mapping, Sequence
from html import escape

from domain.vocabulary import Light, ReminderLevel
from services.reminder_rules import AnchorView, RuleRow
from ui import badges
from ui.i18n import _, word

LIGHTS = {
    ReminderLevel.URGENT: Light.RED,
    ReminderLevel.HIGH: Light.YELLOW,
    ReminderLevel.NORMAL: Light.NONE,
}


def html(rows: Sequence[RuleRow], anchors: Mapping[str, AnchorView]) -> str:
    """A table a scope, whose rows become cards where the place is narrow."""
    scopes = dict.fromkeys(row.scope for row in rows)
    return "".join(_scope(scope, [row for row in rows if row.scope == scope], anchors) for scope in scopes)


def _scope(scope: str, rows: Sequence[RuleRow], anchors: Mapping[str, AnchorView]) -> str:
    count = escape(_("{n} rules", n=len(rows)))
    heads = (_("Reminder"), _("When and to whom"), _("Waiting now"))
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(_row(row, anchors[row.anchor]) for row in rows)
    return (
        f'<div class="r-group">{escape(_(f"rule_scope.{scope}"))} <span>{count}</span></div>'
        f'<table class="x-table r-table"><thead><tr>{head}</tr></thead>'
        f"<tbody data-keys>{body}</tbody></table>"
    )


def _row(row: RuleRow, anchor: AnchorView) -> str:
    code, light = escape(row.code, quote=True), LIGHTS[ReminderLevel(row.level)]
    level = escape(word(ReminderLevel(row.level)), quote=True)
    off = "" if row.is_active else ' class="r-off"'
    tags = "".join(f"<em>{escape(tag)}</em>" for tag in tags_of(row))
    tip = escape(" ".join(source_lines(anchor)), quote=True)
    return (
        f'<tr data-open="{code}"{off}>'
        f'<td class="x-name"><i class="t-{light}" title="{level}">{badges.SIGNS[light]}</i>'
        f'<button type="button" data-open="{code}">{escape(row.sentence)}</button>{tags}</td>'
        f'<td class="x-step" title="{tip}">{escape(row.words)}</td>'
        f'<td class="x-margin">{escape(_("{n} open", n=row.open)) if row.open else ""}</td></tr>'
    )


def tags_of(row: RuleRow) -> list[str]:
    """Off, changed, own: nothing for a packaged rule as it came."""
    tags = [] if row.is_active else [_("Switched off")]
    if row.is_own:
        return [*tags, _("Own rule")]
    return [*tags, _("Changed")] if row.is_changed else tags


def source_lines(anchor: AnchorView) -> tuple[str, str, str]:
    """What the anchor means, which acts create it, which end it."""
    joiner = _("list.separator")
    return (
        _("{anchor}: {meaning}", anchor=anchor.name, meaning=anchor.meaning),
        _("Begins with: {acts}.", acts=joiner.join(anchor.created_by)),
        _("Ends with: {acts}.", acts=joiner.join(anchor.discharged_by)),
    )


def anchor_html(anchor: AnchorView) -> str:
    """The anchor in three short lines."""
    first, *rest = source_lines(anchor)
    lines = "".join(f"<div>{escape(line)}</div>" for line in rest)
    return f'<div class="r-anchor"><b>{escape(first[:1].upper() + first[1:])}</b>{lines}</div>'


def title_html(row: RuleRow, facts: Sequence[str]) -> str:
    """A rule as the head of its dialog: level, sentence, the line in words, some facts."""
    level = ReminderLevel(row.level)
    chip = badges.light(LIGHTS[level], word(level))
    return (
        f'<div class="r-head">{chip} <b>{escape(row.sentence)}</b><div>{escape(row.words)}</div>'
        f'<div class="d-soft">{badges.dots(facts)}</div></div>'
    )
