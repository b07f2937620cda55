"""The history of a step: every act, also corrected and contested ones, the newest first."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from domain.access import Actor, Permission, can
from domain.vocabulary import Role
from models import Account, Step
from models import StepEvent as EventRow
from services import clock
from services.lifecycle_words import event_fact, state_word
from services.steps.log_rows import CORRECTION
from services.steps.project_steps import ProjectSteps
from services.steps.views import EventView
from services.words import named, translate


def history(session: Session, desk: ProjectSteps, step: Step, actor: Actor) -> tuple[EventView, ...]:
    """The entries of a step; of a group also what concerns it as a whole."""
    rows = [row for row in desk.log_rows(step) if row.event != CORRECTION or row.step_id == step.id]
    names = _names(session, rows)
    return tuple(_view(desk, row, names, actor) for row in reversed(rows))


def _names(session: Session, rows: list[EventRow]) -> dict[int, str]:
    ids = sorted({row.recorded_by for row in rows if row.recorded_by is not None})
    return dict(session.exec(_NAMES, params={"ids": ids}).all()) if ids else {}


_NAMES: Any = select(Account.id, Account.display_name).where(
    Account.id.in_(bindparam("ids", expanding=True))  # type: ignore[union-attr]
)


def _view(desk: ProjectSteps, row: EventRow, names: dict[int, str], actor: Actor) -> EventView:
    member = desk.items.get(row.member_code or "")
    lang = actor.lang
    confirmation = standing(desk, row)
    return EventView(
        id=row.id or 0,
        event=row.event,
        text=event_fact(row.mode, row.event, lang=lang),
        mode=row.mode,
        attempt=row.attempt,
        state_word=state_word(row.mode, row.state_after, lang=lang) if row.state_after else "",
        happened_on=row.happened_on,
        recorded_at=row.recorded_at,
        recorded_by=names.get(row.recorded_by) or translate("party.system", lang=lang),
        acted_by=row.acted_by,
        acted_by_word=translate(f"party.{row.acted_by}", lang=lang),
        acted_by_name=row.acted_by_name,
        member=named(member, lang) if member else None,
        is_on_behalf=row.is_on_behalf,
        confirmation=confirmation,
        contest_reason=row.contest_reason,
        document_no=row.document_no,
        file_id=row.file_id,
        reason=row.reason,
        note=row.note,
        is_corrected=row.corrected_by_event_id is not None,
        is_system=row.acted_by == "system",
        may_confirm=confirmation in ("waiting", "contested") and _is_liaison_of(actor, row),
        may_correct=may_correct(desk, row, actor),
    )


def standing(desk: ProjectSteps, row: EventRow) -> str:
    """How a recorded-on-behalf act stands; silence for record.objection_days working days is agreement."""
    if not needs_confirmation(row):
        return "none"
    if row.confirmed_at is not None:
        return "confirmed"
    if row.contested_at is not None:
        return "contested"
    return "agreed" if objection_over(desk, row) else "waiting"


def needs_confirmation(row: EventRow) -> bool:
    """A department's act that somebody else entered."""
    return row.is_on_behalf and row.department_code is not None and row.corrected_by_event_id is None


def objection_over(desk: ProjectSteps, row: EventRow) -> bool:
    days = desk.numbers.get("record.objection_days", 2)
    return desk.calendar.workdays_between(recorded_on(row), desk.today) > days


def recorded_on(row: EventRow) -> date:
    """The day in China on which an act was entered."""
    assert row.recorded_at is not None  # the column is not nullable
    return clock.local(row.recorded_at).date()


def _is_liaison_of(actor: Actor, row: EventRow) -> bool:
    return actor.role is Role.LIAISON and actor.department_code == row.department_code


def may_correct(desk: ProjectSteps, row: EventRow, actor: Actor) -> bool:
    """Who is shown the way to correct an entry: the recorder while it is fresh, the coordinator always."""
    if row.acted_by == "system" or row.event == CORRECTION or row.corrected_by_event_id is not None:
        return False
    if not can(actor, Permission.RECORD_EVENT):
        return False
    own = row.recorded_by == actor.account_id and not objection_over(desk, row)
    return own or actor.role is Role.COORDINATOR
