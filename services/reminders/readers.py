"""Who can be written to: active accounts with an address, their hours, and whose morning it is."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, select

from domain import letter_hours
from domain.letter_hours import Morning
from domain.vocabulary import Role
from domain.workdays import WorkCalendar
from models import Account, MorningRound, NoticePreference
from services import clock


@dataclass(frozen=True)
class Reader:
    """One person with an address. `served_on`: the last day the morning came round."""

    id: int
    name: str
    role: str
    lang: str
    address: str
    phone: str
    morning_at: str
    wants_last_call: bool
    changed_at: datetime | None
    served_on: date | None

    @property
    def is_leader(self) -> bool:
        return self.role == Role.LEADER

    def morning(self, now: datetime, days: WorkCalendar) -> Morning | None:
        """Whether the digest is due at an instant."""
        return letter_hours.morning(
            clock.local(now),
            at=time.fromisoformat(self.morning_at),
            served_on=self.served_on,
            changed_at=clock.local(self.changed_at) if self.changed_at else None,
            calendar=days,
        )


def by_id(session: Session) -> dict[int, Reader]:
    """Everybody who can be written to; who chose no hours gets the house's."""
    preference = NoticePreference
    columns = (Account.id, Account.display_name, Account.role, Account.lang, Account.email, Account.phone)
    chosen = (preference.morning_at, preference.wants_last_call, preference.changed_at)
    query = (
        select(*columns, *chosen, MorningRound.served_on)
        .outerjoin(preference, preference.account_id == Account.id)
        .outerjoin(MorningRound, MorningRound.account_id == Account.id)
        .where(Account.is_active, Account.email != "")
    )
    usual = f"{letter_hours.USUAL:%H:%M}"
    return {
        row.id: Reader(
            id=row.id,
            name=row.display_name,
            role=row.role,
            lang=row.lang,
            address=row.email,
            phone=row.phone or "",
            morning_at=row.morning_at or usual,
            wants_last_call=row.wants_last_call is not False,
            changed_at=row.changed_at,
            served_on=row.served_on,
        )
        for row in session.exec(query)
    }
