"""What administrators do with accounts. The last administrator cannot lock the door behind themselves."""

import re

from pypinyin import Style, lazy_pinyin
from sqlalchemy import func
from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.errors import BadInput, Conflict, NotFound, RuleBroken
from domain.vocabulary import ProjectStatus, Role
from models import Account, Department, Project
from services import audit, clock
from services.accounts import passwords, sessions
from services.accounts.views import AccountView, view_of
from services.database import UnitOfWork, reading, unit_of_work
from services.words import LANGS

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,31}$")
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+$")


def create(
    *,
    username: str,
    display_name: str,
    role: Role,
    password: str,
    actor: Actor,
    department_code: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    post: str | None = None,
    lang: str = "zh_CN",
    must_change_password: bool = True,
) -> int:
    """Add an account and return its id. A liaison needs a department.

    Raises Forbidden; BadInput accounts.username_bad/name_missing/mail_bad/needs_department and the
    password policy; RuleBroken accounts.username_taken.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    password_hash = _checked_hash(username, password)
    with unit_of_work(actor) as work:
        row = checked_row(
            work.session,
            username=username,
            display_name=display_name,
            role=role,
            department_code=department_code,
            email=email,
            lang=lang,
        )
        row.phone, row.post = phone or None, post or None
        row.password_hash, row.must_change_password = password_hash, must_change_password
        return add(work, row)


def _checked_hash(username: str, password: str) -> str:
    passwords.check_policy(password, username)
    return passwords.hash_of(password)


def checked_row(
    session: Session,
    *,
    username: str,
    display_name: str,
    role: Role,
    department_code: str | None = None,
    email: str | None = None,
    lang: str = "zh_CN",
) -> Account:
    """A new account row, checked but not stored."""
    username = username.strip().lower()
    if not _USERNAME.match(username):
        raise BadInput("accounts.username_bad")
    who = person(session, display_name=display_name, role=role, department_code=department_code, email=email)
    return Account(username=username, lang=lang, **who)


def person(
    session: Session, *, display_name: str, role: Role, department_code: str | None, email: str | None
) -> dict[str, str | None]:
    """The checked columns that say who somebody is; the name also in pinyin for the search."""
    display_name, email = display_name.strip(), (email or "").strip() or None
    if not display_name:
        raise BadInput("accounts.name_missing")
    if email and not _MAIL.match(email):
        raise BadInput("accounts.mail_bad")
    if role is Role.LIAISON and not department_code:
        raise BadInput("accounts.needs_department")
    if department_code and session.get(Department, department_code) is None:
        raise BadInput("accounts.needs_department")
    return {
        "display_name": display_name,
        "pinyin": "".join(lazy_pinyin(display_name)).lower(),
        "initials": "".join(lazy_pinyin(display_name, style=Style.FIRST_LETTER)).lower(),
        "role": role.value,
        "department_code": department_code if role is Role.LIAISON else None,
        "email": email,
    }


def add(work: UnitOfWork, row: Account) -> int:
    """Insert a checked account row (audited); RuleBroken accounts.username_taken."""
    if work.session.exec(select(Account.id).where(Account.username == row.username)).first() is not None:
        raise RuleBroken("accounts.username_taken", username=row.username)
    row.created_at = work.now
    work.session.add(row)
    work.session.flush()
    seen = {"username": row.username, "display_name": row.display_name, "role": row.role}
    audit.record(work, action="account.create", subject_type="account", subject_id=row.id, after=seen)
    return row.id or 0


def find(*, username: str, actor: Actor) -> int:
    """The id of a user name. Raises Forbidden, NotFound."""
    require(actor, Permission.MANAGE_ACCOUNTS)
    with reading(actor) as session:
        found = session.exec(select(Account.id).where(Account.username == username.strip().lower())).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def list_accounts(*, actor: Actor) -> tuple[AccountView, ...]:
    """All accounts, the active first, by role and name. Raises Forbidden."""
    require(actor, Permission.MANAGE_ACCOUNTS)
    order = (Account.is_active.desc(), Account.role, Account.display_name)  # type: ignore[attr-defined]
    with reading(actor) as session:
        return tuple(view_of(row, clock.now()) for row in session.exec(select(Account).order_by(*order)))


def change_account(
    *,
    account_id: int,
    version: int,
    display_name: str,
    role: Role,
    department_code: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    post: str | None = None,
    actor: Actor,
) -> None:
    """Change who somebody is; a changed role ends the person's sessions.

    Raises Forbidden, NotFound, Conflict access.stale, BadInput, RuleBroken accounts.last_admin/has_projects.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with unit_of_work(actor) as work:
        row = _row(work.session, account_id)
        _refuse_stale(row, version)
        values = person(
            work.session, display_name=display_name, role=role, department_code=department_code, email=email
        )
        values |= {"phone": phone or None, "post": post or None}
        if values["role"] != row.role:
            _refuse_if_needed(work.session, row)
            sessions.end_all(work, account_id)
        _change(work, row, values, action="account.change")


def disable(*, account_id: int, actor: Actor) -> None:
    """Close an account at once, sessions included.

    Raises Forbidden, NotFound, RuleBroken accounts.last_admin/not_yourself/has_projects.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with unit_of_work(actor) as work:
        row = _row(work.session, account_id)
        if account_id == actor.account_id:
            raise RuleBroken("accounts.not_yourself")
        _refuse_if_needed(work.session, row)
        sessions.end_all(work, account_id)
        _change(work, row, {"is_active": False}, action="account.disable")


def enable(*, account_id: int, actor: Actor) -> None:
    """Open a closed account again. Raises Forbidden, NotFound."""
    require(actor, Permission.MANAGE_ACCOUNTS)
    with unit_of_work(actor) as work:
        row = _row(work.session, account_id)
        _change(
            work,
            row,
            {"is_active": True, "failed_sign_ins": 0, "locked_until": None},
            action="account.enable",
        )


def reset_password(*, account_id: int, password: str, actor: Actor) -> None:
    """Set a first password to hand over: it must be changed at the next sign-in; sessions end.

    Raises Forbidden, NotFound and the password policy's BadInput.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    with reading(actor) as session:
        username = _row(session, account_id).username
    password_hash = _checked_hash(username, password)
    with unit_of_work(actor) as work:
        row = _row(work.session, account_id)
        row.password_hash = password_hash
        row.failed_sign_ins, row.locked_until = 0, None
        sessions.end_all(work, account_id)
        _change(work, row, {"must_change_password": True}, action="account.reset_password")


def unlock(*, account_id: int, actor: Actor) -> None:
    """Let somebody try again at once after too many wrong passwords. Raises Forbidden, NotFound."""
    require(actor, Permission.MANAGE_ACCOUNTS)
    with unit_of_work(actor) as work:
        row = _row(work.session, account_id)
        _change(work, row, {"failed_sign_ins": 0, "locked_until": None}, action="account.unlock")


def choose_language(*, lang: str, actor: Actor) -> None:
    """Keep the language a person works in. Raises BadInput accounts.language_unknown, NotFound."""
    if lang not in LANGS:
        raise BadInput("accounts.language_unknown")
    with unit_of_work(actor) as work:
        _change(work, _row(work.session, actor.account_id), {"lang": lang}, action="account.choose_language")


def _row(session: Session, account_id: int) -> Account:
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound("access.not_found")
    return row


def _refuse_stale(row: Account, version: int) -> None:
    if row.version != version:
        raise Conflict("access.stale")


def _change(work: UnitOfWork, row: Account, values: dict, action: str) -> None:
    before, after = audit.changes(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    work.session.add(row)
    audit.record(work, action=action, subject_type="account", subject_id=row.id, before=before, after=after)


def _refuse_if_needed(session: Session, row: Account) -> None:
    """An account that the installation or a running project still needs stays as it is."""
    if row.role == Role.ADMIN and _count(session, Account, role=Role.ADMIN.value, is_active=True) == 1:
        raise RuleBroken("accounts.last_admin")
    open_states = (ProjectStatus.ACTIVE.value, ProjectStatus.PAUSED.value)
    mine = select(func.count()).select_from(Project).where(Project.status.in_(open_states))  # type: ignore[attr-defined]
    count = session.exec(mine.where(Project.primary_agent_id == row.id)).one()
    if count:
        raise RuleBroken("accounts.has_projects", n=count)


def _count(session: Session, model: type, **values: object) -> int:
    return session.exec(select(func.count()).select_from(model).filter_by(**values)).one()
