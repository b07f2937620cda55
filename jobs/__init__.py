"""The scheduler. It only wakes sweeps; a lease decides which process works, unique keys what is written."""

from jobs.scheduling import run_forever, start_embedded

__all__ = ["run_forever", "start_embedded"]
