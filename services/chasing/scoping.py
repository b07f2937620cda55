"""Who may look at which department's sheet, and who answers for it."""

from sqlmodel import Session

from domain.access import Actor, Permission, can, require
from domain.errors import Forbidden, NotFound
from domain.vocabulary import DepartmentKind, Role
from services import catalogue
from services.catalogue import DepartmentView


def departments(session: Session, actor: Actor) -> dict[str, DepartmentView]:
    """Coordinators and leaders see every department's sheet, a liaison the own one. Raises Forbidden."""
    known = {
        code: view
        for code, view in catalogue.departments(session).items()
        if view.kind != DepartmentKind.ENTERPRISE
    }
    if can(actor, Permission.SEE_DASHBOARD):
        return known
    if can(actor, Permission.CONFIRM_RECORD):
        return {code: view for code, view in known.items() if code == actor.department_code}
    raise Forbidden("access.denied")


def department(session: Session, code: str, actor: Actor) -> DepartmentView:
    """Raises Forbidden, NotFound chase.unknown_department (also for another liaison's)."""
    found = departments(session, actor).get(code)
    if found is None:
        raise NotFound("chase.unknown_department")
    return found


def may_answer(actor: Actor) -> bool:
    """Liaisons answer for their department, coordinators for one that answered by telephone (代录)."""
    return can(actor, Permission.RECORD_EVENT) and actor.role is not Role.AGENT


def require_answering(actor: Actor) -> None:
    """Raises Forbidden for readers."""
    require(actor, Permission.RECORD_EVENT)
    if not may_answer(actor):
        raise Forbidden("access.denied")


def may_send(actor: Actor) -> bool:
    """Mails and letters to a department go out from a coordinator."""
    return can(actor, Permission.ASSIGN)


def require_sending(actor: Actor) -> None:
    """Raises Forbidden unless `may_send`."""
    require(actor, Permission.ASSIGN)
