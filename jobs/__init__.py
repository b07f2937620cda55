"""The scheduler. It only wakes sweeps; a lease decides which process works, unique keys what is written."""

from jobs.scheduling import Pace, run_forever, start_embedded

__all__ = ["Pace", "run_forever", "start_embedded"]
