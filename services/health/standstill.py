"""For everybody: do reminders still come by themselves? Who waits for one should know that none is made."""

from datetime import datetime, timedelta

from domain.access import Actor
from models import Lease
from services import clock
from services.database import reading
from services.leases import WORKER

_PATIENCE = timedelta(minutes=5)
"""A restart, and the takeover after a kill (75 seconds), are over by then."""


def stands_still_since(*, actor: Actor) -> datetime | None:
    """The last heartbeat of the scheduler if it fell silent, stopped or not; None while it works.

    None, too, where none ever ran: there is nothing yet that could be missed. Real time, like the lease.
    """
    with reading(actor) as session:
        row = session.get(Lease, WORKER)
        beat = row.heartbeat_at if row else None
    return beat if beat and clock.real_now() - beat > _PATIENCE else None
