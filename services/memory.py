"""How often a process looks for garbage: rarely, and never at what it started with."""

import gc

_YOUNG, _MIDDLE, _OLD = 50_000, 20, 100
"""By default a look follows every 700 new objects; such looks cost a third of the time of one act."""


def calm() -> None:
    """Call once when a process has started; what is dead in cycles waits for a later, larger look."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
