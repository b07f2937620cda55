"""`remind`, `deliver`, `worker` and `verify-audit`: what cron and auditors run."""

from contextlib import nullcontext
from datetime import datetime
from typing import Annotated, Any

import typer

import jobs
from cli.console import REFUSED, Database, Json, both, opened, show
from domain.access import SYSTEM
from services import audit, clock, outbox, reminders, surveys
from services.words import translate


def remind(
    database: Database = None,
    as_of: Annotated[datetime | None, typer.Option(help=both("Sweep as if it were this instant"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Say what would be queued"))] = False,
    as_json: Json = False,
) -> None:
    """One sweep over what is due."""
    moved = clock.frozen(as_of.replace(tzinfo=clock.ZONE)) if as_of else nullcontext()
    with opened(database), moved:
        counts = reminders.sweep(actor=SYSTEM, dry_run=dry_run)
    document = {
        "due": counts.due,
        "queued": counts.queued,
        "already": counts.already,
        "by_rule": counts.by_rule,
    }
    said = translate("{due} due: {queued} queued, {already} told before", **_numbers(document))
    rules = "".join(f"\n  {rule:<24}{n}" for rule, n in counts.by_rule.items())
    show(document, as_json=as_json, text=said + rules)


def _numbers(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if isinstance(value, int)}


def deliver(database: Database = None, as_json: Json = False) -> None:
    """One pass over the outbox."""
    with opened(database):
        counts = outbox.deliver(actor=SYSTEM)
        surveys.count_mailed(actor=SYSTEM)
    again = counts.retried + counts.waiting
    document: dict[str, Any] = {"sent": counts.sent, "retried": again, "dead": counts.dead}
    said = translate("{sent} sent, {retried} to be tried again, {dead} given up", **document)
    show(document, as_json=as_json, text=said)


def worker(database: Database = None) -> None:
    """The scheduler as its own process."""
    with opened(database):
        jobs.run_forever()


def verify_audit(database: Database = None, as_json: Json = False) -> None:
    """Check the hash chain of the audit rows."""
    with opened(database):
        rows, first_bad = audit.verify(actor=SYSTEM)
    document = {"ok": first_bad is None, "rows": rows, "first_bad": first_bad}
    show(document, as_json=as_json, text=str(document))
    if first_bad is not None:
        raise typer.Exit(REFUSED)
