"""One pass over the outbox: lease a batch, send, mark each (ADR 9); what fails is tried later (ADR 15)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from random import Random

from domain.access import Actor, Permission, require
from services.outbox import marking
from services.outbox.carriers import MAIL, ROBOT, are_robots_on
from services.outbox.lanes import Lane
from services.outbox.queueing import is_mail_on


@dataclass(frozen=True)
class DeliveryCounts:
    """Messages of one pass: gone, to be tried again, given up; `void`: nothing in them was so any more;
    `waiting`: nobody was there to take them."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    void: int = 0
    waiting: int = 0


def deliver(
    *, actor: Actor, stopping: Callable[[], bool] = lambda: False, chance: Random | None = None
) -> DeliveryCounts:
    """Send what is due, by mail and by robots. A channel the installation does not have is left alone.

    `stopping` ends the pass between two messages; `chance` is where the jitter of the waits comes from.
    Raises Forbidden for anybody but the system and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    channels = [channel for channel, is_on in ((MAIL, is_mail_on()), (ROBOT, are_robots_on())) if is_on]
    lanes = [Lane(channel, actor, stopping, chance or Random()) for channel in channels]
    outcomes: Counter[str] = Counter()
    with ThreadPoolExecutor(len(channels) or 1, thread_name_prefix="outbox") as pool:
        for found in [pool.submit(copy_context().run, lane.run) for lane in lanes]:
            outcomes += found.result()
    return DeliveryCounts(
        sent=outcomes[marking.SENT],
        retried=outcomes[marking.RETRIED],
        dead=outcomes[marking.DEAD],
        void=outcomes[marking.VOID],
        waiting=outcomes[marking.WAITING],
    )
