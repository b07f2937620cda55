"""Robots of chat groups: their kinds, whom they may serve, and how their secret web hooks are written."""

import re
from dataclasses import dataclass

from domain.errors import BadInput
from domain.vocabulary import RobotKind, Role

DEPARTMENT_PREFIX = "department:"
DEFAULT_PER_MINUTE = 10
AUDIENCE_ROLES = (Role.AGENT, Role.COORDINATOR, Role.LIAISON, Role.LEADER, Role.ADMIN)
_TAIL = 4


LIMITS = {RobotKind.DINGTALK: 20, RobotKind.WECOM: 20, RobotKind.FEISHU: 100}
"""Messages a minute each platform takes from one robot; DingTalk then shuts it out for ten minutes."""
_SCHEMES = {RobotKind.DINGTALK: "dingtalk", RobotKind.WECOM: "wecombot", RobotKind.FEISHU: "feishu"}
"""apprise's names: its wecom:// is an app's message, not a group's robot."""
_HOOKS = {
    RobotKind.DINGTALK: r"https://oapi\.dingtalk\.com/robot/send/?\?access_token=(?P<token>[A-Za-z0-9]+)",
    RobotKind.WECOM: r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send/?\?key=(?P<token>[A-Za-z0-9_-]+)",
    RobotKind.FEISHU: r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<token>[A-Za-z0-9_-]+)/?",
}
_SECRET = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True)
class Hook:
    """Where a robot listens. Both parts are secret."""

    token: str
    secret: str = ""

    @property
    def tail(self) -> str:
        """Enough to tell one robot from another, too little to use it."""
        return f"…{self.token[-_TAIL:]}"


def written(kind: RobotKind, given: str, secret: str = "") -> str:
    """The address to keep, `scheme://[secret@]token`, from a web hook as its platform shows it, or from
    that form itself. BadInput robots.bad_address_<kind>, robots.bad_secret."""
    hook = _parsed(kind, given.strip())
    if hook is None:
        raise BadInput(f"robots.bad_address_{kind.value}")
    secret = secret.strip() or hook.secret
    if secret and (kind is not RobotKind.DINGTALK or not _SECRET.fullmatch(secret)):
        raise BadInput("robots.bad_secret")
    return f"{_SCHEMES[kind]}://{secret}@{hook.token}" if secret else f"{_SCHEMES[kind]}://{hook.token}"


def read(kind: RobotKind, address: str) -> Hook:
    """The parts of a kept address. BadInput as `written`."""
    hook = _parsed(kind, address)
    if hook is None:
        raise BadInput(f"robots.bad_address_{kind.value}")
    return hook


def _parsed(kind: RobotKind, given: str) -> Hook | None:
    own = rf"{_SCHEMES[kind]}://(?:(?P<secret>[A-Za-z0-9]+)@)?(?P<token>[A-Za-z0-9_-]+)/?"
    for form in (_HOOKS[kind], own):
        found = re.fullmatch(form, given)
        if found:
            parts = found.groupdict()
            return Hook(parts["token"], parts.get("secret") or "")
    return None


def checked_audience(audience: str, departments: frozenset[str]) -> str:
    """A role's code or `department:<code>`. BadInput robots.bad_audience."""
    code = audience.removeprefix(DEPARTMENT_PREFIX)
    is_department = audience.startswith(DEPARTMENT_PREFIX) and code in departments
    if not is_department and audience not in AUDIENCE_ROLES:
        raise BadInput("robots.bad_audience")
    return audience


def checked_budget(kind: RobotKind, per_minute: int) -> int:
    """BadInput robots.bad_budget (limit)."""
    if not 1 <= per_minute <= LIMITS[kind]:
        raise BadInput("robots.bad_budget", limit=LIMITS[kind])
    return per_minute
