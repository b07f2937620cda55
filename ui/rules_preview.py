"""What a changed rule would send, shown before it is saved: today by role and name, then day by day."""

from html import escape

from services.reminder_rules import Difference, Named, RulePreview
from ui import tables
from ui.i18n import _, day
from ui.limit_words import project_words


def html(found: RulePreview) -> str:
    """The rule in words, then what would come and go; nothing was written."""
    parts = [f'<p class="l-effect">{escape(found.words)}</p>', *_warnings(found)]
    if found.moves_nothing:
        parts.append(f"<p>{escape(_('On the present pool nothing changes today or in the next days.'))}</p>")
        return "".join(parts)
    parts += _side(found.fresh, _("Would be sent today besides"), found)
    parts += _side(found.dropped, _("Wait today and would be withdrawn"), found)
    if not (found.fresh.count or found.dropped.count):
        parts.append(f"<p>{escape(_('Nothing changes today.'))}</p>")
    return "".join([*parts, _ahead(found)])


def _warnings(found: RulePreview) -> list[str]:
    said = []
    if found.old_number:
        said.append(_("The sentence still says {number}. Please adapt it.", number=found.old_number))
    if found.mutes:
        said.append(_("{n} mutes of this rule end: an urgent rule always speaks.", n=found.mutes))
    return [f'<p class="d-hint">{escape(text)}</p>' for text in said]


def _side(side: Difference, title: str, found: RulePreview) -> list[str]:
    if not side.count:
        return []
    roles = _("list.separator").join(
        f"{escape(_(f'recipient.{role}'))} {count}" for role, count in side.by_role.items()
    )
    rows = [_cells(one, found) for one in side.first]
    heads = (_("Project"), _("Matter"), _("Person"), _("Counted from"))
    more = side.count - len(side.first)
    said = _("{title}: {n} reminders", title=title, n=side.count)
    return [
        f'<p class="d-part">{escape(said)} <span class="d-soft">{roles}</span></p>',
        tables.html_table(heads, rows),
        f'<p class="d-soft">{escape(_("{n} more reminders", n=more))}</p>' if more else "",
    ]


def _cells(one: Named, found: RulePreview) -> tuple[str, ...]:
    role = _(f"recipient.{one.role}")
    person = f"{one.person} · {role}" if one.person else role
    project = project_words(one.project_id, one.project) if one.project_id else "—"
    return tuple(
        escape(text) for text in (project, one.matter, person, day(one.anchor_on, today=found.today))
    )


def _ahead(found: RulePreview) -> str:
    """Working days ahead on which the number differs or something is sent."""
    days = [one for one in found.ahead if one.before or one.after]
    title = escape(_("Next {n} working days, as it stands → as changed", n=len(found.ahead)))
    said = "".join(
        f"<span>{escape(day(one.on, today=found.today))} <b>{one.before} → {one.after}</b></span>"
        for one in days
    ) or escape(_("nothing, either way"))
    return f'<p class="d-part">{title}</p><div class="r-days">{said}</div>'
