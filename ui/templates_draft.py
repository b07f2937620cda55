"""The draft of a package that is being edited in this tab; nobody else sees it until it is published."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.templates import TemplateBody
from ui.session import Slot


@dataclass(frozen=True)
class Draft:
    """`version` is the published one that the draft began from."""

    version: int
    body: TemplateBody


def _slot(code: str) -> Slot[Draft]:
    return Slot[Draft](f"templates.draft.{code}")


def of(code: str) -> Draft | None:
    """The draft of a package, None while nothing is edited."""
    return _slot(code).get()


def discard(code: str) -> None:
    _slot(code).take()


def edit(
    code: str, *, version: int, published: TemplateBody, change: Callable[[TemplateBody], TemplateBody]
) -> None:
    """Change the draft, beginning one if there is none; back at the published state there is none.

    Raises whatever the change refuses: then the draft stays as it was.
    """
    now = of(code) or Draft(version, published)
    after = change(now.body)
    _slot(code).put(None if after == published else Draft(now.version, after))
