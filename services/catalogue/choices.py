"""Names for select boxes, in the actor's language."""

from domain.access import Actor
from domain.vocabulary import DepartmentKind
from services.catalogue.views import departments
from services.database import reading
from services.words import named


def department_names(*, lang: str, actor: Actor) -> dict[str, str]:
    """Code → short name of every department that can have a liaison: all but the enterprise itself."""
    with reading(actor) as session:
        found = departments(session).values()
    return {view.code: named(view, lang) for view in found if view.kind != DepartmentKind.ENTERPRISE}
