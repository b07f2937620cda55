"""What administrators see of a robot, and what they give."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from domain.robots import DEFAULT_PER_MINUTE, read
from domain.vocabulary import RobotKind
from models import Robot


class RobotDraft(BaseModel):
    """`address`: the web hook as its platform shows it; empty when changing keeps the one there is.
    `secret`: DingTalk's 加签, if the robot was set up with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    kind: RobotKind
    audience: str
    address: str = ""
    secret: str = ""
    per_minute: int = DEFAULT_PER_MINUTE


@dataclass(frozen=True)
class RobotView:
    """`tail` is all that is ever shown of the web hook, `is_signed` all that is said of the secret."""

    id: int
    name: str
    kind: RobotKind
    audience: str
    tail: str
    per_minute: int
    version: int
    is_signed: bool = False


def view_of(row: Robot) -> RobotView:
    kind = RobotKind(row.kind)
    hook = read(kind, row.address)
    about = (row.id or 0, row.name, kind, row.audience)
    return RobotView(*about, hook.tail, row.per_minute, row.version, bool(hook.secret))
