"""What leaves this package: frozen views, never rows."""

from dataclasses import dataclass
from datetime import datetime

from domain.vocabulary import Role
from models import Account


@dataclass(frozen=True)
class AccountView:
    account_id: int
    username: str
    display_name: str
    role: Role
    department_code: str | None
    email: str | None
    phone: str | None
    post: str | None
    lang: str
    is_active: bool
    is_locked: bool
    must_change_password: bool
    version: int


def view_of(row: Account, now: datetime) -> AccountView:
    """The view of a row; `now` decides whether it is locked."""
    return AccountView(
        account_id=row.id or 0,
        username=row.username,
        display_name=row.display_name,
        role=Role(row.role),
        department_code=row.department_code,
        email=row.email,
        phone=row.phone,
        post=row.post,
        lang=row.lang,
        is_active=row.is_active,
        is_locked=row.locked_until is not None and row.locked_until > now,
        must_change_password=row.must_change_password,
        version=row.version,
    )
