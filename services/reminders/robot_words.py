"""The words of a robot's note: what and where, never who. A group may hold people who see no project file."""

from collections.abc import Sequence

from domain.vocabulary import RobotKind
from services.reminders.lines import Line, Speech
from services.settings import settings
from services.words import DEFAULT_LANG, say_date, translate

_BYTES = {RobotKind.WECOM: 1_900}
"""WeCom cuts a text at 2,048 bytes; the others take ten times that, more than anybody reads in a chat."""
_USUAL_BYTES = 4_000


def urgent(shown: Sequence[Line], speech: Speech, kind: RobotKind) -> str:
    """One matter with its link, or several in one note."""
    if len(shown) == 1:
        head = _say("robots.urgent_one", title=shown[0].duty.title(DEFAULT_LANG))
        where = [part for part in (_place(shown[0]), _day(shown[0], speech)) if part]
        return "\n".join([head, *where, _link(shown[0])])
    return _list(_say("robots.urgent_head", n=len(shown)), shown, speech, kind)


def morning(shown: Sequence[Line], speech: Speech, kind: RobotKind, *, is_for_leaders: bool) -> str:
    """The note of the day."""
    day = say_date(speech.today, weekday=False)
    head = "robots.morning_head_leaders" if is_for_leaders else "robots.morning_head"
    return _list(_say(head, n=len(shown), day=day), shown, speech, kind)


def _list(head: str, shown: Sequence[Line], speech: Speech, kind: RobotKind) -> str:
    """As many matters as the platform takes; how many more there are; where they are."""
    room = _BYTES.get(kind, _USUAL_BYTES)
    tail = _say("robots.open", url=f"{settings().base_url}/inbox")
    more = _say("robots.more", n=len(shown))
    text, room = [head], room - _size(head, more, tail)
    for number, line in enumerate(shown, 1):
        one = f"{number}. {_brief(line, speech)}"
        room -= _size(one)
        if room < 0:
            text.append(_say("robots.more", n=len(shown) - number + 1))
            break
        text.append(one)
    return "\n".join([*text, tail])


def _size(*parts: str) -> int:
    return sum(len(part.encode()) + 1 for part in parts)


def _brief(line: Line, speech: Speech) -> str:
    mark = _say("robots.urgent_mark") if line.level == "urgent" else ""
    parts = (f"{mark}{line.duty.title(DEFAULT_LANG)}", _place(line), _day(line, speech))
    return " · ".join(part for part in parts if part)


def _day(line: Line, speech: Speech) -> str:
    return speech.day(line.duty, line.anchor_on, DEFAULT_LANG)


def _place(line: Line) -> str:
    duty = line.duty
    step = duty.step(DEFAULT_LANG) if duty.what(DEFAULT_LANG) != duty.step(DEFAULT_LANG) else ""
    return " · ".join(part for part in (duty.project, step, duty.department(DEFAULT_LANG)) if part)


def _link(line: Line) -> str:
    query = line.duty.query()
    base = settings().base_url
    return f"{base}/project?{query}" if query else f"{base}/inbox"


def _say(key: str, **params: object) -> str:
    return translate(key, lang=DEFAULT_LANG, **params)
