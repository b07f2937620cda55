"""Finding one project by what people have at hand."""

from sqlmodel import select

from domain.access import Actor, Permission, require
from domain.errors import NotFound
from models import Project
from services.database import reading
from services.queries import visible


def find(*, reference: str, actor: Actor) -> int:
    """The id of a project by its project code or its number. Raises NotFound access.not_found."""
    require(actor, Permission.SEE_PROJECTS)
    text = reference.strip()
    with reading(actor) as session:
        own = select(Project.id).where(visible(actor, Project))
        found = session.exec(own.where(Project.code == text)).first()
        if found is None and text.isascii() and text.isdigit() and len(text) < 10:
            found = session.exec(own.where(Project.id == int(text))).first()
    if found is None:
        raise NotFound("access.not_found")
    return found
