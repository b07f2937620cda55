"""When somebody wants to be written to: one's own morning hour, and whether the last call is wanted."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session

from domain import letter_hours
from domain.access import Actor
from domain.errors import BadInput, Conflict, Forbidden
from domain.vocabulary import Role
from models import Account, NoticePreference
from services import audit, outbox
from services.database import UnitOfWork, reading, unit_of_work

USUAL = f"{letter_hours.USUAL:%H:%M}"


@dataclass(frozen=True)
class HoursView:
    """Own hours, and what stands in the way of mail. `version` 0: never chosen, the house's hours hold.

    `has_last_call`: only who acts for projects is called in the afternoon.
    """

    morning_at: str
    wants_last_call: bool
    version: int
    choices: tuple[str, ...]
    has_last_call: bool
    address: str
    is_mail_on: bool


class HoursDraft(BaseModel):
    """What somebody chose; `version` is the one that was on screen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    morning_at: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5)]
    wants_last_call: bool = True
    version: int


def own_hours(*, actor: Actor) -> HoursView:
    """The actor's own hours. Raises Forbidden for whom no reminder is ever written: auditors, the system."""
    _require_person(actor)
    with reading(actor) as session:
        row = session.get(NoticePreference, actor.account_id)
        return HoursView(
            morning_at=row.morning_at if row else USUAL,
            wants_last_call=row.wants_last_call if row else True,
            version=row.version if row else 0,
            choices=letter_hours.choices(),
            has_last_call=actor.role in (Role.AGENT, Role.COORDINATOR),
            address=_address(session, actor),
            is_mail_on=outbox.is_mail_on(),
        )


def change_hours(*, draft: HoursDraft, actor: Actor) -> None:
    """Keep the actor's own hours; today's digest, once sent, is not sent again at another hour.

    Raises Forbidden, BadInput hours.not_a_choice (first, last), Conflict hours.changed_meanwhile.
    """
    _require_person(actor)
    choices = letter_hours.choices()
    if draft.morning_at not in choices:
        raise BadInput("hours.not_a_choice", first=choices[0], last=choices[-1])
    with unit_of_work(actor) as work:
        _change(work, draft)


def _change(work: UnitOfWork, draft: HoursDraft) -> None:
    session, account_id = work.session, work.actor.account_id
    session.get(Account, account_id, with_for_update=True)  # two first choices at once: one waits
    row = session.get(NoticePreference, account_id)
    if (row.version if row else 0) != draft.version:
        raise Conflict("hours.changed_meanwhile")
    row = row or NoticePreference(account_id=account_id, morning_at=USUAL, version=0)
    values = {"morning_at": draft.morning_at, "wants_last_call": draft.wants_last_call}
    before, after = audit.changes(row, values)
    row.morning_at, row.wants_last_call = draft.morning_at, draft.wants_last_call
    row.version, row.changed_at = draft.version + 1, work.now
    session.add(row)
    if after:
        audit.record(
            work,
            action="hours.change",
            subject_type="account",
            subject_id=account_id,
            before=before,
            after=after,
        )


def _require_person(actor: Actor) -> None:
    if actor.is_system or actor.role is Role.AUDITOR:
        raise Forbidden("access.denied")


def _address(session: Session, actor: Actor) -> str:
    return session.get_one(Account, actor.account_id).email or ""
