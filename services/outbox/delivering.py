"""One pass over the outbox: lease a batch, send, mark each (ADR 9); what fails is tried later (ADR 15)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from domain.access import Actor, Permission, require
from services.channels import mail
from services.outbox import marking
from services.outbox.lanes import Channel, Lane
from services.outbox.leasing import Leased
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


class _MailCarrier(mail.Sender):
    """A mail connection that knows messages of the outbox."""

    def carry(self, one: Leased) -> None:
        self.send(
            mail.Envelope(one.address, one.subject, one.text, one.html, one.message_id, one.attachments)
        )


MAIL = Channel("mail", _MailCarrier, senders=4, most=16, is_one_server=True)


def deliver(
    *, actor: Actor, stopping: Callable[[], bool] = lambda: False, chance: Random | None = None
) -> DeliveryCounts:
    """Send what is due, by mail and by robots. A channel the installation does not have is left alone.

    `stopping` ends the pass between two messages; `chance` is where the jitter of the waits comes from.
    Raises Forbidden for anybody but the system and administrators.
    """
    require(actor, Permission.SEE_HEALTH)
    outcomes: Counter[str] = Counter()
    if is_mail_on():
        outcomes += Lane(MAIL, actor, stopping, chance or Random()).run()
    return DeliveryCounts(
        sent=outcomes[marking.SENT],
        retried=outcomes[marking.RETRIED],
        dead=outcomes[marking.DEAD],
        void=outcomes[marking.VOID],
        waiting=outcomes[marking.WAITING],
    )
