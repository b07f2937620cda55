"""催办函: what is over its day at a department, as a numbered letter that is kept as it was written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from domain.access import Actor
from domain.errors import BadInput, NotFound, RuleBroken
from domain.vocabulary import StateKind
from models import Account, ChaseLetter, Step
from services import audit, catalogue, clock
from services.chasing import building, scoping, surroundings, wording
from services.chasing.views import LetterRow, LetterView, PendingRow
from services.database import UnitOfWork, unit_of_work
from services.settings import settings
from services.words import DEFAULT_LANG

_LATEST_REPLY = timedelta(days=60)
_NUMBER_LOCK = 0x0DA1CB
_FOLLOWING = 5


def write_letter(*, department_code: str, subjects: Collection[str], reply_by: date, actor: Actor) -> int:
    """Number and keep a letter about overdue rows of a department; its id, to be printed.

    In Chinese, whatever the writer's language: it goes to an authority. Raises Forbidden, NotFound
    chase.unknown_department, RuleBroken chase.nothing_over, BadInput chase.reply_out_of_range.
    """
    scoping.require_sending(actor)
    with unit_of_work(actor) as work:
        today = clock.local(work.now).date()
        if not today < reply_by <= today + _LATEST_REPLY:
            raise BadInput("chase.reply_out_of_range", earliest=today + timedelta(days=1))
        reader = replace(actor, lang=DEFAULT_LANG)
        view = scoping.department(work.session, department_code, reader)
        here = surroundings.read(work.session, reader)
        every = building.pending(work.session, here, department_code)
        rows = [row for row in every if row.is_over and row.subject in subjects]
        if not rows:
            raise RuleBroken("chase.nothing_over")
        letter = ChaseLetter(
            number=_next_number(work, today.year),
            department_code=department_code,
            written_on=today,
            reply_by=reply_by,
            written_by=actor.account_id,
            written_at=work.now,
            content={
                "department": view.name_zh,
                "rows": _lines(work.session, rows),
                "contact": _contact(work.session, actor),
            },
        )
        work.session.add(letter)
        work.session.flush()
        _audit(work, letter, "chase.letter", [row.subject for row in rows])
        return letter.id or 0


def print_letter(*, letter_id: int, actor: Actor) -> LetterView:
    """The letter as it was written, for those who see the department's sheet; each printing is audited.

    Raises Forbidden, NotFound access.not_found.
    """
    with unit_of_work(actor) as work:
        letter = work.session.get(ChaseLetter, letter_id)
        if letter is None or letter.department_code not in scoping.departments(work.session, actor):
            raise NotFound("access.not_found")
        _audit(work, letter, "chase.letter_print", [row["subject"] for row in letter.content["rows"]])
        return LetterView(
            year=int(letter.number[:4]),
            number=int(letter.number[5:]),
            department=letter.content["department"],
            district=settings().district_name,
            written_on=letter.written_on,
            reply_by=letter.reply_by,
            rows=tuple(_line_of(row) for row in letter.content["rows"]),
            contact=letter.content["contact"]["name"],
            phone=letter.content["contact"]["phone"],
        )


def _next_number(work: UnitOfWork, year: int) -> str:
    """The number after the year's highest. PostgreSQL waits its turn here; SQLite has one writer anyway."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBER_LOCK})
    prefix = f"{year}-"
    numbers = select(ChaseLetter.number).where(col(ChaseLetter.number).startswith(prefix))
    longest = numbers.order_by(func.length(ChaseLetter.number).desc(), col(ChaseLetter.number).desc())
    highest = work.session.exec(longest).first()
    return f"{prefix}{int(highest.removeprefix(prefix)) + 1 if highest else 1:03d}"


def _lines(session: Session, rows: Sequence[PendingRow]) -> list[dict[str, object]]:
    follows = _follows(session, rows)
    return [
        {
            **asdict(
                LetterRow(
                    subject=row.subject,
                    project=row.project,
                    enterprise=row.enterprise,
                    title=row.title,
                    accepted_on=row.accepted_on,
                    due_on=row.due_on,
                    over=-(row.left_workdays or 0),
                    days=wording.days(row, lang=DEFAULT_LANG),
                    lacks=wording.joined(row.missing, lang=DEFAULT_LANG),
                    follows=follows.get(row.subject, ""),
                    agent=row.agent,
                )
            ),
            "accepted_on": row.accepted_on and row.accepted_on.isoformat(),
            "due_on": row.due_on and row.due_on.isoformat(),
        }
        for row in rows
    ]


def _line_of(kept: Mapping[str, object]) -> LetterRow:
    days = {name: kept[name] and date.fromisoformat(str(kept[name])) for name in ("accepted_on", "due_on")}
    return LetterRow(**{**kept, **days})  # type: ignore[arg-type]


def _follows(session: Session, rows: Sequence[PendingRow]) -> dict[str, str]:
    """The steps not begun that wait for the late one: what its delay holds up."""
    projects = sorted({row.project_id for row in rows if row.step_code})
    items = catalogue.items(session)
    query = (
        select(Step.project_id, Step.item_code, Step.prerequisites)
        .where(col(Step.project_id).in_(projects), Step.state_kind == StateKind.OPEN)
        .order_by(col(Step.seq))
    )
    waiting = list(session.exec(query))
    found = {}
    for row in rows:
        names = [
            items[code].short_zh or items[code].name_zh
            for project_id, code, needs in waiting
            if row.step_code and project_id == row.project_id and row.step_code in needs
        ]
        found[row.subject] = wording.joined(names[:_FOLLOWING], lang=DEFAULT_LANG)
    return found


def _contact(session: Session, actor: Actor) -> dict[str, str]:
    account = session.get(Account, actor.account_id)
    return {"name": account.display_name if account else "", "phone": (account and account.phone) or ""}


def _audit(work: UnitOfWork, letter: ChaseLetter, action: str, subjects: Sequence[object]) -> None:
    audit.record(
        work,
        action=action,
        subject_type="chase_letter",
        subject_id=letter.id,
        after={
            "number": letter.number,
            "department": letter.department_code,
            "reply_by": letter.reply_by,
            "about": list(subjects),
        },
    )
