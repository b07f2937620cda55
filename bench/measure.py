"""Medians, and one line of the result table."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A measured figure, its floor and the largest ratio we promise (None: an absolute figure, in `unit`)."""

    name: str
    value: float
    floor: float | None
    limit: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else self.value

    @property
    def is_kept(self) -> bool:
        return self.ratio <= self.limit

    def line(self) -> str:
        verdict = "ok  " if self.is_kept else "OVER"
        if self.floor is None:
            value, limit, unit = self._shown
            return (
                f"{verdict} {self.name:<58} {value:8.2f} {unit:<2}                     limit {limit:g} {unit}"
            )
        milliseconds = f"{self.value * 1000:8.1f} ms / {self.floor * 1000:8.1f} ms"
        return f"{verdict} {self.name:<58} {milliseconds} = {self.ratio:5.2f}x  limit {self.limit:g}x"

    @property
    def _shown(self) -> tuple[float, float, str]:
        """What is promised in less than a second is told in milliseconds."""
        is_short = self.unit == "s" and self.limit < 1
        return (
            (self.value * 1000, self.limit * 1000, "ms") if is_short else (self.value, self.limit, self.unit)
        )


def medians(
    times: int, action: Callable[[], object], floor: Callable[[], object], *, warm_ups: int = 2
) -> tuple[float, float]:
    """Median seconds of an action and of its floor, run in turn: what else the machine does hits both."""
    found: dict[Callable[[], object], list[float]] = {action: [], floor: []}
    for number in range(warm_ups + times):
        for one, durations in found.items():
            started = time.perf_counter()
            one()
            if number >= warm_ups:
                durations.append(time.perf_counter() - started)
    return statistics.median(found[action]), statistics.median(found[floor])
