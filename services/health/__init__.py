"""Is the installation well? Each check says its state in words and what to do about it."""

from functools import partial

from domain.access import Actor, Permission, require
from services import database
from services.database import reading
from services.health import installation, working
from services.health.check import Check, Say, State, worst
from services.health.history import Stretch, history
from services.health.pulse import Pulse, pulse
from services.health.standstill import stands_still_since
from services.words import translate

__all__ = ["Check", "Pulse", "State", "Stretch", "checks", "history", "pulse", "stands_still_since", "worst"]


def checks(*, actor: Actor) -> list[Check]:
    """Every check, in the actor's language. An unreachable database ends the list there. Raises Forbidden."""
    require(actor, Permission.SEE_HEALTH)
    say: Say = partial(translate, lang=actor.lang)
    found = [installation.of_database(say)]
    if not database.is_reachable():
        return found
    found.append(installation.of_schema(say))
    if found[1].state == "bad":
        return found
    now = pulse(actor=actor)
    found += [working.of_worker(say, now, actor.lang), working.of_sweep(say, now, actor.lang)]
    found.append(working.of_outbox(say, now, actor.lang))
    with reading(actor) as session:
        found.append(installation.of_holidays(say, session))
    return [*found, installation.of_disk(say), installation.of_mail(say)]
