"""When a message that could not be delivered is tried again (ADR 15)."""

from datetime import timedelta
from random import Random

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
"""After each failed attempt; after the last of them the message is given up."""
MAX_ATTEMPTS = len(WAITS) + 1
JITTER = 0.15
"""Each wait is up to this share shorter or longer: what failed together does not come back together."""
_OUTAGE_STEPS = WAITS[:3]


def wait_after(attempts: int, chance: Random) -> timedelta | None:
    """How long to wait after this many failed attempts; None: give up."""
    return None if attempts >= MAX_ATTEMPTS else jittered(WAITS[attempts - 1], chance)


def outage_wait(waited: timedelta, chance: Random) -> timedelta:
    """How long to wait for a server that does not answer at all, for a message that is `waited` old.

    1, 5, then 15 minutes, without an end: an outage is no attempt of the message.
    """
    passed = timedelta()
    for step in _OUTAGE_STEPS:
        passed += step
        if waited < passed:
            return jittered(step, chance)
    return jittered(_OUTAGE_STEPS[-1], chance)


def jittered(wait: timedelta, chance: Random) -> timedelta:
    return wait * chance.uniform(1 - JITTER, 1 + JITTER)
