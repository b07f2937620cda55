"""A test message: does this web hook lead into the group?"""

from domain.access import Actor
from domain.errors import RuleBroken
from domain.vocabulary import RobotKind
from services import audit
from services.channels.failures import NotSent
from services.database import reading, unit_of_work
from services.robots.registry import require_network, row_of
from services.settings import settings
from services.words import translate


def send_test(*, robot_id: int, actor: Actor) -> None:
    """Send one line into the group now. Raises as `list_robots`, NotFound, and RuleBroken robots.test_failed
    with the platform's reason (it never holds the web hook)."""
    from services.channels import robot  # apprise: only where there are robots

    require_network(actor)
    with reading(actor) as session:
        row = row_of(session, robot_id)
        kind, address, name = RobotKind(row.kind), row.address, row.name
    text = translate("robots.test_text", name=name, district=settings().district_name)
    try:
        robot.send(kind, address, text)
    except NotSent as error:
        reason = translate(error.reason, lang=actor.lang)
        raise RuleBroken("robots.test_failed", reason=reason) from None
    with unit_of_work(actor) as work:
        audit.record(work, action="robot.test", subject_type="robot", subject_id=robot_id)
