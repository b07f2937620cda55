"""The words of a letter: text and html from the same lines, in the recipient's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from services.reminders.lines import ENTERPRISE, Line, Speech
from services.settings import settings
from services.words import DEFAULT_LANG, say_date, translate

_LEVEL_COLOURS = {"urgent": "#C0281F", "high": "#8A5A00", "normal": "#5D6673"}
_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_BUTTON = (
    "background:#1A56A8;color:#ffffff;text-decoration:none;padding:10px 22px;border-radius:4px;"
    "display:inline-block"
)
SHOWN = 50
"""More lines than this nobody reads in a mail; the rest is counted and waits in the inbox."""


@dataclass(frozen=True)
class Reader:
    """Who reads the letter; `is_daily` for leaders, who get one a day."""

    account_id: int
    name: str
    lang: str
    is_daily: bool = False


@dataclass(frozen=True)
class Contact:
    """Whom an enterprise may call."""

    name: str
    phone: str


@dataclass(frozen=True)
class Written:
    """A letter's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Entry:
    """One matter as it is shown: a link only for people with an account."""

    level: str
    level_word: str
    title: str
    place: str
    sentence: str
    day: str
    url: str = ""


def to_person(reader: Reader, lines: Sequence[Line], speech: Speech) -> Written:
    """The digest of one person: what, where, why, until when, and a link to each project."""
    lang = reader.lang
    urgent = sum(line.level == "urgent" for line in lines)
    day = say_date(speech.today, lang=lang, weekday=False)
    kind = "daily" if reader.is_daily else "urgent" if urgent else "plain"
    subject = translate(f"mail.subject_{kind}", lang=lang, n=len(lines), urgent=urgent, day=day)
    lead = translate("mail.lead_daily" if reader.is_daily else "mail.lead", lang=lang, n=len(lines), day=day)
    return _written(
        subject=subject,
        greeting=translate("mail.greeting", lang=lang, name=reader.name),
        lead=lead,
        entries=[_entry(line, speech, lang) for line in lines[:SHOWN]],
        more=translate("mail.more", lang=lang, n=len(lines) - SHOWN) if len(lines) > SHOWN else "",
        link=(translate("mail.open_inbox", lang=lang), f"{settings().base_url}/inbox"),
        foot=translate("mail.foot", lang=lang, phone=settings().support_phone),
        lang=lang,
    )


def to_enterprise(lines: Sequence[Line], contact: Contact | None, speech: Speech) -> Written:
    """What one enterprise has to do by when, and whom to call; nothing of the house's own remarks."""
    lang = DEFAULT_LANG
    entries = [
        _Entry(line.level, "", line.duty.title(lang), line.duty.project, "", speech.day(line, lang))
        for line in lines
    ]
    called = {"name": contact.name, "phone": contact.phone} if contact else {}
    foot = translate("mail.enterprise_call", lang=lang, **called) if contact else ""
    return _written(
        subject=translate("mail.enterprise_subject", lang=lang, n=len(lines)),
        greeting=translate("mail.greeting", lang=lang, name=lines[0].duty.enterprise),
        lead=translate("mail.enterprise_lead", lang=lang),
        entries=entries,
        more="",
        link=None,
        foot="\n".join(
            part for part in (foot, translate("mail.foot", lang=lang, phone=settings().support_phone)) if part
        ),
        lang=lang,
    )


def _entry(line: Line, speech: Speech, lang: str) -> _Entry:
    duty = line.duty
    title = duty.title(lang)
    if line.role == ENTERPRISE:
        title = translate("mail.tell_enterprise", lang=lang, title=title)
    step = duty.step(lang) if duty.what(lang) != duty.step(lang) else ""
    place = [part for part in (duty.project, step, duty.department(lang)) if part]
    query = {"id": duty.project_id, "step": duty.step_id}
    query = {name: value for name, value in query.items() if value}
    return _Entry(
        level=line.level,
        level_word="" if line.level == "normal" else translate(f"reminder_level.{line.level}", lang=lang),
        title=title,
        place=" · ".join(place),
        sentence=speech.sentence(line, lang),
        day=speech.day(line, lang),
        url=f"{settings().base_url}/project?{urlencode(query)}" if duty.project_id else "",
    )


def _written(
    *,
    subject: str,
    greeting: str,
    lead: str,
    entries: Sequence[_Entry],
    more: str,
    link: tuple[str, str] | None,
    foot: str,
    lang: str,
) -> Written:
    text = [greeting, "", lead, ""]
    for number, entry in enumerate(entries, 1):
        mark = f"[{entry.level_word}] " if entry.level_word else ""
        text.append(f"{number}. {mark}{entry.title}")
        text += [f"   {part}" for part in (entry.place, entry.sentence, entry.day, entry.url) if part]
        text.append("")
    text += [more, ""] if more else []
    if link:
        text += [link[0], link[1], ""]
    html = _html(greeting, lead, "".join(map(_row, entries)), _tail(more, link, foot), lang)
    return Written(subject, "\n".join([*text, foot, ""]), html)


def _tail(more: str, link: tuple[str, str] | None, foot: str) -> str:
    """What stands below the lines: how many more there are, the way in, the small print."""
    left = f'<p style="margin:12px 0 0">{escape(more)}</p>' if more else ""
    button = ""
    if link:
        way_in = f'<a href="{escape(link[1])}" style="{_BUTTON}">{escape(link[0])}</a>'
        button = f'<p style="margin:20px 0">{way_in}</p>'
    small = "<br>".join(map(escape, foot.splitlines()))
    return f'{left}{button}<p style="margin:16px 0 0;color:#5D6673;font-size:13px">{small}</p>'


def _html(greeting: str, lead: str, rows: str, tail: str, lang: str) -> str:
    """Tables and inline colours: mail programs know no style sheets."""
    return (
        f'<!DOCTYPE html><html lang="{lang.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="margin:0;background:#F4F6F9;color:#1F2733;'
        f'font-family:{_FONTS};font-size:15px;line-height:1.6">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">'
        '<table role="presentation" cellpadding="0" cellspacing="0" style="max-width:640px;width:100%;'
        'background:#ffffff;border-top:3px solid #1A56A8"><tr><td style="padding:24px">'
        f'<p style="margin:0">{escape(greeting)}</p><p style="margin:4px 0 16px"><b>{escape(lead)}</b></p>'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>{tail}'
        "</td></tr></table></td></tr></table></body></html>"
    )


def _row(entry: _Entry) -> str:
    colour = _LEVEL_COLOURS[entry.level]
    title = escape(entry.title)
    if entry.url:
        title = f'<a href="{escape(entry.url)}" style="color:#1A56A8;text-decoration:none">{title}</a>'
    mark = (
        f'<span style="color:{colour};font-weight:700">{escape(entry.level_word)}</span> '
        if entry.level_word
        else ""
    )
    said = " · ".join(part for part in (entry.sentence, entry.day) if part)
    return (
        f'<tr><td style="border-left:3px solid {colour};border-bottom:1px solid #D9DFE8;padding:10px 12px">'
        f"<div>{mark}<b>{title}</b></div>"
        f'<div style="color:#5D6673;font-size:13px">{escape(entry.place)}</div>'
        f'<div style="color:{colour};font-size:13px">{escape(said)}</div></td></tr>'
    )
