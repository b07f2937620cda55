"""A returned sheet: what becomes of every row, then all that can be taken, in one transaction."""

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import Session

from domain.access import Actor
from domain.errors import BadInput, DomainError, NotFound
from domain.ledger_values import day
from services import clock
from services.chasing import answering, scoping, wording
from services.chasing.drafts import AnswerDraft
from services.chasing.views import ANSWERS, COLUMNS, FORMAT, AnswerKind, AnswerView, PendingRow
from services.chasing.views import ReturnedRow as Fated
from services.chasing.views import ReturnedSheet as Seen
from services.database import UnitOfWork, unit_of_work
from services.department_sheets import reading
from services.department_sheets.reading import Kind, Returned, Row
from services.words import LANGS, named, of_error, translate

CHASE = Kind(FORMAT, (*COLUMNS, *ANSWERS), {"subject", "stamp"}, {"subject", "stamp", "title", *ANSWERS})


class _Trial(Exception):
    """Ends a dry run: everything it entered is rolled back."""


def look(*, data: bytes, name: str, actor: Actor) -> Seen:
    """What each row of a returned sheet would do: it is done and rolled back.

    Raises Forbidden, BadInput ledger.* and department_sheet.* for a file that is none of ours, NotFound
    chase.unknown_department for another department's.
    """
    returned = _read(data, name, actor)
    seen: list[Seen] = []
    try:
        with unit_of_work(actor) as work:
            seen.append(_take(work, returned))
            raise _Trial
    except _Trial:
        return seen[0]


def accept(*, data: bytes, name: str, actor: Actor) -> Seen:
    """Keep every answer that can be kept, all in one transaction; a refused row changes nothing.

    Raises as `look`, and BadInput chase.nothing_to_accept.
    """
    returned = _read(data, name, actor)
    with unit_of_work(actor) as work:
        seen = _take(work, returned)
        if not seen.count("applied") + seen.count("kept"):
            raise BadInput("chase.nothing_to_accept")
        return seen


def _read(data: bytes, name: str, actor: Actor) -> Returned:
    scoping.require_answering(actor)
    return reading.read(data=data, name=name, kind=CHASE)


def _take(work: UnitOfWork, returned: Returned) -> Seen:
    """Every row in its own savepoint: what one act refuses leaves no trace of it."""
    rows = answering.pending(work, returned.department_code)
    known = {row.subject: row for row in rows}
    fates: list[Fated] = []
    seen: set[str] = set()
    for row in returned.rows:
        subject = row.text("subject")
        fates.append(_fate(work, returned.department_code, row, known.get(subject), subject in seen))
        seen.add(subject)
    return Seen(
        department_code=returned.department_code,
        department=_department(work.session, returned.department_code, work.actor),
        rows=tuple(fates),
        absent=sum(not row.waits_for for row in rows if row.subject not in seen),
    )


def _department(session: Session, code: str, actor: Actor) -> str:
    return named(scoping.department(session, code, actor), actor.lang)


def _fate(work: UnitOfWork, code: str, row: Row, known: PendingRow | None, is_double: bool) -> Fated:
    """What becomes of one row; the answer is stored if it can be."""
    name = row.text("title") or row.text("subject")
    project = row.text("project").partition("\n")[0]
    found = Fated(row.number, row.text("subject"), name, project, "blank")
    if not any(column in row.cells or column in row.formulas for column in ANSWERS):
        return found
    audits = len(work.audits)
    try:
        draft = _draft(row, is_double)
        if known is None:
            raise NotFound("chase.not_pending")
        with work.session.begin_nested():
            today = clock.local(work.now).date()
            outcome = answering.keep(work, code, known, draft, today=today, via=answering.SHEET)
    except DomainError as refusal:
        del work.audits[audits:]
        return replace(found, fate="refused", reason=of_error(refusal, lang=work.actor.lang))
    said = wording.answered(_as_view(draft), lang=work.actor.lang, with_source=False)
    return replace(found, fate="applied" if outcome.is_applied else "kept", said=said)


def _as_view(draft: AnswerDraft) -> AnswerView:
    return AnswerView(draft.kind, draft.given_on, draft.document_no, draft.reason, "", None, is_applied=False)


def _draft(row: Row, is_double: bool) -> AnswerDraft:
    """What the department wrote. Raises BadInput chase.twice, .kind_unknown, ledger.*, department_sheet.*."""
    if is_double:
        raise BadInput("department_sheet.twice")
    if row.formulas:
        raise BadInput("department_sheet.formula")
    given = row.cells.get("answer_on")
    return AnswerDraft(
        subject=row.text("subject"),
        kind=kind_of(row.text("answer")),
        given_on=day(given).value if given is not None else None,
        document_no=row.text("document_no"),
        reason=row.text("reason"),
        stamp=row.text("stamp") or "-",
    )


def kind_of(text: str) -> AnswerKind:
    """Done, expected, in difficulty, in either language. Raises BadInput chase.kind_*."""
    wanted = text.strip().lower()
    if not wanted:
        raise BadInput("chase.kind_missing")
    for kind in AnswerKind:
        if wanted in {kind.value, *_words(kind)}:
            return kind
    raise BadInput("chase.kind_unknown", text=text)


def _words(kind: AnswerKind) -> Iterator[str]:
    return (translate(f"chase_answer.{kind}", lang=lang).lower() for lang in LANGS)
