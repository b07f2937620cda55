"""Dated duties as iCalendar text (RFC 5545): all-day entries for mails and for the private calendar feed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Alarm, Calendar, Event

from services import clock
from services.words import translate

MEDIA_TYPE = "text/calendar"
_IN_THE_MORNING = timedelta(hours=9)
"""All-day entries begin at midnight: without this nobody is told, or at night."""


@dataclass(frozen=True)
class Dated:
    """One day somebody has to keep. `subject`, `key` and `anchor` name the duty (as `Obligation` does)."""

    subject: str
    key: str
    anchor: str
    on: date
    title: str
    note: str = ""
    url: str = ""

    @property
    def uid(self) -> str:
        """The same over mails, feeds and moved dates: a calendar program then moves its entry."""
        named = hashlib.sha256(f"{self.subject}|{self.key}|{self.anchor}".encode()).hexdigest()[:32]
        return f"{named}@daiban"


def event_file(entries: Sequence[Dated], *, lang: str, name: str = "", is_feed: bool = False) -> str:
    """The text of an .ics file. A feed also says its `name` and how often it is worth reading (hourly)."""
    made = Calendar()
    made.add("VERSION", "2.0")
    made.add("PRODID", "-//daiban//daiban//ZH")
    made.add("METHOD", "PUBLISH")
    if name:
        made.add("X-WR-CALNAME", name)
        made.add("X-WR-TIMEZONE", str(clock.ZONE))
    if is_feed:
        made.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        made.add("X-PUBLISHED-TTL", "PT1H")
    for entry in _once_each(entries):
        made.add_component(_event(entry, lang))
    return made.to_ical().decode("utf-8")


def _once_each(entries: Iterable[Dated]) -> list[Dated]:
    """A UID may stand in a file only once; several rungs of one ladder are about one day."""
    return list({entry.uid: entry for entry in entries}.values())


def _event(entry: Dated, lang: str) -> Event:
    event = Event.new(
        uid=entry.uid,
        stamp=clock.now(),
        start=entry.on,
        end=entry.on + timedelta(days=1),
        summary=entry.title,
        description=entry.note or None,
        url=entry.url or None,
        transparency="TRANSPARENT",  # a deadline does not make its day busy
    )
    alarm = Alarm.new(description=translate("Due today: {title}", lang=lang, title=entry.title))
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", _IN_THE_MORNING)
    event.add_component(alarm)
    return event
