"""The active rules of the table, and their sentences in both languages."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, select

from domain.reminders import Rule
from models import ReminderRule
from services.words import translate


def active(session: Session) -> dict[str, list[Rule]]:
    """The rules administrators left switched on, by anchor. BadInput reminder.unreadable_rule."""
    by_anchor: dict[str, list[Rule]] = defaultdict(list)
    for row in session.exec(select(ReminderRule).where(ReminderRule.is_active).order_by(ReminderRule.code)):
        rule = Rule.parse(
            code=row.code,
            anchor=row.anchor,
            offset=row.offset,
            unit=row.unit,
            repeat=row.repeat,
            recipients=row.recipients,
            level=row.level,
        )
        by_anchor[rule.anchor].append(rule)
    return dict(by_anchor)


_FULL_WIDTH = str.maketrans(",:;()", "，：；（）")


def sentences(session: Session, *, lang: str, codes: Iterable[str] | None = None) -> dict[str, str]:
    """What each rule says. Chinese is the table's text with full-width punctuation, English the table's if
    written, else the catalog's."""
    query = select(ReminderRule.code, ReminderRule.text_zh, ReminderRule.text_en)
    if codes is not None:
        query = query.where(ReminderRule.code.in_(set(codes)))
    return {
        code: (text_en or translate(f"rule.{code}", lang=lang))
        if lang == "en"
        else text_zh.translate(_FULL_WIDTH)
        for code, text_zh, text_en in session.exec(query)
    }
