"""The form of a letter: the same lines as text and html, in tables and inline colours for mail programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_LEVEL_COLOURS = {"urgent": "#C0281F", "high": "#8A5A00", "normal": "#5D6673"}
_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_BUTTON = (
    "background:#1A56A8;color:#ffffff;text-decoration:none;padding:10px 22px;border-radius:4px;"
    "display:inline-block"
)


@dataclass(frozen=True)
class Entry:
    """One matter as it is shown: a link only for people with an account."""

    level: str
    level_word: str
    title: str
    place: str
    sentence: str
    day: str
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A heading (empty for the first one) and its matters."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Sheet:
    """All that stands in a letter. `notes` come below the lead, `more` below the last section."""

    subject: str
    greeting: str
    lead: str
    sections: tuple[Section, ...]
    foot: str
    lang: str
    notes: tuple[str, ...] = ()
    more: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Written:
    """A letter's words."""

    subject: str
    text: str
    html: str


def write(sheet: Sheet) -> Written:
    """The sheet in both forms."""
    sections = tuple(section for section in sheet.sections if section.entries)
    return Written(sheet.subject, _text(sheet, sections), _html(sheet, sections))


def _text(sheet: Sheet, sections: Sequence[Section]) -> str:
    said = [sheet.greeting, "", sheet.lead, *sheet.notes, ""]
    for section in sections:
        said += [section.heading, ""] if section.heading else []
        for number, entry in enumerate(section.entries, 1):
            mark = f"[{entry.level_word}] " if entry.level_word else ""
            said.append(f"{number}. {mark}{entry.title}")
            said += [f"   {part}" for part in (entry.place, entry.sentence, entry.day, entry.url) if part]
            said.append("")
    said += [sheet.more, ""] if sheet.more else []
    said += [*sheet.link, ""] if sheet.link else []
    return "\n".join([*said, sheet.foot, ""])


def _html(sheet: Sheet, sections: Sequence[Section]) -> str:
    notes = "".join(f'<p style="margin:0 0 8px;color:#5D6673">{escape(note)}</p>' for note in sheet.notes)
    return (
        f'<!DOCTYPE html><html lang="{sheet.lang.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light"></head>'
        '<body style="margin:0;background:#F4F6F9;color:#1F2733;'
        f'font-family:{_FONTS};font-size:15px;line-height:1.6">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">'
        '<table role="presentation" cellpadding="0" cellspacing="0" style="max-width:640px;width:100%;'
        'background:#ffffff;border-top:3px solid #1A56A8"><tr><td style="padding:24px">'
        f'<p style="margin:0">{escape(sheet.greeting)}</p>'
        f'<p style="margin:4px 0 12px"><b>{escape(sheet.lead)}</b></p>{notes}'
        f"{''.join(map(_section, sections))}{_tail(sheet)}"
        "</td></tr></table></td></tr></table></body></html>"
    )


def _section(section: Section) -> str:
    head = ""
    if section.heading:
        head = f'<p style="margin:20px 0 8px;font-weight:700">{escape(section.heading)}</p>'
    rows = "".join(map(_row, section.entries))
    return (
        f'{head}<table role="presentation" width="100%" cellpadding="0" cellspacing="0"'
        f' style="margin-top:4px">{rows}</table>'
    )


def _row(entry: Entry) -> str:
    colour = _LEVEL_COLOURS[entry.level]
    title = escape(entry.title)
    if entry.url:
        title = f'<a href="{escape(entry.url)}" style="color:#1A56A8;text-decoration:none">{title}</a>'
    mark = ""
    if entry.level_word:
        mark = f'<span style="color:{colour};font-weight:700">{escape(entry.level_word)}</span> '
    said = " · ".join(part for part in (entry.sentence, entry.day) if part)
    return (
        f'<tr><td style="border-left:3px solid {colour};border-bottom:1px solid #D9DFE8;padding:10px 12px">'
        f"<div>{mark}<b>{title}</b></div>"
        f'<div style="color:#5D6673;font-size:13px">{escape(entry.place)}</div>'
        f'<div style="color:{colour};font-size:13px">{escape(said)}</div></td></tr>'
    )


def _tail(sheet: Sheet) -> str:
    """What stands below the lines: how many more there are, the way in, the small print."""
    left = f'<p style="margin:12px 0 0">{escape(sheet.more)}</p>' if sheet.more else ""
    button = ""
    if sheet.link:
        way_in = f'<a href="{escape(sheet.link[1])}" style="{_BUTTON}">{escape(sheet.link[0])}</a>'
        button = f'<p style="margin:20px 0">{way_in}</p>'
    small = "<br>".join(map(escape, sheet.foot.splitlines()))
    return f'{left}{button}<p style="margin:16px 0 0;color:#5D6673;font-size:13px">{small}</p>'
