"""Rules as data: what may be entered, who may, what a change writes, withdraws and would send."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound
from models import AuditRow, Reminder, ReminderRule
from services import mutes, reminder_rules, reminders
from services.database import reading
from services.mutes import MuteDraft
from services.reminder_rules import RuleDraft, packaged
from services.reminder_rules.checking import checked, refuse_twin
from services.reminder_rules.previewing import old_number
from services.words import LANGS
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

ANCHORS = 34
FAR = date(2026, 9, 8)  # five working days ahead of Tuesday 1 September


def draft(**values: object) -> RuleDraft:
    """The packaged values of due_soon, changed."""
    return packaged.drafts()["due_soon"].model_copy(update=values)


@pytest.fixture
def home(sqlite_db: str) -> District:
    return made.district()


def version(code: str) -> int:
    with reading(SYSTEM) as session:
        return session.get_one(ReminderRule, code).version


def audits(action: str) -> list[AuditRow]:
    with reading(SYSTEM) as session:
        found = list(session.exec(select(AuditRow).where(AuditRow.action == action)))
        session.expunge_all()
        return found


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"anchor": "nonsense"}, "rules.unknown_anchor"),
        ({"unit": "month"}, "rules.unknown_unit"),
        ({"offset": "soon"}, "rules.offset_unreadable"),
        ({"offset": ""}, "rules.offset_unreadable"),
        ({"offset": "1.5"}, "rules.offset_unreadable"),
        ({"offset": "-400"}, "rules.offset_too_far"),
        ({"offset": "-50%", "anchor": "decided"}, "rules.no_half"),
        ({"offset": "-50%", "unit": "calendar"}, "rules.no_half"),
        ({"offset": "-40%"}, "rules.offset_unreadable"),
        ({"repeat": "often"}, "rules.repeat_unreadable"),
        ({"repeat": "every -5"}, "rules.every_not_positive"),
        ({"repeat": "every 0"}, "rules.every_not_positive"),
        ({"repeat": "every 999"}, "rules.every_too_long"),
        ({"recipients": ()}, "rules.no_recipient"),
        ({"recipients": ("mayor",)}, "rules.unknown_recipient"),
        ({"level": "loud"}, "rules.unknown_level"),
        ({"text_zh": ""}, "rules.text_missing"),
    ],
)
def test_what_does_not_read_is_said(values: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked("due_soon", draft(**values))
    assert refused.value.code == code


def test_every_packaged_rule_may_be_saved_as_it_is(home: District) -> None:
    with reading(SYSTEM) as session:
        for code, known in packaged.drafts().items():
            refuse_twin(session, checked(code, known))
    assert not [row for row in reminder_rules.list_rules(actor=home.admin).rows if row.is_changed]


def test_only_those_who_manage_settings(home: District) -> None:
    for actor in (home.agent, home.coordinator, home.leader, home.liaison):
        for act in (
            lambda who: reminder_rules.list_rules(actor=who),
            lambda who: reminder_rules.preview(code="due_soon", draft=draft(), actor=who),
            lambda who: reminder_rules.save(code="due_soon", draft=draft(), version=1, actor=who),
            lambda who: reminder_rules.add(draft=draft(offset="-7"), actor=who),
            lambda who: reminder_rules.remove(code="own_1", version=1, actor=who),
            lambda who: reminder_rules.restore(code="due_soon", version=1, actor=who),
            lambda who: reminder_rules.switch(code="due_soon", is_active=False, version=1, actor=who),
        ):
            with pytest.raises(Forbidden):
                act(actor)


def test_a_rule_is_said_in_words_with_what_creates_and_ends_it(home: District) -> None:
    found = reminder_rules.list_rules(actor=home.admin)
    rows = {row.code: row for row in found.rows}
    assert rows.keys() == packaged.drafts().keys() and len(found.anchors) == ANCHORS
    assert rows["due_soon"].words == "办理到期前3个工作日 → 代办员，一般"
    assert rows["overdue_5"].words == "办理到期后5个工作日，此后每5个工作日一次 → 领导，紧急"
    assert rows["tol_half"].words == "欠件补齐到期前，期限过半时 → 代办员、企业，一般"
    due = found.anchors["step_due"]
    assert "受理" in due.created_by and "作出决定" in due.discharged_by
    assert set(found.anchors) == {row.anchor for row in found.rows}


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_of_an_anchor_is_missing(lang: str) -> None:
    from services.reminder_rules.anchor_words import anchors

    for view in anchors(lang=lang).values():
        for text in (view.name, view.meaning, *view.created_by, *view.discharged_by):
            assert text and "anchor_" not in text and not text.startswith("event.")


def test_a_change_is_stored_audited_and_counts_the_version(home: District) -> None:
    reminder_rules.save(
        code="due_soon",
        draft=draft(offset="-05", recipients=("agent", "coordinator"), level="high"),
        version=1,
        actor=home.admin,
    )
    found = reminder_rules.one_rule(code="due_soon", actor=home.admin)
    assert found.row.words == "办理到期前5个工作日 → 代办员、协调专员，重要"
    assert (found.draft.offset, found.version, found.row.is_changed) == ("-5", 2, True)
    (row,) = audits("reminder_rule.change")
    assert row.before == {"offset": "-3", "recipients": ["agent"], "level": "normal"}
    assert row.after == {"offset": "-5", "recipients": ["agent", "coordinator"], "level": "high"}
    with pytest.raises(Conflict, match="changed_meanwhile"):
        reminder_rules.save(code="due_soon", draft=draft(), version=1, actor=home.admin)
    reminder_rules.restore(code="due_soon", version=2, actor=home.admin)
    assert not reminder_rules.one_rule(code="due_soon", actor=home.admin).row.is_changed


def test_nothing_changed_writes_nothing(home: District) -> None:
    english = reminder_rules.one_rule(code="due_soon", actor=home.admin).draft
    assert english.text_en
    reminder_rules.save(code="due_soon", draft=english, version=1, actor=home.admin)
    assert version("due_soon") == 1 and not audits("reminder_rule.change")


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda who: reminder_rules.remove(code="due_soon", version=1, actor=who), "rules.packaged_stays"),
        (lambda who: reminder_rules.restore(code="own_1", version=1, actor=who), "rules.not_packaged"),
        (
            lambda who: reminder_rules.save(
                code="due_soon", draft=draft(anchor="decided"), version=1, actor=who
            ),
            "rules.anchor_stays",
        ),
        (lambda who: reminder_rules.add(draft=draft(), actor=who), "rules.twin"),
        (lambda who: reminder_rules.one_rule(code="own_1", actor=who), "rules.not_found"),
        (lambda who: reminder_rules.remove(code="own_1", version=1, actor=who), "rules.not_found"),
    ],
)
def test_refusals(home: District, act: object, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        act(home.admin)  # type: ignore[operator]
    assert refused.value.code == code


def test_an_own_rule_speaks_and_goes(home: District) -> None:
    made.duty(home, "step_due", FAR)
    own = draft(offset="-5", recipients=("coordinator",), text_zh="到期前提前看一眼")
    code = reminder_rules.add(draft=own, actor=home.admin)
    reminders.sweep(actor=SYSTEM)
    assert made.told() == [(code, "陈协调")]
    row = reminder_rules.one_rule(code=code, actor=home.admin)
    assert row.row.scope == "all" and row.draft.text_en == "到期前提前看一眼" and row.sent == 1
    reminder_rules.remove(code=code, version=row.version, actor=home.admin)
    (kept,) = made.reminders()
    assert (kept.state, kept.close_cause) == ("withdrawn", "rule")
    with pytest.raises(NotFound):
        reminder_rules.one_rule(code=code, actor=home.admin)


def test_switched_off_it_is_silent_and_switched_on_it_speaks_again(home: District) -> None:
    made.duty(home, "step_due", date(2026, 9, 4))
    reminders.sweep(actor=SYSTEM)
    assert [row.state for row in made.reminders()] == ["open"]
    reminder_rules.switch(code="due_soon", is_active=False, version=1, actor=home.admin)
    reminders.sweep(actor=SYSTEM)
    assert [row.state for row in made.reminders()] == ["withdrawn"]
    reminder_rules.switch(code="due_soon", is_active=True, version=2, actor=home.admin)
    reminders.sweep(actor=SYSTEM)
    assert [row.state for row in made.reminders()] == ["open"]


def test_what_is_no_longer_due_is_withdrawn_and_a_level_follows(home: District) -> None:
    made.duty(home, "step_due", date(2026, 9, 4))
    reminders.sweep(actor=SYSTEM)
    reminder_rules.save(code="due_soon", draft=draft(level="high"), version=1, actor=home.admin)
    assert [(row.state, row.level) for row in made.reminders()] == [("open", "high")]
    reminder_rules.save(code="due_soon", draft=draft(offset="-2"), version=2, actor=home.admin)
    assert [row.state for row in made.reminders()] == ["withdrawn"]


def test_an_urgent_rule_ends_its_mutes(home: District) -> None:
    muted = MuteDraft(rule="due_soon", reason="每天自己看板")
    mutes.mute(draft=muted, actor=home.agent)
    assert reminder_rules.preview(code="due_soon", draft=draft(level="urgent"), actor=home.admin).mutes == 1
    reminder_rules.save(code="due_soon", draft=draft(level="urgent"), version=1, actor=home.admin)
    assert not mutes.list_own(actor=home.agent) and len(audits("mute.end")) == 1


def test_a_preview_says_what_would_come_and_writes_nothing(home: District) -> None:
    made.duty(home, "step_due", FAR)
    reminders.sweep(actor=SYSTEM)
    wider = draft(offset="-5", recipients=("agent", "coordinator"))
    found = reminder_rules.preview(code="due_soon", draft=wider, actor=home.admin)
    assert (found.fresh.count, found.fresh.by_role) == (2, {"agent": 1, "coordinator": 1})
    assert [one.person for one in found.fresh.first] == ["李代办", "陈协调"]
    assert {one.project for one in found.fresh.first} == {""}, "an administrator sees projects as numbers"
    assert found.fresh.first[0].project_id == home.project_id and found.fresh.first[0].matter
    assert [(day.on, day.before, day.after) for day in found.ahead if day.before or day.after] == [
        (date(2026, 9, 3), 1, 0)
    ]
    assert len(found.ahead) == 10 and not found.dropped.count
    assert found.old_number == "3" and not found.moves_nothing
    assert made.reminders() == [] and version("due_soon") == 1 and not audits("reminder_rule.change")


def test_a_preview_says_what_would_go(home: District) -> None:
    made.duty(home, "step_due", date(2026, 9, 4))
    reminders.sweep(actor=SYSTEM)
    off = reminder_rules.preview(code="due_soon", draft=draft(is_active=False), actor=home.admin)
    assert (off.dropped.count, off.dropped.by_role, off.fresh.count) == (1, {"agent": 1}, 0)
    later = reminder_rules.preview(code="due_soon", draft=draft(offset="-1"), actor=home.admin)
    assert later.dropped.count == 1
    assert [(day.on, day.before, day.after) for day in later.ahead if day.before or day.after] == [
        (date(2026, 9, 3), 0, 1)
    ]
    same = reminder_rules.preview(code="due_soon", draft=draft(), actor=home.admin)
    assert same.moves_nothing and same.today == TODAY


def test_a_new_rule_is_previewed_too(home: District) -> None:
    made.duty(home, "step_due", FAR)
    own = draft(offset="-5", recipients=("enterprise",), text_zh="请备齐材料")
    found = reminder_rules.preview(code=None, draft=own, actor=home.admin)
    assert found.fresh.by_role == {"enterprise": 1} and found.fresh.first[0].person == ""


def test_what_was_acknowledged_stays_so(home: District) -> None:
    made.duty(home, "step_due", date(2026, 9, 4))
    reminders.sweep(actor=SYSTEM)
    made.change(Reminder, made.reminders()[0].id or 0, state="acknowledged")
    found = reminder_rules.preview(code="due_soon", draft=draft(offset="-1"), actor=home.admin)
    assert found.moves_nothing


@pytest.mark.parametrize(
    ("before", "after", "said", "number"),
    [
        ({"offset": "-3"}, {"offset": "-5"}, "剩3个工作日", "3"),
        ({"offset": "-3"}, {"offset": "+3"}, "剩3个工作日", ""),
        ({"offset": "-3"}, {"offset": "-5"}, "剩13个工作日", ""),
        ({"offset": "+5", "repeat": "every 4"}, {"offset": "+5", "repeat": "every 2"}, "每4日", "4"),
        ({"offset": "0"}, {"offset": "-5"}, "今日到期", ""),
    ],
)
def test_a_sentence_that_still_says_the_old_number(
    before: dict[str, str], after: dict[str, str], said: str, number: str
) -> None:
    rules = [checked("x", draft(**values)) for values in (before, after)]
    assert old_number(*rules, said) == number
