"""The items of a package by stage: what comes before each, how it is worked, on what condition it stands."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from domain.vocabulary import STAGES, Light, LimitsStatus, Mode, Stage
from services.templates import PackageRow
from ui.i18n import _, word
from ui.limit_words import days_text

_MARKS = {"added": Light.GREEN, "changed": Light.YELLOW}


def html(rows: Sequence[PackageRow]) -> str:
    """A table, cards on a phone; every row opens its item."""
    names = ("№", _("Item"), _("Handled by"), _("Promised"), _("After"), _("How"), _("Condition"))
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    ordered = sorted(rows, key=lambda row: STAGES.index(Stage(row.stage)))
    body = "".join(
        _stage(Stage(stage), list(found)) for stage, found in groupby(ordered, key=lambda row: row.stage)
    )
    return f'<table class="tpl-steps"><thead><tr>{heads}</tr></thead><tbody data-keys>{body}</tbody></table>'


def _stage(stage: Stage, rows: Sequence[PackageRow]) -> str:
    count = _("{n} items", n=len(rows))
    head = (
        f'<tr class="tpl-stage"><td colspan="7">{escape(word(stage))} <span>{escape(count)}</span></td></tr>'
    )
    return head + "".join(_row(row) for row in rows)


def _row(row: PackageRow) -> str:
    code = escape(row.item_code, quote=True)
    name = (
        f'<button type="button" data-open="{code}" title="{escape(row.full_name, quote=True)}">'
        f"{escape(row.name)}</button>{_signs(row)}"
    )
    return (
        f'<tr data-open="{code}" class="{row.mark}"><td class="tpl-soft">{row.number}</td>'
        f'<td class="tpl-name">{name}</td><td>{escape(row.department)}</td>'
        f'<td class="tpl-days">{escape(_limit(row))}</td>'
        f"{_cell(_('After'), escape(_joined((*row.after, *row.links))))}"
        f"{_cell('', how(row))}{_cell('', condition(row))}</tr>"
    )


def _signs(row: PackageRow) -> str:
    signs = ""
    if row.is_milestone:
        signs += f' <span class="tpl-sign">◆ {escape(_("milestone"))}</span>'
    if row.mark:
        signs += f' <b class="t-{_MARKS[row.mark]}">{escape(_(f"package_mark.{row.mark}"))}</b>'
    return signs


def _limit(row: PackageRow) -> str:
    if row.promised_days is None:
        return ""
    days = days_text(row.promised_days, row.day_unit)
    is_pending = row.limits_status == LimitsStatus.PENDING
    return _("limit_text.for_now", days=days) if is_pending else days


def how(row: PackageRow) -> str:
    """Mode with its sign; the group and who leads it, or what turns a simulated opinion formal: html."""
    if row.mode == Mode.STANDARD:
        return f'<span class="tpl-soft">{escape(word(Mode(row.mode)))}</span>'
    mode = Mode(row.mode)
    said = f'<span class="s-mode">{escape(_(f"mode_badge.{mode}"))}</span> {escape(word(mode))}'
    more = row.group
    if row.conversion:
        more = _("turns formal after {items}", items=_joined(row.conversion))
    return said + (f"<em>{escape(more)}</em>" if more else "")


def condition(row: PackageRow) -> str:
    """Always, or what is asked at intake: html."""
    if not row.optional:
        return ""
    asked = row.question or _("chosen by itself at intake")
    return f'<span class="tpl-if">{escape(_("if"))}</span> {escape(asked)}'


def _joined(names: Sequence[str]) -> str:
    return _("list.separator").join(names)


def _cell(name: str, html: str) -> str:
    kind = "" if html else ' class="tpl-none"'
    return f'<td{kind} data-name="{escape(name, quote=True)}">{html}</td>'
