"""The dates of a letter as a calendar file beside it."""

from collections.abc import Iterable

from services import calendar_files
from services.calendar_files import Dated
from services.reminders import letters
from services.reminders.lines import ENTERPRISE, Line, Speech

_NAME = "daiban.ics"


def of_lines(lines: Iterable[Line], speech: Speech, lang: str) -> tuple[dict[str, str], ...]:
    """The days to keep that lie ahead; nothing for what is over or only counts from its day.

    What leaves the house names the matter alone: no link, and nothing of the house's own remarks.
    """
    dated = [
        Dated(
            subject=line.duty.subject,
            key=line.duty.key,
            anchor=line.duty.anchor,
            on=line.anchor_on,
            title=" · ".join(part for part in (line.duty.title(lang), line.duty.project) if part),
            url=letters.link(line.duty),
        )
        for line in lines
        if line.role != ENTERPRISE and _lies_ahead(line, speech)
    ]
    return _file(dated, lang)


def for_enterprise(lines: Iterable[Line], speech: Speech, lang: str) -> tuple[dict[str, str], ...]:
    """The same for an enterprise: its matters and their days."""
    dated = [
        Dated(
            subject=line.duty.subject,
            key=line.duty.key,
            anchor=line.duty.anchor,
            on=line.anchor_on,
            title=line.duty.title(lang),
        )
        for line in lines
        if _lies_ahead(line, speech)
    ]
    return _file(dated, lang)


def _lies_ahead(line: Line, speech: Speech) -> bool:
    return speech.is_deadline(line) and line.anchor_on >= speech.today


def _file(dated: list[Dated], lang: str) -> tuple[dict[str, str], ...]:
    if not dated:
        return ()
    text = calendar_files.event_file(dated, lang=lang)
    return ({"name": _NAME, "media_type": calendar_files.MEDIA_TYPE, "text": text},)
