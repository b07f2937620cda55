"""What a worker does before its first sweep; a database that is not up yet is waited for."""

import logging
import time

from domain.errors import Unavailable
from services import catalogue, outages, schema

_PAUSE_SECONDS = 5.0

log = logging.getLogger("daiban.jobs")


def prepare(*, pause: float = _PAUSE_SECONDS) -> None:
    """Migrate and load the reference data, as a server does. After a power cut both start at once."""
    while True:
        try:
            with outages.told():
                schema.migrate()
                catalogue.load()
            return
        except Unavailable as error:
            log.warning("not prepared yet (%s): tried again in %g s", error.code, pause)
            time.sleep(pause)
