"""Refusals name items and materials by code; a person reads names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from domain.errors import DomainError
from services.lifecycle_words import item_names, said
from services.steps.project_steps import ProjectSteps


@contextmanager
def raise_in_words(desk: ProjectSteps, lang: str) -> Iterator[None]:
    """Within the block a DomainError's items, materials, parties and events become words of the language."""
    try:
        yield
    except DomainError as error:
        error.params.update(said(error.params, lang=lang, names=names_in(desk, lang)))
        raise


def names_in(desk: ProjectSteps, lang: str) -> Mapping[str, str]:
    """Short names of items by code, and of the project's materials by their Chinese name."""
    rows = [row for rows in desk.materials.values() for row in rows]
    materials = {row.name_zh: row.name_en for row in rows} if lang == "en" else {}
    return {**materials, **item_names(desk.items, lang)}
