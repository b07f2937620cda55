"""One file per enterprise: by credit code, else by normalised name; never two silently made one."""

import re
import unicodedata

from sqlmodel import Session, select

from domain.errors import BadInput, RuleBroken
from domain.identifiers import normalised_name
from models import Enterprise
from services import audit
from services.database import UnitOfWork
from services.projects.drafts import ContactDraft
from services.projects.identity import credit_code, pinyin

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def enterprise_for(
    work: UnitOfWork, *, name: str, uscc: str | None = None, contact: ContactDraft | None = None
) -> Enterprise:
    """The enterprise of this credit code, else of this name, made if there is none; new contact data is kept.

    A credit code that arrives later is filled in. Raises BadInput projects.enterprise_missing,
    identifiers.…; RuleBroken projects.credit_code_of_another, projects.enterprise_ambiguous.
    """
    if not normalised_name(name):
        raise BadInput("projects.enterprise_missing")
    code = credit_code(uscc)
    row = find_enterprise(work.session, name=name, code=code)
    if row is None:
        row = _new(work, name.strip(), code)
    elif code and row.uscc is None:
        change_enterprise(work, row, {"uscc": code})
    if contact is not None:
        change_contact(work, row, contact)
    return row


def find_enterprise(session: Session, *, name: str, code: str | None) -> Enterprise | None:
    """The enterprise that is meant, None if it is new. `code` is a checked one."""
    wanted = normalised_name(name)
    if code:
        found = session.exec(select(Enterprise).where(Enterprise.uscc == code)).first()
        if found is not None:
            if found.name_normalised != wanted:
                raise RuleBroken("projects.credit_code_of_another", enterprise=found.name)
            return found
    same_name = select(Enterprise).where(Enterprise.name_normalised == wanted).order_by(Enterprise.id)  # type: ignore[arg-type]
    namesakes = session.exec(same_name).all()
    without_code = [row for row in namesakes if row.uscc is None]
    if without_code or code:
        return without_code[0] if without_code else None
    if len(namesakes) > 1:
        raise RuleBroken("projects.enterprise_ambiguous", enterprise=namesakes[0].name)
    return namesakes[0] if namesakes else None


def _new(work: UnitOfWork, name: str, code: str | None) -> Enterprise:
    full, initials = pinyin(name)
    row = Enterprise(
        name=name, name_normalised=normalised_name(name), uscc=code, pinyin=full, initials=initials
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="enterprise.create",
        subject_type="enterprise",
        subject_id=row.id,
        after={"name": name, "uscc": code},
    )
    return row


def change_contact(work: UnitOfWork, row: Enterprise, contact: ContactDraft) -> None:
    """Keep what is given of contact, phone, mail. Raises BadInput projects.phone_bad, projects.mail_bad."""
    given = {
        "contact": contact.contact,
        "phone": checked_phone(contact.phone),
        "email": checked_mail(contact.email),
    }
    change_enterprise(work, row, {name: value for name, value in given.items() if value})


def change_enterprise(work: UnitOfWork, row: Enterprise, values: dict[str, str | None]) -> None:
    """Write and audit what really changes; the audit names the fields of a person, not their values."""
    before, after = audit.changes(row, values)
    if not after:
        return
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="enterprise.change",
        subject_type="enterprise",
        subject_id=row.id,
        before={name: _quiet(name, value) for name, value in before.items()},
        after={name: _quiet(name, value) for name, value in after.items()},
    )


def _quiet(name: str, value: str | None) -> str | None:
    return "***" if name in ("contact", "phone", "email") and value else value


def checked_phone(typed: str) -> str:
    """As typed, half-width. Raises BadInput projects.phone_bad when it holds fewer than five digits."""
    phone = unicodedata.normalize("NFKC", typed).strip()
    if phone and len(re.sub(r"\D", "", phone)) < 5:
        raise BadInput("projects.phone_bad")
    return phone


def checked_mail(typed: str) -> str:
    """Half-width. Raises BadInput projects.mail_bad."""
    mail = unicodedata.normalize("NFKC", typed).strip()
    if mail and not _MAIL.fullmatch(mail):
        raise BadInput("projects.mail_bad")
    return mail
