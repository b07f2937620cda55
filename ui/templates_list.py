"""Every package with its version, what it holds and who works by it; a click opens one."""

from collections.abc import Callable, Sequence
from html import escape

from services.templates import PackageLine
from ui import paper
from ui.i18n import _, instant


def show(packages: Sequence[PackageLine], *, on_open: Callable[[str], None]) -> None:
    paper.show(html(packages), key="templates.list", on_open=on_open)


def html(packages: Sequence[PackageLine]) -> str:
    """A table whose rows become cards where the place is narrow."""
    names = (
        _("Package"),
        _("Version"),
        _("Items"),
        _("Running projects"),
        _("On an earlier version"),
        _("Published"),
    )
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(_row(one) for one in packages)
    return f'<table class="tpl-list"><thead><tr>{heads}</tr></thead><tbody data-keys>{body}</tbody></table>'


def _row(one: PackageLine) -> str:
    code = escape(one.code, quote=True)
    retired = "" if one.is_active else f' <span class="tpl-off">{escape(_("retired"))}</span>'
    items = _("{n} items, {optional} on condition", n=one.steps, optional=one.optional)
    behind = f'<b class="t-yellow">▲ {one.behind}</b>' if one.behind else "0"
    return (
        f'<tr data-open="{code}" class="{"" if one.is_active else "off"}">'
        f'<td class="tpl-name"><button type="button" data-open="{code}">{escape(one.name)}</button>'
        f"{retired}</td>"
        f"<td>{escape(_('version {n}', n=one.version))}</td><td>{escape(items)}</td>"
        f"{_cell(_('Running projects'), str(one.projects))}{_cell(_('On an earlier version'), behind)}"
        f'<td class="tpl-soft">{escape(instant(one.published_at))}</td></tr>'
    )


def _cell(name: str, html: str) -> str:
    return f'<td class="tpl-number" data-name="{escape(name, quote=True)}">{html}</td>'
