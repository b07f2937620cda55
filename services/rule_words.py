"""A reminder rule in words: when it speaks, to whom, how urgently (`on the decision → agent, normal`)."""

from collections.abc import Iterable
from typing import Any

from domain.errors import BadInput
from domain.reminders import Rule
from domain.vocabulary import DayUnit
from services.words import translate


def anchor_name(anchor: str, *, lang: str) -> str:
    """What a rule counts from, as a short noun: the due date of a step, the last follow-up."""
    return translate(f"rule_anchor.{anchor}", lang=lang)


def when(rule: Rule, *, lang: str) -> str:
    """`3 working days before the due date`; repeats are said after it."""
    anchor = anchor_name(rule.anchor, lang=lang)
    if rule.is_half:
        text = translate("rule_when.half", lang=lang, anchor=anchor)
    elif rule.days == 0:
        text = translate("rule_when.on", lang=lang, anchor=anchor)
    else:
        side = "before" if rule.days < 0 else "after"
        span = days(abs(rule.days), rule.unit, lang=lang)
        text = translate(f"rule_when.{side}", lang=lang, anchor=anchor, span=span)
    if not rule.every:
        return text
    every = days(rule.every, rule.unit, lang=lang)
    return text + translate("rule_when.every", lang=lang, span=every)


def days(count: int, unit: DayUnit, *, lang: str) -> str:
    """5 working days / 30 calendar days."""
    return translate(f"rule_span.{unit.value}", lang=lang, n=count)


def to_whom(roles: Iterable[str], *, lang: str) -> str:
    """The recipient roles as a list."""
    said = [translate(f"recipient.{role}", lang=lang) for role in roles]
    return translate("list.separator", lang=lang).join(said)


def in_words(rule: Rule, *, lang: str) -> str:
    """The whole rule in one line."""
    level = translate(f"reminder_level.{rule.level.value}", lang=lang).lower()
    whom = to_whom(rule.recipients, lang=lang)
    return translate("rule_words.line", lang=lang, when=when(rule, lang=lang), whom=whom, level=level)


def parsed(row: Any) -> Rule:
    """The rule of a row of the table. Raises BadInput reminder.unreadable_rule."""
    return Rule.parse(
        code=row.code,
        anchor=row.anchor,
        offset=row.offset,
        unit=row.unit,
        repeat=row.repeat,
        recipients=row.recipients,
        level=row.level,
    )


def row_in_words(row: Any, *, lang: str) -> str:
    """The line of a row of the table; that it does not read where somebody wrote nonsense past the page."""
    try:
        return in_words(parsed(row), lang=lang)
    except (BadInput, ValueError):
        return translate("rule_words.unreadable", lang=lang)
