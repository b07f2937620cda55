"""The rules as they stand, and one of them as it is edited."""

from collections.abc import Mapping

from sqlmodel import Session, col, func, select

from domain.access import Actor, Permission, require
from domain.errors import NotFound
from domain.vocabulary import ReminderState
from models import Reminder, ReminderMute, ReminderRule
from services import clock, mutes
from services.database import reading
from services.reminder_rules import packaged, rows
from services.reminder_rules.anchor_words import anchors
from services.reminder_rules.drafts import RuleDraft
from services.reminder_rules.views import RuleDetail, RuleList, RuleRow
from services.reminders.rules import sentences
from services.rule_words import row_in_words


def list_rules(*, actor: Actor) -> RuleList:
    """Every rule with what it says. Raises Forbidden unless the actor manages the settings."""
    require(actor, Permission.MANAGE_SETTINGS)
    place = {code: number for number, code in enumerate(packaged.drafts())}
    with reading(actor) as session:
        found = session.exec(select(ReminderRule)).all()
        said, waiting = sentences(session, lang=actor.lang), _open(session)
        ordered = sorted(found, key=lambda row: (place.get(row.code, len(place)), row.code))
        listed = tuple(_row(row, said, waiting, actor.lang) for row in ordered)
    return RuleList(rows=listed, anchors=anchors(lang=actor.lang))


def one_rule(*, code: str, actor: Actor) -> RuleDetail:
    """One rule with its values. Raises Forbidden, NotFound rules.not_found."""
    require(actor, Permission.MANAGE_SETTINGS)
    with reading(actor) as session:
        row = session.get(ReminderRule, code)
        if row is None:
            raise NotFound("rules.not_found")
        said = sentences(session, lang=actor.lang, codes=[code])
        sent = select(func.count(col(Reminder.id))).where(Reminder.rule_code == code)
        silent = select(func.count(col(ReminderMute.id))).where(
            ReminderMute.rule_code == code, mutes.live(clock.today())
        )
        return RuleDetail(
            row=_row(row, said, _open(session, code), actor.lang),
            draft=_with_catalog(row, sentences(session, lang="en", codes=[code])[code]),
            packaged=packaged.drafts().get(code),
            version=row.version,
            sent=session.exec(sent).one(),
            mutes=session.exec(silent).one(),
        )


def _with_catalog(row: ReminderRule, english: str) -> RuleDraft:
    return rows.draft_of(row).model_copy(update={"text_en": english})


def _open(session: Session, code: str | None = None) -> dict[str, int]:
    query = select(Reminder.rule_code, func.count(col(Reminder.id))).where(
        Reminder.state == ReminderState.OPEN
    )
    if code is not None:
        query = query.where(Reminder.rule_code == code)
    return dict(session.exec(query.group_by(Reminder.rule_code)).all())


def _row(row: ReminderRule, said: Mapping[str, str], waiting: Mapping[str, int], lang: str) -> RuleRow:
    known = packaged.drafts().get(row.code)
    return RuleRow(
        code=row.code,
        scope=row.scope,
        anchor=row.anchor,
        sentence=said[row.code],
        words=row_in_words(row, lang=lang),
        recipients=tuple(row.recipients),
        level=row.level,
        is_active=row.is_active,
        is_own=known is None,
        is_changed=known is not None and rows.differs(row, known),
        open=waiting.get(row.code, 0),
    )
