"""A reminder in words: what, about what, how urgent, how often; who else was told and what became of it."""

from html import escape

from domain.vocabulary import Light, ReminderLevel, Role
from services.inbox import ReminderRow, Sent, Tab
from ui import badges
from ui.i18n import _, day, instant, left, marked, word

LIGHTS = {
    ReminderLevel.URGENT: Light.RED,
    ReminderLevel.HIGH: Light.YELLOW,
    ReminderLevel.NORMAL: Light.NONE,
}
_SAID = {
    "mail": "Mail {at}",
    "enterprise": "Mail to the enterprise {at}",
    "robot": "Chat group {at}",
    "moved": "Mail that the day moved {at}",
}


def row_html(row: ReminderRow, tab: Tab) -> str:
    """What the rule says; what it is about; the day it counts from, how old and how often; its story."""
    lead = row.title or row.sentence
    said = row.sentence if row.title else ""
    about = badges.dots([row.problem, row.project, row.department])
    about += (" · " if about else "") + _whole(_on(row))
    times = _("told {n} times", n=row.times) if row.times > 1 else ""
    age = _("since today") if row.age_days == 0 else _("for {n} days", n=row.age_days)
    left_over = "" if _left(row) in row.sentence else _left(row)
    facts = " · ".join(_whole(fact) for fact in (left_over, age, times) if fact)
    return (
        f'<div class="d-duty"><b>{escape(lead)}</b>{_tags(row)}'
        f'<div class="d-soft">{about}</div>'
        f"<div>{_urgency(row, said or word(ReminderLevel(row.level)), tab)}"
        f' <span class="d-soft">· {facts}</span></div>{_outcome(row, tab)}{_story(row)}</div>'
    )


def _urgency(row: ReminderRow, text: str, tab: Tab) -> str:
    """Sign and colour for what is high or urgent; an ordinary reminder, and one that is done, needs none."""
    light = Light.NONE if tab is Tab.DONE else LIGHTS[ReminderLevel(row.level)]
    return f"<b>{escape(text)}</b>" if light is Light.NONE else badges.coloured(light, text)


def _on(row: ReminderRow) -> str:
    """Until when; of what is no deadline since when."""
    said = marked(day(row.anchor_on), row.is_provisional)
    return _("mail.since", day=said) if row.left_workdays is None else _("inbox.until", day=said)


def _whole(text: str) -> str:
    """A short fact that is not broken over two lines."""
    return f'<span class="d-whole">{escape(text)}</span>'


def _left(row: ReminderRow) -> str:
    return "" if row.left_workdays is None else left(row.left_workdays)


def _tags(row: ReminderRow) -> str:
    """That the enterprise is to be told; that it is the absent A's copy."""
    said = [_("Tell the enterprise")] if row.is_for_enterprise else []
    said += [_("For information")] if row.is_copy else []
    return "".join(f' <span class="d-tag">{escape(text)}</span>' for text in said)


def _outcome(row: ReminderRow, tab: Tab) -> str:
    """Until when it was put off and why; how it ended, and why if nobody here ended it."""
    if tab is Tab.SNOOZED:
        text = escape(_("Again on {day}: {reason}", day=day(row.snoozed_until), reason=row.reason))
    elif tab is Tab.DONE:
        how = f"inbox_cause.{row.close_cause}" if row.close_cause else f"reminder_state.{row.state}"
        text = badges.dots([_(how), instant(row.closed_at)])
    else:
        return ""
    return f'<div class="d-soft">{text}</div>'


def _story(row: ReminderRow) -> str:
    """On which channels it went out; who else hears of the matter. Folded; nothing where there is no more."""
    if not row.sent and not row.told:
        return ""
    parts = [_("In the inbox {day}", day=day(row.told_on)), *(_sent(one) for one in row.sent)]
    others = [f"{word(Role(one.role))} {day(one.on)}" for one in row.told]
    lines = [badges.dots(parts)]
    if others:
        lines.append(escape(_("Also told: {who}", who=_("inbox.joiner").join(others))))
    summary = _("History, {n} others told", n=len(others)) if others else _("inbox.story")
    inside = "".join(f"<div>{line}</div>" for line in lines)
    return f'<details class="n-story d-soft"><summary>{escape(summary)}</summary>{inside}</details>'


def _sent(one: Sent) -> str:
    at = instant(one.delivered_at) if one.delivered_at else _("under way")
    return _(_SAID.get(one.channel, _SAID["mail"]), at=at)
