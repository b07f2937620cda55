"""Who may do what: roles × permissions in one table (domain.md (f))."""

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Forbidden
from domain.vocabulary import Role


class Permission(StrEnum):
    SEE_PROJECTS = "see_projects"
    EDIT_PROJECT = "edit_project"
    INTAKE = "intake"
    RECORD_EVENT = "record_event"
    CONFIRM_RECORD = "confirm_record"
    SIGN_OFF_PAUSE = "sign_off_pause"
    ASSIGN = "assign"
    RAISE_PROBLEM = "raise_problem"
    ASSIGN_PROBLEM = "assign_problem"
    ANSWER_PROBLEM = "answer_problem"
    SEE_DASHBOARD = "see_dashboard"
    EXPORT_REPORT = "export_report"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_CATALOGUE = "manage_catalogue"
    MANAGE_SETTINGS = "manage_settings"
    SEE_HEALTH = "see_health"
    READ_AUDIT = "read_audit"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(
        {
            P.SEE_PROJECTS,
            P.EDIT_PROJECT,
            P.INTAKE,
            P.RECORD_EVENT,
            P.RAISE_PROBLEM,
            P.ANSWER_PROBLEM,
            P.EXPORT_REPORT,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.SEE_PROJECTS,
            P.EDIT_PROJECT,
            P.INTAKE,
            P.RECORD_EVENT,
            P.SIGN_OFF_PAUSE,
            P.ASSIGN,
            P.RAISE_PROBLEM,
            P.ASSIGN_PROBLEM,
            P.ANSWER_PROBLEM,
            P.SEE_DASHBOARD,
            P.EXPORT_REPORT,
        }
    ),
    Role.LIAISON: frozenset({P.SEE_PROJECTS, P.RECORD_EVENT, P.CONFIRM_RECORD, P.ANSWER_PROBLEM}),
    Role.LEADER: frozenset({P.SEE_PROJECTS, P.SEE_DASHBOARD, P.RAISE_PROBLEM, P.EXPORT_REPORT}),
    Role.ADMIN: frozenset({P.MANAGE_ACCOUNTS, P.MANAGE_CATALOGUE, P.MANAGE_SETTINGS, P.SEE_HEALTH}),
    Role.AUDITOR: frozenset({P.READ_AUDIT}),
}


@dataclass(frozen=True)
class Actor:
    """The signed-in person a service call is done for. `account_id` 0 is the system itself (sweeps, CLI)."""

    account_id: int
    name: str
    role: Role | None
    department_code: str | None = None
    lang: str = "zh_CN"

    @property
    def is_system(self) -> bool:
        return self.account_id == 0


SYSTEM = Actor(account_id=0, name="system", role=None)


def can(actor: Actor, permission: Permission) -> bool:
    """True if the role's row in the table grants it; the system may do everything."""
    if actor.is_system:
        return True
    return actor.role is not None and permission in GRANTS[actor.role]


def require(actor: Actor, permission: Permission) -> None:
    """Raises Forbidden("access.denied") when `can` says no."""
    if not can(actor, permission):
        raise Forbidden("access.denied")
