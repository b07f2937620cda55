"""What pages read of mutes: frozen, words in the actor's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MuteView:
    """One mute in force. `sentence` is what the rule says, `words` when and to whom; no `project`: all."""

    id: int
    rule: str
    sentence: str
    words: str
    project_id: int | None
    project: str
    reason: str
    until: date | None
    since: datetime | None
    person: str = ""


@dataclass(frozen=True)
class RuleChoice:
    """A rule that may be muted by whoever asked."""

    code: str
    sentence: str
    words: str


@dataclass(frozen=True)
class MuteChoices:
    """Rules that can reach the actor and are not urgent; projects that could be named; the latest day."""

    rules: tuple[RuleChoice, ...]
    projects: Mapping[int, str]
    latest: date
