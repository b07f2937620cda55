"""The words of each kind of letter, in the reader's language; what stands in it is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reminders.duties import Duty
from services.reminders.letter_sheet import Entry, Section, Sheet, Written, write
from services.reminders.lines import ENTERPRISE, Line, Speech
from services.reminders.readers import Reader
from services.settings import settings
from services.words import DEFAULT_LANG, say_date, translate

SHOWN = 50
"""More lines than this nobody reads in a mail; the rest is counted and waits in the inbox."""
URGENT = "urgent"
_PROBLEM_LENGTH = 60


@dataclass(frozen=True)
class Contact:
    """Whom an enterprise may call."""

    name: str
    phone: str


@dataclass(frozen=True)
class Digest:
    """What a morning's letter holds. `moved`: announced before, void because the day moved."""

    lines: Sequence[Line]
    moved: Sequence[Line] = ()
    is_catch_up: bool = False


def morning(reader: Reader, digest: Digest, speech: Speech) -> Written:
    """Everything that waits, most urgent first; for a leader with its counts, as the one mail of the day."""
    lang, lines = reader.lang, digest.lines
    kind = "leader" if reader.is_leader else "morning"
    day = say_date(speech.today, lang=lang, weekday=False)
    if lines:
        subject = translate(f"mail.subject_{kind}", lang=lang, n=len(lines), day=day)
        subject += _split(lines, speech, lang)
        lead = translate(f"mail.lead_{kind}", lang=lang, n=len(lines), day=day)
    else:
        subject = translate("mail.subject_moved", lang=lang, n=len(digest.moved), day=day)
        lead = translate("mail.lead_moved", lang=lang, n=len(digest.moved))
    notes = (
        translate("mail.catch_up", lang=lang) if digest.is_catch_up else "",
        _counts(lines, speech, lang) if reader.is_leader and lines else "",
    )
    return _to_person(
        reader,
        subject=subject,
        lead=lead,
        notes=tuple(note for note in notes if note),
        sections=(
            Section("", tuple(_entry(line, speech, lang) for line in lines[:SHOWN])),
            Section(
                translate("mail.moved_heading", lang=lang) if lines else "",
                tuple(_moved(line, speech, lang) for line in digest.moved[:SHOWN]),
            ),
        ),
        more=len(lines) - SHOWN,
    )


def urgent(reader: Reader, lines: Sequence[Line], speech: Speech) -> Written:
    """What cannot wait for the morning: the first matter stands in the subject already."""
    lang = reader.lang
    first = _entry(lines[0], speech, lang)
    named = " · ".join(part for part in (first.title, lines[0].duty.project) if part)
    key = "mail.subject_urgent" if len(lines) == 1 else "mail.subject_urgent_more"
    return _to_person(
        reader,
        subject=translate(key, lang=lang, title=named, n=len(lines)),
        lead=translate("mail.lead_urgent", lang=lang, n=len(lines)),
        sections=(Section("", tuple(_entry(line, speech, lang) for line in lines[:SHOWN])),),
        more=len(lines) - SHOWN,
    )


def last_call(reader: Reader, duties: Sequence[Duty], speech: Speech) -> Written:
    """What is due today and not done: it is half past four."""
    lang = reader.lang
    entries = tuple(
        Entry("high", "", duty.title(lang), _place(duty, lang), "", "", link(duty)) for duty in duties[:SHOWN]
    )
    return _to_person(
        reader,
        subject=translate("mail.subject_last_call", lang=lang, n=len(duties)),
        lead=translate("mail.lead_last_call", lang=lang, n=len(duties)),
        sections=(Section("", entries),),
        more=len(duties) - SHOWN,
    )


def to_enterprise(lines: Sequence[Line], contact: Contact | None, speech: Speech) -> Written:
    """What one enterprise has to do by when, and whom to call; nothing of the house's own remarks.

    A single matter stands in the subject; no term is spoken of where none runs (a rating, a confirmation).
    """
    lang = DEFAULT_LANG
    entries = tuple(
        Entry(
            line.level,
            "",
            line.duty.asked(lang),
            line.duty.project,
            "",
            speech.day(line.duty, line.anchor_on, lang),
        )
        for line in lines
    )
    first = " · ".join(part for part in (_short(entries[0].title), entries[0].place) if part)
    subject = "mail.enterprise_subject_one" if len(lines) == 1 else "mail.enterprise_subject"
    lead = "mail.enterprise_lead" if any(map(speech.is_deadline, lines)) else "mail.enterprise_lead_open"
    call = ""
    if contact:
        call = translate("mail.enterprise_call", lang=lang, name=contact.name, phone=contact.phone)
    return write(
        Sheet(
            subject=translate(subject, lang=lang, n=len(lines), title=first),
            greeting=translate("mail.greeting", lang=lang, name=lines[0].duty.enterprise),
            lead=translate(lead, lang=lang),
            sections=(Section("", entries),),
            foot="\n".join(part for part in (call, _foot(lang)) if part),
            lang=lang,
        )
    )


def _to_person(
    reader: Reader,
    *,
    subject: str,
    lead: str,
    sections: tuple[Section, ...],
    more: int,
    notes: tuple[str, ...] = (),
) -> Written:
    lang = reader.lang
    return write(
        Sheet(
            subject=subject,
            greeting=translate("mail.greeting", lang=lang, name=reader.name),
            lead=lead,
            sections=sections,
            foot=_foot(lang),
            lang=lang,
            notes=notes,
            more=translate("mail.more", lang=lang, n=more) if more > 0 else "",
            link=(translate("mail.open_inbox", lang=lang), f"{settings().base_url}/inbox"),
        )
    )


def _foot(lang: str) -> str:
    return translate("mail.foot", lang=lang, phone=settings().support_phone)


def _split(lines: Sequence[Line], speech: Speech, lang: str) -> str:
    """How urgent, for the subject: `, 1 urgent, 2 due today`; nothing where nothing is."""
    return "".join(
        translate(f"mail.subject_{name}", lang=lang, n=n)
        for name, n in (("of_urgent", _urgent(lines)), ("of_today", _due_today(lines, speech)))
        if n
    )


def _counts(lines: Sequence[Line], speech: Speech, lang: str) -> str:
    """The figures above a leader's matters; what there is none of is not said."""
    figures = {
        "projects": len({line.duty.project_id for line in lines if line.duty.project_id}),
        "urgent": _urgent(lines),
        "over": sum(speech.is_deadline(line) and line.anchor_on < speech.today for line in lines),
        "again": sum(line.repetition > 0 for line in lines),
    }
    return " · ".join(translate(f"mail.counts_{name}", lang=lang, n=n) for name, n in figures.items() if n)


def _urgent(lines: Sequence[Line]) -> int:
    return sum(line.level == URGENT for line in lines)


def _due_today(lines: Sequence[Line], speech: Speech) -> int:
    return sum(line.anchor_on == speech.today and speech.is_deadline(line) for line in lines)


def _entry(line: Line, speech: Speech, lang: str) -> Entry:
    title = line.duty.title(lang)
    if line.role == ENTERPRISE:
        title = translate("mail.tell_enterprise", lang=lang, title=title)
    return Entry(
        level=line.level,
        level_word="" if line.level == "normal" else translate(f"reminder_level.{line.level}", lang=lang),
        title=title,
        place=_place(line.duty, lang),
        sentence=" · ".join(part for part in (_short(line.problem), speech.sentence(line, lang)) if part),
        day=speech.day(line.duty, line.anchor_on, lang),
        url=link(line.duty),
    )


def _moved(line: Line, speech: Speech, lang: str) -> Entry:
    day = translate(
        "mail.moved_day",
        lang=lang,
        before=speech.date(line.anchor_on, lang),
        day=speech.date(line.duty.due_on, lang),
    )
    return Entry("normal", "", line.duty.title(lang), _place(line.duty, lang), "", day, link(line.duty))


def _short(text: str) -> str:
    return text if len(text) <= _PROBLEM_LENGTH else f"{text[: _PROBLEM_LENGTH - 1]}…"


def _place(duty: Duty, lang: str) -> str:
    step = duty.step(lang) if duty.what(lang) != duty.step(lang) else ""
    return " · ".join(part for part in (duty.project, step, duty.department(lang)) if part)


def link(duty: Duty) -> str:
    query = duty.query()
    return f"{settings().base_url}/project?{query}" if query else ""
