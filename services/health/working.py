"""What works by itself, in words: the worker, the reminder sweep and the outbox."""

from datetime import datetime, timedelta

from services import clock
from services.health.check import Check, Say, State
from services.health.pulse import Pulse
from services.sweep_runs import DELIVERY, REMINDERS, RunView
from services.words import say_instant

_SILENT = timedelta(minutes=3)
_SWEEP_LATE = timedelta(minutes=30)
_UNSEEN_LATE = timedelta(minutes=15)
"""Three times the pace of full sweeps."""
_LONG_DEAD = timedelta(hours=24)
_WAITS_LONG = timedelta(hours=1)


def of_worker(say: Say, now: Pulse, lang: str) -> Check:
    """The heartbeat of whoever holds the lease, and what wakes next."""
    lease = now.lease
    todo = say("Start the server with DAIBAN_EMBEDDED_SCHEDULER=true, or run python -m jobs beside it.")
    if lease is None:
        return Check("worker", "warning", say("no scheduler has run yet"), todo)
    at, age = say_instant(lease.heartbeat_at, lang=lang), _age(lease.heartbeat_at)
    if lease.is_released:
        state: State = "bad" if age > _LONG_DEAD else "warning"
        return Check("worker", state, say("stopped at {at}", at=at), todo)
    process = lease.holder.rpartition(":")[0]
    if age > _SILENT:
        return Check("worker", "bad", say("silent since {at} ({process})", at=at, process=process), todo)
    words = say("at work, last heartbeat {at} ({process})", at=at, process=process)
    if REMINDERS in now.wakes and DELIVERY in now.wakes:
        reminders, mail = (f"{clock.local(now.wakes[name]):%H:%M}" for name in (REMINDERS, DELIVERY))
        coming = say("next sweep by {reminders}, next delivery by {mail}", reminders=reminders, mail=mail)
        words = say("{this}; {that}", this=words, that=coming)
    return Check("worker", "ok", words)


def of_sweep(say: Say, now: Pulse, lang: str) -> Check:
    """The last run, what it found, and whether something happened that no sweep has looked at."""
    last = now.last_sweep
    todo = say("Look at the scheduler above; python -m cli remind sweeps by hand.")
    if last is None or last.finished_at is None:
        return Check("sweep", "warning", say("no sweep yet"), todo)
    if last.error:
        at = say_instant(last.finished_at, lang=lang)
        words = say("failed at {at}: {reason}", at=at, reason=last.reason(lang).splitlines()[0])
        if last.is_outage:
            return Check("sweep", "bad", words, say("It is tried again by itself every minute."))
        report = say("Report this text to the support; reminders wait until it is cured.")
        return Check("sweep", "bad", words, report)
    age = _age(last.finished_at)
    words = _found(say, now, last, last.finished_at, lang)
    state: State = "ok" if age <= _SWEEP_LATE else "warning" if age <= _LONG_DEAD else "bad"
    if now.unseen_since and clock.now() - now.unseen_since > _UNSEEN_LATE:
        state = "bad" if state == "bad" else "warning"
        since = say_instant(now.unseen_since, lang=lang)
        words = say(
            "{this}; {that}", this=words, that=say("changes since {at} wait to be looked at", at=since)
        )
    return Check("sweep", state, words, "" if state == "ok" else todo)


def _found(say: Say, now: Pulse, last: RunView, at: datetime, lang: str) -> str:
    """Silence is told as what it is: somebody looked, and nothing was due."""
    said = say_instant(at, lang=lang)
    if now.is_quiet:
        return say(
            "nothing new was due for a week: {n} sweeps looked, the last at {at}", n=now.looks, at=said
        )
    counts = {"due": last.counts.get("due", 0), "queued": last.counts.get("queued", 0)}
    if not counts["queued"]:
        return say("last at {at}: nothing new was due ({due} told before)", at=said, due=counts["due"])
    return say("last at {at}: {due} due, {queued} of them new", at=said, **counts)


def of_outbox(say: Say, now: Pulse, lang: str) -> Check:
    post = now.post
    words = say(
        "{waiting} waiting, {sent} sent, {dead} given up",
        waiting=post.waiting,
        sent=post.sent,
        dead=post.dead,
    )
    if post.dead:
        todo = say(
            "Correct the address, the robot or the mail server, then send them again on the health page."
        )
        return Check("outbox", "warning", _with_reason(say, words, post.reason), todo)
    if post.oldest_at and clock.now() - post.oldest_at > _WAITS_LONG:
        since = say("the oldest since {at}", at=say_instant(post.oldest_at, lang=lang))
        words = say("{this}; {that}", this=words, that=since)
        todo = say("Check the mail server; while it does not answer, nothing is given up.")
        return Check("outbox", "warning", _with_reason(say, words, post.reason), todo)
    return Check("outbox", "ok", words)


def _with_reason(say: Say, words: str, reason: str) -> str:
    return say("{this} ({reason})", this=words, reason=reason) if reason else words


def _age(instant: datetime) -> timedelta:
    return clock.real_now() - instant
