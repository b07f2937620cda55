"""The mail that carries a department's sheet: counts, a table of the rows, the way in, the workbook."""

import base64
from html import escape

from models import Account
from services.chasing import wording
from services.chasing.views import ArrivalRow, ChaseSheet, PendingRow
from services.outbox import Letter
from services.settings import settings
from services.words import say_date, translate

SHOWN = 30
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FONTS = "'Microsoft YaHei','PingFang SC',Arial,sans-serif"
_CELL = "padding:8px 10px;border-bottom:1px solid #D9DFE8;text-align:left;vertical-align:top"
_BUTTON = "display:inline-block;background:#1A56A8;color:#ffffff;padding:9px 22px;text-decoration:none"


def letter_of(view: ChaseSheet, person: Account, workbook: bytes, *, key: str) -> Letter:
    """The letter to one liaison, in the liaison's language."""
    lang = person.lang
    counts = {"n": len(view.pending), "over": view.over, "arrive": len(view.arrivals)}
    day = say_date(view.today, lang=lang, weekday=False)
    subject = translate("chase.mail_subject", lang=lang, department=view.department, day=day, **counts)
    greeting = translate("chase.mail_greeting", lang=lang, name=person.display_name)
    lead = translate("chase.mail_lead", lang=lang, department=view.department, day=day, **counts)
    how = translate("chase.mail_how", lang=lang)
    url = f"{settings().base_url}/chase?department={view.department_code}"
    foot = translate("chase.mail_foot", lang=lang, district=view.district, phone=settings().support_phone)
    return Letter(
        dedupe_key=key,
        address=person.email or "",
        subject=subject,
        text=_text(view, [greeting, "", lead, ""], [how, url, "", foot, ""], lang),
        html=_html(view, greeting, lead, how, url, foot, lang),
        recipient_id=person.id,
        kind="chase",
        attachments=(_attached(view, workbook, lang),),
    )


def _attached(view: ChaseSheet, workbook: bytes, lang: str) -> dict[str, str]:
    title = translate("chase.file_title", lang=lang, department=view.department)
    return {
        "name": f"{title}-{view.today:%Y%m%d}.xlsx".replace("/", "-"),
        "media_type": _XLSX,
        "base64": base64.b64encode(workbook).decode(),
    }


def _text(view: ChaseSheet, head: list[str], tail: list[str], lang: str) -> str:
    said = list(head)
    for number, row in enumerate(view.pending[:SHOWN], start=1):
        said.append(f"{number}. {row.title} · {row.project}")
        said.append(f"   {_when(row, lang)}")
        said += [f"   {part}" for part in row.missing]
    if len(view.pending) > SHOWN:
        said.append(translate("chase.mail_more", lang=lang, n=len(view.pending) - SHOWN))
    if view.arrivals:
        said += ["", translate("chase.sheet_arrivals", lang=lang)]
        said += [f"- {_arrives(row, lang)}: {row.title} · {row.project}" for row in view.arrivals[:SHOWN]]
    return "\n".join([*said, "", *tail])


def _when(row: PendingRow, lang: str) -> str:
    parts = (wording.days(row, lang=lang), _until(row, lang), wording.left(row, lang=lang))
    return " · ".join(part for part in parts if part)


def _until(row: PendingRow, lang: str) -> str:
    return (
        "" if row.due_on is None else translate("chase.until", lang=lang, day=say_date(row.due_on, lang=lang))
    )


def _arrives(row: ArrivalRow, lang: str) -> str:
    return say_date(row.submit_on, lang=lang, weekday=False)


def _html(view: ChaseSheet, greeting: str, lead: str, how: str, url: str, foot: str, lang: str) -> str:
    """Tables and inline colours: mail programs know no style sheets."""
    rows = "".join(_row(row, lang) for row in view.pending[:SHOWN])
    coming = "".join(_coming(row, lang) for row in view.arrivals[:SHOWN])
    title = escape(translate("chase.sheet_arrivals", lang=lang))
    arrivals = f'<p style="margin:20px 0 4px"><b>{title}</b></p>{_table(coming)}' if coming else ""
    more = len(view.pending) - SHOWN
    left = f"<p>{escape(translate('chase.mail_more', lang=lang, n=more))}</p>" if more > 0 else ""
    button = escape(translate("chase.mail_open", lang=lang))
    return (
        f'<!DOCTYPE html><html lang="{lang.replace("_", "-")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="margin:0;background:#F4F6F9;color:#1F2733;font-family:{_FONTS};font-size:15px;'
        'line-height:1.6"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
        '<td align="center"><table role="presentation" cellpadding="0" cellspacing="0" '
        'style="max-width:760px;width:100%;background:#ffffff;border-top:3px solid #1A56A8"><tr>'
        '<td style="padding:24px">'
        f'<p style="margin:0">{escape(greeting)}</p><p style="margin:4px 0 16px"><b>{escape(lead)}</b></p>'
        f"{_table(rows)}{left}{arrivals}"
        f'<p style="margin:20px 0 8px">{escape(how)}</p>'
        f'<p style="margin:0 0 20px"><a href="{escape(url)}" style="{_BUTTON}">{button}</a></p>'
        f'<p style="margin:0;color:#5D6673;font-size:13px">{escape(foot)}</p>'
        "</td></tr></table></td></tr></table></body></html>"
    )


def _table(rows: str) -> str:
    return (
        f'<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">{rows}</table>'
    )


def _row(row: PendingRow, lang: str) -> str:
    colour = {"red": "#C0281F", "yellow": "#8A5A00"}.get(row.light, "#256B43")
    lacks = "".join(f'<div style="color:#5D6673;font-size:13px">{escape(part)}</div>' for part in row.missing)
    days = escape(wording.days(row, lang=lang))
    place = f"{escape(row.project)} · {escape(row.enterprise)}"
    return (
        f'<tr><td style="{_CELL};border-left:3px solid {colour}"><b>{escape(row.title)}</b>'
        f'<div style="color:#5D6673;font-size:13px">{place}</div>{lacks}'
        f'</td><td style="{_CELL};white-space:nowrap">{days}<div>{escape(_until(row, lang))}</div>'
        f'<div style="color:{colour};font-weight:700">{escape(wording.left(row, lang=lang))}</div></td></tr>'
    )


def _coming(row: ArrivalRow, lang: str) -> str:
    limit = escape(wording.limit(row, lang=lang))
    return (
        f'<tr><td style="{_CELL};white-space:nowrap">{escape(_arrives(row, lang))}</td>'
        f'<td style="{_CELL}"><b>{escape(row.title)}</b><div style="color:#5D6673;font-size:13px">'
        f'{escape(row.project)} · {escape(row.agent)}</div></td><td style="{_CELL}">{limit}</td></tr>'
    )
