"""催办函 on A4 paper: title, number, addressee, text, table, what is asked, day. Chinese only."""

from datetime import date
from html import escape
from pathlib import Path

from services.chasing import LetterRow, LetterView
from services.words import DEFAULT_LANG, translate

_CSS = (Path(__file__).parent / "chase_letter.css").read_text(encoding="utf-8")


def html(view: LetterView) -> str:
    """The whole document, escaped; a field that nobody knows stands as 待填, never made up."""
    number = _("chase_letter.number", year=view.year, n=view.number)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{escape(number)}</title><link rel="icon" href="/favicon.png"><style>{_CSS}</style></head>'
        f'<body><p class="hint">{escape(_("chase_letter.hint"))}</p><main>'
        f"<header><h1>{escape(_('chase_letter.title', district=view.district))}</h1>"
        f'<p class="number">{escape(number)}</p></header>'
        f'<p class="to">{escape(_("chase_letter.to", department=view.department))}</p>'
        f"<p>{escape(_('chase_letter.body', n=len(view.rows)))}</p>{_table(view)}"
        f"<p>{escape(_('chase_letter.ask', day=_day(view.reply_by)))}</p>"
        f"<p>{escape(_('chase_letter.contact', name=_known(view.contact), phone=_known(view.phone)))}</p>"
        f"<footer><p>{escape(_('chase_letter.sender', district=view.district))}</p>"
        f"<p>{escape(_day(view.written_on))}</p></footer>{_open(view)}</main></body></html>"
    )


def _(msgid: str, **params: object) -> str:
    return translate(msgid, lang=DEFAULT_LANG, **params)


def _day(day: date | None) -> str:
    """2026年9月1日: paper is read in other years too."""
    if day is None:
        return _("chase_letter.unknown")
    text = _("date.day", month=day.month, day=day.day)
    return _("date.year", year=day.year) + text


def _narrow_day(day: date | None) -> str:
    """In a narrow column it breaks behind the year only."""
    year, sign, rest = escape(_day(day)).partition(_("date.year", year=""))
    return f"{year}{sign}<span>{rest}</span>"


def _known(text: str) -> str:
    return text or _("chase_letter.unknown")


_HEADS = ("seq", "project", "title", "accepted", "due", "over", "follows", "agent")


def _table(view: LetterView) -> str:
    heads = "".join(f"<th>{escape(_(f'chase_letter.head_{name}'))}</th>" for name in _HEADS)
    rows = "".join(_row(number, row) for number, row in enumerate(view.rows, start=1))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(number: int, row: LetterRow) -> str:
    title = escape(row.title) + (f"<small>{escape(row.lacks)}</small>" if row.lacks else "")
    over = escape(_("chase_letter.over", n=row.over)) + (
        f"<small>{escape(row.days)}</small>" if row.days else ""
    )
    cells = (
        str(number),
        f"{escape(row.project)}<small>{escape(row.enterprise)}</small>",
        title,
        _narrow_day(row.accepted_on),
        _narrow_day(row.due_on),
        over,
        escape(row.follows or "—"),
        escape(_known(row.agent)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _open(view: LetterView) -> str:
    """What is not known and has to be written in by hand before the letter goes out."""
    lacking = [
        _(f"chase_letter.field_{name}")
        for name, is_known in (
            ("contact", bool(view.contact)),
            ("phone", bool(view.phone)),
            ("agent", all(row.agent for row in view.rows)),
        )
        if not is_known
    ]
    fields = [*lacking, _("chase_letter.field_seal")]
    text = _("chase_letter.to_fill", fields=_("list.separator").join(fields))
    return f'<p class="fill">{escape(text)}</p>'
