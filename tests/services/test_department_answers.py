"""What a department answers about its pending rows: on the page, and in the workbook that comes back."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import func, select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, DomainError, Forbidden, NotFound
from domain.vocabulary import Role
from exports import chase_sheet
from models import AuditRow, DepartmentAnswer, StepEvent
from services import chasing, clock
from services.chasing import (
    ANSWERS,
    COLUMNS,
    AnswerDraft,
    AnswerKind,
    ChaseSheet,
    PendingRow,
    ReturnedSheet,
    answering,
)
from services.chasing.deciding import record_done
from services.database import reading
from tests.factories import TODAY
from tests.factories_roadmaps import agent
from tests.factories_steps import act, at_step, department, person, see

pytestmark = pytest.mark.usefixtures("sqlite_db")
OFFICE, LATER = "development_reform", date(2026, 9, 9)
NAMES = (*COLUMNS, *ANSWERS)


@dataclass(frozen=True)
class Town:
    """Two steps that wait for one department, and the people around them."""

    agent: Actor
    coordinator: Actor
    liaison: Actor
    steps: tuple[int, int]

    def sheet(self, actor: Actor | None = None) -> ChaseSheet:
        return chasing.sheet(department_code=OFFICE, actor=actor or self.liaison)

    def row(self, number: int = 0) -> PendingRow:
        subject = f"step:{self.steps[number]}"
        return next(row for row in self.sheet().pending if row.subject == subject)

    def says(self, kind: AnswerKind, actor: Actor | None = None, **given: Any) -> chasing.Outcome:
        row = self.row()
        draft = AnswerDraft(**{"subject": row.subject, "stamp": row.stamp, "kind": kind} | given)
        return chasing.answer(department_code=OFFICE, draft=draft, actor=actor or self.liaison)


@pytest.fixture
def town() -> Town:
    by = agent()
    both = []
    for _ in range(2):
        step = at_step("energy_review", by, mode="standard")
        act(step, "submit", TODAY, by)
        department(step, "accept", TODAY, by)
        both.append(step)
    liaison = person("发改", Role.LIAISON, OFFICE)
    return Town(by, person("协调", Role.COORDINATOR), liaison, (both[0], both[1]))


def counted() -> tuple[int, ...]:
    """Rows of every table an answer writes to."""
    with reading(SYSTEM) as session:
        tables: tuple[Any, ...] = (DepartmentAnswer, StepEvent, AuditRow)
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in tables)


def test_a_sheet_says_day_n_of_m_and_whose_move(town: Town) -> None:
    with clock.frozen(LATER):
        rows = town.sheet().pending
    assert {row.subject for row in rows} == {f"step:{step}" for step in town.steps}
    assert [(row.used, row.limit, row.due_on) for row in rows] == [(6, 10, date(2026, 9, 15))] * 2


def test_everybody_sees_only_his_departments(town: Town) -> None:
    leader = person("领导", Role.LEADER)
    assert town.sheet(leader).pending == town.sheet(town.coordinator).pending
    assert [one.code for one in chasing.choices(actor=town.liaison)] == [OFFICE]
    other = person("资规", Role.LIAISON, "natural_resources")
    with pytest.raises(NotFound, match=r"chase\.unknown_department"):
        town.sheet(other)
    with pytest.raises(Forbidden):
        town.sheet(town.agent)


def test_done_is_the_departments_own_act(town: Town) -> None:
    found = town.says(AnswerKind.DONE, given_on=TODAY, document_no="发改能评〔2026〕3号")
    assert found.is_applied and see(town.steps[0], town.agent).decided_on == TODAY
    assert [row.subject for row in town.sheet().pending] == [f"step:{town.steps[1]}"]


def test_expected_and_difficulty_stay_as_its_last_word(town: Town) -> None:
    town.says(AnswerKind.EXPECTED, given_on=LATER)
    assert not town.says(AnswerKind.DIFFICULT, reason="缺评审专家").is_applied
    last = town.row().answer
    assert last is not None and (last.kind, last.reason, last.given_on) == ("difficult", "缺评审专家", None)
    assert see(town.steps[0], town.agent).decided_on is None


REFUSED: list[tuple[str, AnswerKind, dict[str, Any]]] = [
    ("chase.day_missing", AnswerKind.DONE, {"document_no": "1号"}),
    ("chase.number_missing", AnswerKind.DONE, {"given_on": TODAY}),
    ("chase.day_future", AnswerKind.DONE, {"given_on": LATER, "document_no": "1号"}),
    ("chase.before_acceptance", AnswerKind.DONE, {"given_on": date(2026, 8, 31), "document_no": "1号"}),
    ("chase.expected_missing", AnswerKind.EXPECTED, {}),
    ("chase.expected_past", AnswerKind.EXPECTED, {"given_on": date(2026, 8, 31)}),
    ("chase.reason_missing", AnswerKind.DIFFICULT, {"reason": "  "}),
    ("chase.too_long", AnswerKind.DIFFICULT, {"reason": "长" * 501}),
    ("chase.changed_since", AnswerKind.EXPECTED, {"given_on": LATER, "stamp": "0000000000"}),
    ("chase.not_pending", AnswerKind.EXPECTED, {"given_on": LATER, "subject": "step:999"}),
]


@pytest.mark.parametrize(("code", "kind", "given"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_is_refused_leaves_nothing(
    town: Town, code: str, kind: AnswerKind, given: dict[str, Any]
) -> None:
    before = counted()
    with pytest.raises(DomainError) as refused:
        town.says(kind, **given)
    assert refused.value.code == code and counted() == before


def test_readers_and_agents_do_not_answer(town: Town) -> None:
    for actor in (person("领导", Role.LEADER), town.agent):
        with pytest.raises(Forbidden):
            town.says(AnswerKind.EXPECTED, actor, given_on=LATER)


def filled(town: Town, fill: Callable[[Callable[[int, str, object], None]], None]) -> bytes:
    """The workbook as it went out, with cells written by `put(row, column, value)`."""
    book = load_workbook(io.BytesIO(chase_sheet.render(town.sheet(), lang="zh_CN")))
    sheet = book.worksheets[0]
    fill(lambda row, name, value: sheet.cell(row, NAMES.index(name) + 1).__setattr__("value", value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def first_done_second_unreadable(put: Callable[[int, str, object], None]) -> None:
    put(5, "answer", "已办结")
    put(5, "answer_on", TODAY)
    put(5, "document_no", "发改能评〔2026〕3号")
    put(6, "answer", "大概")


def fates(found: ReturnedSheet) -> list[str]:
    return [row.fate for row in found.rows]


def test_a_look_at_a_returned_sheet_changes_nothing(town: Town) -> None:
    data, before = filled(town, first_done_second_unreadable), counted()
    found = chasing.look(data=data, name="a.xlsx", actor=town.liaison)
    assert fates(found) == ["applied", "refused"] and "大概" in found.rows[1].reason
    assert [row.project for row in found.rows] == ["演示装备制造项目"] * 2
    assert counted() == before


def test_what_can_be_taken_is_taken_once(town: Town) -> None:
    data = filled(town, first_done_second_unreadable)
    assert fates(chasing.accept(data=data, name="a.xlsx", actor=town.liaison)) == ["applied", "refused"]
    with reading(SYSTEM) as session:
        (kept,) = session.exec(select(DepartmentAnswer)).all()
        assert (kept.via, kept.is_applied, kept.answered_by) == ("sheet", True, town.liaison.account_id)
    before = counted()
    assert fates(chasing.look(data=data, name="a.xlsx", actor=town.liaison)) == ["refused", "refused"]
    with pytest.raises(BadInput, match=r"chase\.nothing_to_accept"):
        chasing.accept(data=data, name="a.xlsx", actor=town.liaison)
    assert counted() == before


def test_a_row_refused_after_its_act_was_entered_leaves_no_trace(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(put: Callable[[int, str, object], None]) -> None:
        for row in (5, 6):
            put(row, "answer", "已办结")
            put(row, "answer_on", TODAY)
            put(row, "document_no", f"{row}号")

    def refuse_late(work: Any, row: PendingRow, **given: Any) -> bool:
        is_applied = record_done(work, row, **given)
        if given["document_no"] == "5号":
            raise BadInput("chase.number_missing")
        return is_applied

    data, before = filled(town, fill), counted()
    monkeypatch.setattr(answering, "record_done", refuse_late)
    assert fates(chasing.accept(data=data, name="a.xlsx", actor=town.liaison)) == ["refused", "applied"]
    answers, acts, _ = (now - was for now, was in zip(counted(), before, strict=True))
    assert (answers, acts) == (1, 1)
    decided = [see(step, town.agent).decided_on for step in town.steps]
    assert sorted(map(str, decided)) == [str(TODAY), "None"]
    with reading(SYSTEM) as session:
        said = session.exec(select(AuditRow.after).where(AuditRow.actor_id == town.liaison.account_id)).all()
    assert "6号" in str(said) and "5号" not in str(said)


def test_formulas_and_doubled_rows_are_refused(town: Town) -> None:
    def fill(put: Callable[[int, str, object], None]) -> None:
        put(5, "answer", "有困难")
        put(5, "reason", '=HYPERLINK("http://example.invalid")')
        put(6, "subject", f"step:{min(town.steps)}")
        put(6, "answer", "预计")
        put(6, "answer_on", LATER)

    found = chasing.look(data=filled(town, fill), name="a.xlsx", actor=town.liaison)
    assert fates(found) == ["refused", "refused"]


def test_another_departments_file_and_a_stranger_are_refused(town: Town) -> None:
    data = filled(town, first_done_second_unreadable)
    with pytest.raises(NotFound, match=r"chase\.unknown_department"):
        other = person("资规", Role.LIAISON, "natural_resources")
        chasing.look(data=data, name="a.xlsx", actor=other)
    with pytest.raises(BadInput):
        chasing.look(data=b"no workbook", name="a.xlsx", actor=town.liaison)


def test_a_letter_tells_of_late_rows_only_and_counts_on(town: Town) -> None:
    subjects = [f"step:{step}" for step in town.steps]
    late = date(2026, 9, 17)

    def write(reply_by: date) -> int:
        return chasing.write_letter(
            department_code=OFFICE, subjects=subjects[:1], reply_by=reply_by, actor=town.coordinator
        )

    with pytest.raises(DomainError, match=r"chase\.nothing_over"):
        write(late)
    with clock.frozen(late):
        with pytest.raises(BadInput, match=r"chase\.reply_out_of_range"):
            write(late)
        letters = [
            chasing.print_letter(letter_id=write(date(2026, 9, 24)), actor=town.liaison) for _ in range(2)
        ]
        assert [letter.number for letter in letters] == [1, 2]
        assert [(row.subject, row.over) for row in letters[0].rows] == [(subjects[0], 2)]
        with pytest.raises(Forbidden):
            chasing.write_letter(
                department_code=OFFICE, subjects=subjects, reply_by=date(2026, 9, 24), actor=town.liaison
            )
        with pytest.raises(NotFound):
            chasing.print_letter(letter_id=1, actor=person("资规", Role.LIAISON, "natural_resources"))
