"""The latest sweeps, runs that found nothing folded into stretches: so many looked, nothing was due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.access import Actor
from services import sweep_runs
from services.sweep_runs import RunView

_READ = 600
"""Two days of full sweeps."""
_SAYS_SOMETHING = ("queued", "letters", "fired")


@dataclass(frozen=True)
class Stretch:
    """One run, or several in a row that found nothing new: the first and the last of them."""

    first: RunView
    last: RunView
    runs: int = 1

    @property
    def is_quiet(self) -> bool:
        return _is_quiet(self.last)


def history(*, limit: int, actor: Actor) -> tuple[Stretch, ...]:
    """The last first. Raises Forbidden."""
    found = list(_folded(sweep_runs.recent(limit=_READ, actor=actor)))
    return tuple(found[:limit])


def _folded(runs: Iterable[RunView]) -> Iterator[Stretch]:
    """`runs`: the last first."""
    open_one: Stretch | None = None
    for run in runs:
        if open_one and open_one.is_quiet and _is_quiet(run) and run.sweep == open_one.last.sweep:
            open_one = replace(open_one, first=run, runs=open_one.runs + 1)
            continue
        if open_one:
            yield open_one
        open_one = Stretch(run, run)
    if open_one:
        yield open_one


def _is_quiet(run: RunView) -> bool:
    is_well = run.finished_at is not None and not run.error
    return is_well and not any(run.counts.get(name) for name in _SAYS_SOMETHING)
