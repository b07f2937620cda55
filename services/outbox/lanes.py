"""One channel's pass: several senders over one queue in hand; a slow recipient holds up nobody else."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from dataclasses import dataclass
from random import Random
from typing import Protocol

from domain.access import Actor
from domain.errors import Unavailable
from services.channels.failures import NotSent, ServerUnreachable
from services.outbox import debts, marking
from services.outbox.leasing import BATCH, Leased, lease

INTERRUPTED = "interrupted while sending"
_PATIENCE_SECONDS = 0.7
"""When nobody got on for so long as many senders are called again: those at work may be stuck for long."""
_POLL_SECONDS = 0.25
_WRITING = threading.Lock()


class Carrier(Protocol):
    """What sends on a connection of its own. Raises NotSent, ServerUnreachable."""

    def carry(self, one: Leased) -> None: ...


@dataclass(frozen=True)
class Channel:
    """`senders` at work usually and `most` while some are stuck. `is_one_server`: when it does not answer, no
    other message need be tried."""

    name: str
    carrier: Callable[[], AbstractContextManager[Carrier]]
    senders: int
    most: int
    is_one_server: bool


class Lane:
    """Leases batches, hands them to senders in threads of their own, and puts back what was not tried."""

    def __init__(self, channel: Channel, actor: Actor, stopping: Callable[[], bool], chance: Random) -> None:
        self._channel, self._actor, self._stopping, self._chance = channel, actor, stopping, chance
        self._changed = threading.Condition()
        self._in_hand: deque[Leased] = deque()
        self._pool = ThreadPoolExecutor(channel.most, thread_name_prefix=f"outbox-{channel.name}")
        self._calls: list[Future[None]] = []
        self._alive = self._busy = 0
        self._is_open, self._broke = True, False
        self._moved_at = time.monotonic()
        self._unreachable: ServerUnreachable | None = None
        self._outcomes: Counter[str] = Counter()
        self._gone: list[Leased] = []

    def run(self) -> Counter[str]:
        """How many messages had which outcome, once nothing is due and every sender is home."""
        with _WRITING:
            debts.pay(self._channel.name, actor=self._actor)
        try:
            while not self._stopping() and self._go_on():
                pass
        finally:
            self._end()
        for call in self._calls:
            call.result()
        return self._outcomes

    def _go_on(self) -> bool:
        """Take more when little is in hand, see to it that somebody sends, wait for news."""
        is_short = len(self._in_hand) < self._channel.senders
        found = self._leased() if is_short else []
        with self._changed:
            self._in_hand.extend(found)
            if self._is_over():
                return False
            self._call_senders()
            self._changed.notify_all()
            may_be_more = bool(found) or not is_short
            self._changed.wait_for(lambda: self._is_news(may_be_more), timeout=_POLL_SECONDS)
        return True

    def _leased(self) -> list[Leased]:
        with _WRITING:
            return lease(self._channel.name, actor=self._actor, limit=BATCH)

    def _is_over(self) -> bool:
        has_nobody = self._unreachable is not None and not self._alive
        return self._broke or has_nobody or not (self._in_hand or self._busy)

    def _is_news(self, may_be_more: bool) -> bool:
        return self._is_over() or (may_be_more and len(self._in_hand) < self._channel.senders)

    def _call_senders(self) -> None:
        """All there are usually; twice as many whenever those are stuck."""
        has_work = len(self._in_hand) > self._alive - self._busy
        if not has_work or self._unreachable:
            return
        is_stuck = time.monotonic() - self._moved_at > _PATIENCE_SECONDS
        if self._alive < self._channel.senders:
            self._call(min(self._channel.senders - self._alive, len(self._in_hand)))
        elif is_stuck:
            self._moved_at = time.monotonic()
            self._call(min(self._alive, self._channel.most - self._alive))

    def _call(self, more: int) -> None:
        self._alive += more
        for _ in range(more):
            self._calls.append(self._pool.submit(copy_context().run, self._work))

    def _work(self) -> None:
        """One sender: message after message on its own connection, until nothing is left or it has none."""
        went_well = False
        try:
            with self._channel.carrier() as carrier:
                while (one := self._take()) is not None and self._settle(one, carrier):
                    pass
            went_well = True
        finally:
            with self._changed:
                self._alive -= 1
                self._broke = self._broke or not went_well
                self._changed.notify_all()

    def _take(self) -> Leased | None:
        with self._changed:
            while self._is_open and not self._in_hand:
                self._changed.wait()
            if not self._is_open or self._stopping():
                return None
            self._busy += 1
            return self._in_hand.popleft()

    def _settle(self, one: Leased, carrier: Carrier) -> bool:
        """What becomes of one message; False when this sender has no connection and goes home.

        Where the database fails before it was carried or with its refusal, it goes back untried.
        """
        outcome = ""
        try:
            outcome = self._outcome(one, carrier)
            if outcome == marking.SENT:
                self._gone_out(one)
            return True
        except Unavailable:
            if outcome != marking.SENT:
                with self._changed:
                    self._in_hand.appendleft(one)
            raise
        except ServerUnreachable as error:
            with self._changed:
                self._in_hand.appendleft(one)
                self._unreachable = error
            return False
        finally:
            with self._changed:
                self._busy -= 1
                if outcome:
                    self._outcomes[outcome] += 1
                    self._moved_at = time.monotonic()
                self._changed.notify_all()

    def _outcome(self, one: Leased, carrier: Carrier) -> str:
        if one.is_stale:
            return self._noted(lambda: marking.untried(one, actor=self._actor))
        if not one.is_worn_out and marking.is_silent(one.id, actor=self._actor):
            return self._noted(lambda: marking.void(one, actor=self._actor))
        try:
            if one.is_worn_out:
                raise NotSent(INTERRUPTED, is_permanent=True)
            carrier.carry(one)
        except ServerUnreachable as error:
            if self._channel.is_one_server:
                raise
            reason: NotSent = error
            return self._noted(lambda: marking.waits(one, reason, self._chance, actor=self._actor))
        except NotSent as error:
            reason = error
            return self._noted(lambda: marking.failed(one, reason, self._chance, actor=self._actor))
        return marking.SENT

    def _noted(self, mark: Callable[[], str]) -> str:
        """One writer at a time in this process: a queue at this door is shorter than the database's."""
        with _WRITING:
            return mark()

    def _gone_out(self, one: Leased) -> None:
        """Marked before anything else; whoever comes to write first marks for those who wait behind."""
        with self._changed:
            self._gone.append(one)
        with _WRITING:
            with self._changed:
                marked, self._gone = self._gone, []
            if marked:
                debts.mark_sent(marked, actor=self._actor)

    def _end(self) -> None:
        """Send everybody home; what nobody tried waits for its server, or goes back as it was."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
        self._pool.shutdown(wait=True)
        if self._unreachable is not None:
            for one in self._in_hand:
                self._outcomes[marking.waits(one, self._unreachable, self._chance, actor=self._actor)] += 1
        else:
            debts.give_back(self._in_hand, actor=self._actor)
