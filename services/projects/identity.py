"""What makes a project the same project, and the text it is searched by."""

from pypinyin import Style, lazy_pinyin
from sqlalchemy import text
from sqlmodel import Session, select

from domain import identifiers
from domain.errors import BadInput, RuleBroken
from domain.identifiers import CREDIT_CODE, PROJECT_CODE
from models import Account, Enterprise, Project
from services.database import UnitOfWork

_POOL_LOCK = 0x0DA1BC


def wait_for_turn(work: UnitOfWork) -> None:
    """One intake after the other: a double click or two people at once do not make two of one project.

    PostgreSQL waits here until the transaction before has ended; SQLite has one writer anyway.
    """
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POOL_LOCK})


def credit_code(typed: str | None) -> str | None:
    """The code as stored, None for an empty text. Raises BadInput identifiers.credit_code_… ."""
    return _checked(CREDIT_CODE, typed)


def project_code(typed: str | None) -> str | None:
    """The code as stored, None for an empty text. Raises BadInput identifiers.project_code_… ."""
    return _checked(PROJECT_CODE, typed)


def _checked(kind: str, typed: str | None) -> str | None:
    if not (typed or "").strip():
        return None
    found = identifiers.check(kind, typed or "")
    if found.error:
        raise BadInput(found.error)
    return found.normalised


def same_project(
    session: Session, *, code: str | None, enterprise_id: int | None, name: str
) -> Project | None:
    """The project that is meant: by its code, else the enterprise's of this name unless the codes differ."""
    if code:
        found = session.exec(select(Project).where(Project.code == code)).first()
        if found is not None:
            return found
    if enterprise_id is None:
        return None
    named = select(Project).where(
        Project.enterprise_id == enterprise_id,
        Project.name_normalised == identifiers.normalised_name(name),
    )
    if code:
        named = named.where(Project.code == None)  # noqa: E711 (SQL)
    return session.exec(named.order_by(Project.id)).first()  # type: ignore[arg-type]


def refuse_existing(session: Session, found: Project | None) -> None:
    """Raises RuleBroken projects.exists, which names the project in the pool and its agent."""
    if found is None:
        return
    agent = session.get(Account, found.primary_agent_id) if found.primary_agent_id else None
    who = agent.display_name if agent else "projects.nobody"
    raise RuleBroken("projects.exists", project=found.name, agent=who)


def pinyin(name: str) -> tuple[str, str]:
    """Full pinyin and initials of a name, lower case."""
    full = "".join(lazy_pinyin(name)).lower()
    return full, "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def refresh_search_text(project: Project, enterprise: Enterprise) -> None:
    """Pinyin first, so that it sorts names too; then initials, name, codes and the enterprise likewise."""
    full, initials = pinyin(project.name)
    code = project.code or ""
    parts = [
        *(full, initials, project.name_normalised, code, code.replace("-", "")),
        *(
            enterprise.pinyin,
            enterprise.initials,
            enterprise.name_normalised,
            (enterprise.uscc or "").lower(),
        ),
    ]
    project.search_text = " ".join(part for part in parts if part)
