"""What takes messages of the outbox along: a mail connection, or a robot's web hook."""

from types import TracebackType

from sqlmodel import select

from domain.access import SYSTEM
from domain.vocabulary import RobotKind
from models import Robot
from services.channels import mail
from services.channels.failures import NotSent
from services.database import reading
from services.outbox.lanes import Channel
from services.outbox.leasing import Leased
from services.settings import settings

GONE = "the robot was removed"


class MailCarrier(mail.Sender):
    """A mail connection that knows messages of the outbox."""

    def carry(self, one: Leased) -> None:
        self.send(
            mail.Envelope(one.address, one.subject, one.text, one.html, one.message_id, one.attachments)
        )


class RobotCarrier:
    """Looks the secret address up at the moment of sending: the outbox does not hold it."""

    def __enter__(self) -> "RobotCarrier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def carry(self, one: Leased) -> None:
        from services.channels import robot  # apprise: only where there are robots

        query = select(Robot.kind, Robot.address).where(Robot.id == one.robot_id, Robot.is_active)
        with reading(SYSTEM) as session:
            found = session.exec(query).first()
        if found is None:
            raise NotSent(GONE, is_permanent=True)
        robot.send(RobotKind(found[0]), found[1], one.text)


MAIL = Channel("mail", MailCarrier, senders=4, most=32, is_one_server=True)
ROBOT = Channel("robot", RobotCarrier, senders=1, most=4, is_one_server=False)


def are_robots_on() -> bool:
    """Robots live outside the house: an intranet reaches none."""
    return settings().network != "intranet"
