"""The lifecycle tables of reference/, loaded once per process."""

from functools import lru_cache

from domain.modes import obligations, table
from domain.modes.guards import GUARDS
from services.catalogue.loading import records


@lru_cache
def lifecycle() -> table.LifecycleTable:
    """All transitions and states of the five modes. A table with an unknown guard does not load."""
    return table.load(records("mode_lifecycle"), records("lifecycle_states"), GUARDS)


@lru_cache
def anchors() -> dict[str, obligations.Anchor]:
    """What creates and discharges each anchor."""
    return obligations.load_anchors(records("anchors"))
