"""Is the installation well? Each check says its state in words and what to do about it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from sqlmodel import Session, col, func, select

from domain.access import Actor, Permission, require
from models import OutboxMessage
from services import calendar, clock, database, leases, schema, sweep_runs
from services.channels import mail
from services.database import reading
from services.outbox import is_mail_on
from services.settings import settings
from services.words import say_instant, translate

State = Literal["ok", "warning", "bad"]
Say = Callable[..., str]
_SILENT = timedelta(minutes=3)
_SWEEP_LATE = timedelta(minutes=30)
_LONG_DEAD = timedelta(hours=24)
_WAITS_LONG = timedelta(hours=1)
_NOTICE_MONTH = 11
"""The State Council publishes next year's holidays in early November."""
_GIGABYTE = 1024**3
_MAIL_SECONDS = 4.0


@dataclass(frozen=True)
class Check:
    """`name` is a code (`health.<name>` is its title), `words` what is so, `todo` what to do if anything."""

    name: str
    state: State
    words: str
    todo: str = ""


def checks(*, actor: Actor) -> list[Check]:
    """Every check, in the actor's language. An unreachable database ends the list there. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    say: Say = partial(translate, lang=actor.lang)
    found = [_database(say)]
    if found[0].state == "bad":
        return found
    found.append(_schema(say))
    if found[1].state == "bad":
        return found
    return [*found, *_work(say, actor), _disk(say), _mail(say)]


def worst(found: list[Check]) -> State:
    """The state of the whole."""
    states = {check.state for check in found}
    return "bad" if "bad" in states else "warning" if "warning" in states else "ok"


def _database(say: Say) -> Check:
    url = database.current_url()
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    if database.is_reachable():
        return Check("database", "ok", say("{kind} answers", kind=kind))
    todo = say("Start the database or correct DAIBAN_DATABASE_URL.")
    return Check("database", "bad", say("{kind} does not answer", kind=kind), todo)


def _schema(say: Say) -> Check:
    found, needed = schema.current(), schema.newest()
    if found == needed:
        return Check("schema", "ok", say("version {version}, the newest", version=found))
    words = say("version {version}, the program needs {needed}", version=found or "—", needed=needed)
    return Check("schema", "bad", words, say("Restart the server: it migrates the database when it starts."))


def _work(say: Say, actor: Actor) -> Iterator[Check]:
    yield _worker(say, actor)
    with reading(actor) as session:
        yield _sweep(say, session, actor.lang)
        yield _outbox(say, session, actor.lang)
        yield _holidays(say, session)


def _worker(say: Say, actor: Actor) -> Check:
    """The heartbeat of whoever holds the lease."""
    lease = leases.current(name=leases.WORKER, actor=actor)
    todo = say("Start the server with DAIBAN_EMBEDDED_SCHEDULER=true, or run python -m jobs beside it.")
    if lease is None:
        return Check("worker", "warning", say("no scheduler has run yet"), todo)
    at = say_instant(lease.heartbeat_at, lang=actor.lang)
    age = _age(lease.heartbeat_at)
    if lease.is_released:
        state: State = "bad" if age > _LONG_DEAD else "warning"
        return Check("worker", state, say("stopped at {at}", at=at), todo)
    process = lease.holder.rpartition(":")[0]
    if age <= _SILENT:
        return Check("worker", "ok", say("at work, last heartbeat {at} ({process})", at=at, process=process))
    return Check("worker", "bad", say("silent since {at} ({process})", at=at, process=process), todo)


def _sweep(say: Say, session: Session, lang: str) -> Check:
    last = sweep_runs.latest(session, sweep_runs.REMINDERS)
    todo = say("Look at the scheduler above; python -m cli remind sweeps by hand.")
    if last is None or last.finished_at is None:
        return Check("sweep", "warning", say("no sweep yet"), todo)
    at = say_instant(last.finished_at, lang=lang)
    if last.error:
        words = say("failed at {at}: {reason}", at=at, reason=last.error.splitlines()[0])
        return Check(
            "sweep", "bad", words, say("Report this text to the support; reminders wait until it is cured.")
        )
    age = _age(last.finished_at)
    counts = {"due": last.counts.get("due", 0), "queued": last.counts.get("queued", 0)}
    words = say("last at {at}: {due} due, {queued} of them new", at=at, **counts)
    state: State = "ok" if age <= _SWEEP_LATE else "warning" if age <= _LONG_DEAD else "bad"
    return Check("sweep", state, words, "" if state == "ok" else todo)


def _outbox(say: Say, session: Session, lang: str) -> Check:
    of_state = select(OutboxMessage.state, func.count(), func.min(OutboxMessage.queued_at))
    found = {state: (n, oldest) for state, n, oldest in session.exec(of_state.group_by(OutboxMessage.state))}
    waiting, oldest = found.get("queued", (0, None))
    dead = found.get("dead", (0, None))[0]
    words = say(
        "{waiting} waiting, {sent} sent, {dead} given up",
        waiting=waiting,
        sent=found.get("sent", (0,))[0],
        dead=dead,
    )
    reason = _last_reason(session)
    if dead:
        todo = say("Correct the address or the mail server, then send them again below.")
        return Check("outbox", "warning", _with_reason(words, reason), todo)
    if oldest and clock.now() - oldest > _WAITS_LONG:
        since = say("the oldest since {at}", at=say_instant(oldest, lang=lang))
        todo = say("Check the mail server; what waits is tried again by itself for three days.")
        return Check("outbox", "warning", _with_reason(f"{words}, {since}", reason), todo)
    return Check("outbox", "ok", words)


def _last_reason(session: Session) -> str:
    """Why the latest message that failed did so."""
    failed = col(OutboxMessage.last_error).is_not(None)
    query = select(OutboxMessage.last_error).where(failed, OutboxMessage.state != "sent")
    return session.exec(query.order_by(col(OutboxMessage.id).desc()).limit(1)).first() or ""


def _with_reason(words: str, reason: str) -> str:
    return f"{words} ({reason})" if reason else words


def _holidays(say: Say, session: Session) -> Check:
    """Dates in a year without its official notice are provisional."""
    today, known = clock.today(), calendar.current(session)
    todo = say("Import the official notice: python -m cli calendar import FILE --commit.")
    if known.is_provisional(today):
        words = say("{year} has no official notice: due dates are provisional", year=today.year)
        return Check("holidays", "bad", words, todo)
    following = today.replace(year=today.year + 1, day=1)
    if not known.is_provisional(following):
        return Check(
            "holidays",
            "ok",
            say("{year} and {following} are official", year=today.year, following=following.year),
        )
    words = say(
        "{following} has no official notice yet: dates in it are provisional", following=following.year
    )
    if today.month >= _NOTICE_MONTH:
        return Check("holidays", "warning", words, todo)
    return Check(
        "holidays",
        "ok",
        say(
            "{year} is official; the notice for {following} comes in November",
            year=today.year,
            following=following.year,
        ),
    )


def _disk(say: Say) -> Check:
    folder = settings().data_folder
    usage = shutil.disk_usage(_existing(folder))
    free = usage.free / _GIGABYTE
    words = say("{free} GB free of {total} GB", free=f"{free:,.1f}", total=f"{usage.total / _GIGABYTE:,.0f}")
    state: State = "bad" if free < 0.2 else "warning" if free < 1 or usage.free < usage.total * 0.03 else "ok"
    todo = "" if state == "ok" else say("Free space on the disk of {folder}.", folder=str(folder))
    return Check("disk", state, words, todo)


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())


def _mail(say: Say) -> Check:
    """Connects as a delivery would, and sends nothing."""
    if not is_mail_on():
        return Check("mail", "ok", say("no mail server is set: reminders are shown in the inbox only"))
    chosen = settings()
    server = f"{chosen.smtp_host}:{chosen.smtp_port}"
    try:
        mail.connect(chosen, timeout=_MAIL_SECONDS).quit()
    except mail.ServerUnreachable as error:
        words = say("{server} cannot be used: {reason}", server=server, reason=error.reason)
        return Check(
            "mail",
            "bad",
            words,
            say("Check DAIBAN_SMTP_… and the mail server; reminders wait in the outbox."),
        )
    return Check(
        "mail", "ok", say("{server} takes mail from {sender}", server=server, sender=chosen.mail_from)
    )


def _age(instant: datetime) -> timedelta:
    return clock.real_now() - instant
