"""One check of the installation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "bad"]
Say = Callable[..., str]


@dataclass(frozen=True)
class Check:
    """`name` is a code (`health.<name>` is its title), `words` what is so, `todo` what to do if anything."""

    name: str
    state: State
    words: str
    todo: str = ""


def worst(found: list[Check]) -> State:
    """The state of the whole."""
    states = {check.state for check in found}
    return "bad" if "bad" in states else "warning" if "warning" in states else "ok"
