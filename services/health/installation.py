"""What a process stands on: its database, schema, holidays, disk and mail server."""

import shutil
from pathlib import Path

from sqlmodel import Session

from services import calendar, clock, database, schema
from services.channels import mail
from services.health import writing
from services.health.check import Check, Say, State
from services.outbox import is_mail_on
from services.settings import settings

_NOTICE_MONTH = 11
"""The State Council publishes next year's holidays in early November."""
_GIGABYTE = 1024**3
_MAIL_SECONDS = 4.0


def of_database(say: Say) -> Check:
    url = database.current_url()
    kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
    if database.is_reachable():
        code = writing.trouble()
        if code:
            return writing.of_trouble(say, kind, code)
        return Check("database", "ok", say("{kind} answers", kind=kind))
    todo = say("Start the database or correct DAIBAN_DATABASE_URL.")
    return Check("database", "bad", say("{kind} does not answer", kind=kind), todo)


def of_schema(say: Say) -> Check:
    found, needed = schema.current(), schema.newest()
    if found == needed:
        return Check("schema", "ok", say("version {version}, the newest", version=found))
    words = say("version {version}, the program needs {needed}", version=found or "—", needed=needed)
    return Check("schema", "bad", words, say("Restart the server: it migrates the database when it starts."))


def of_holidays(say: Say, session: Session) -> Check:
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


def of_disk(say: Say) -> Check:
    folder = min(_folders(), key=lambda one: shutil.disk_usage(one).free)
    usage = shutil.disk_usage(folder)
    free = usage.free / _GIGABYTE
    words = say("{free} GB free of {total} GB", free=f"{free:,.1f}", total=f"{usage.total / _GIGABYTE:,.0f}")
    state: State = "bad" if free < 0.2 else "warning" if free < 1 or usage.free < usage.total * 0.03 else "ok"
    todo = "" if state == "ok" else say("Free space on the disk of {folder}.", folder=str(folder))
    return Check("disk", state, words, todo)


def _folders() -> list[Path]:
    """Where files and, on SQLite, the database are kept: they may lie on two disks."""
    url = database.current_url()
    own = [Path(url.removeprefix("sqlite:///")).parent] if url.startswith("sqlite") else []
    return [_existing(folder) for folder in (settings().data_folder, *own)]


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())


def of_mail(say: Say) -> Check:
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
