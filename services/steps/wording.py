"""Refusals name items by code; a person reads names."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import DomainError
from services.lifecycle_words import item_names, said
from services.steps.project_steps import ProjectSteps


@contextmanager
def raise_in_words(desk: ProjectSteps, lang: str) -> Iterator[None]:
    """Within the block a DomainError's codes of items, parties and events become words of the language."""
    try:
        yield
    except DomainError as error:
        error.params.update(said(error.params, lang=lang, names=item_names(desk.items, lang)))
        raise
