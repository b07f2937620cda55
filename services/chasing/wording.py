"""What the rows say in words, alike on the page, in the workbook and in letters."""

from collections.abc import Iterable

from domain.vocabulary import DayUnit
from services.chasing.views import AnswerView, ArrivalRow, PendingRow
from services.words import say_date, say_instant, say_left, translate


def days(row: PendingRow, *, lang: str) -> str:
    """Day 12 of 20 (provisional): working days used up of the limit; empty before acceptance."""
    if row.used is None or row.limit is None:
        return ""
    unit = "calendar" if row.day_unit == DayUnit.CALENDAR else "workday"
    text = translate(f"chase.days_{unit}", lang=lang, n=row.used, m=row.limit)
    return translate("chase.provisional_limit", lang=lang, text=text) if row.is_pending else text


def limit(row: ArrivalRow, *, lang: str) -> str:
    """The limit that will run; a dash without one."""
    if row.limit is None:
        return "—"
    msgid = "{n} calendar days" if row.day_unit == DayUnit.CALENDAR else "{n} working days"
    text = translate(msgid, lang=lang, n=row.limit)
    return translate("chase.provisional_limit", lang=lang, text=text) if row.is_pending else text


def left(row: PendingRow, *, lang: str) -> str:
    """4 working days left, 3 over; of what stands still whose move it is."""
    if row.waits_for:
        return row.waits_for
    return "" if row.left_workdays is None else say_left(row.left_workdays, lang=lang)


def missing(row: PendingRow, *, lang: str) -> str:
    return translate("list.clauses", lang=lang).join(row.missing)


def joined(parts: Iterable[str], *, lang: str) -> str:
    return translate("list.separator", lang=lang).join(parts)


def answered(answer: AnswerView, *, lang: str, with_source: bool = True) -> str:
    """Expected by 12 Sep (who, when): the last word of the department."""
    shown = {
        "day": say_date(answer.given_on, lang=lang),
        "number": answer.document_no,
        "reason": answer.reason,
    }
    kind = answer.kind if answer.reason or answer.kind != "expected" else "expected_plain"
    text = translate(f"chase.said_{kind}", lang=lang, **shown)
    if not with_source:
        return text
    at = say_instant(answer.answered_at, lang=lang)
    return translate("chase.said_by", lang=lang, text=text, who=answer.by, at=at)
