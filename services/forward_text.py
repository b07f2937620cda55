"""The text to forward (product.md §7): at most 300 characters for the enterprise's chat group.

Made from the progress report's view: what is no field there (notes, leaders' words, other enterprises)
cannot leave the house by this way either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Actor, Permission, require
from domain.errors import BadInput, NotFound
from domain.reminders import is_deadline
from models import Project, Reminder
from services import audit, clock, inbox, projects, reports, surveys
from services.database import UnitOfWork, reading, unit_of_work
from services.inbox.acting import ENTERPRISE
from services.queries import one_readable
from services.reminders import duties, rules
from services.reports import ProgressReportView
from services.reports.views import Owed
from services.words import DEFAULT_LANG, say_date, say_provisional, translate

LIMIT = 300
_NAME_LENGTH = 40
_ROLES = ("backup", "primary", "coordinator")


@dataclass(frozen=True)
class _Parts:
    """The lines of the text before they are cut to fit: done, next, what we need."""

    done: tuple[str, ...]
    planned: tuple[str, ...]
    asks: tuple[str, ...]

    def shorter(self) -> "_Parts | None":
        """Without its least important line: news go first, then plans; what we need goes last."""
        for name, keep in (
            ("done", 1),
            ("planned", 1),
            ("asks", 2),
            ("done", 0),
            ("asks", 1),
            ("planned", 0),
        ):
            lines = getattr(self, name)
            if len(lines) > keep:
                return replace(self, **{name: lines[:-1]})
        return None


def forward_text(*, project_id: int, actor: Actor, lang: str = DEFAULT_LANG) -> str:
    """Done since the last report, next, what we need by when, and whom to call; at most 300 characters.

    Raises Forbidden for a role that hands out no reports, NotFound for a foreign project, BadInput
    report.lang for a language we have no words in.
    """
    require(actor, Permission.EXPORT_REPORT)
    view = reports.progress_report_view(project_id=project_id, as_of=clock.today(), lang=lang, actor=actor)
    parts: _Parts | None = _Parts(
        done=tuple(row.text for row in view.done),
        planned=tuple(_dated("forward.on", row.text, row.on, view) for row in view.planned),
        asks=(
            *(_dated("forward.until", _owed_words(owed, view), owed.due_on, view) for owed in view.owed),
            *(_dated("forward.until", ask.text, ask.due_on, view) for ask in view.asks),
        ),
    )
    text = ""
    while parts is not None:
        text = _text(view, parts)
        if len(text) <= LIMIT:
            return text
        parts = parts.shorter()
    return f"{text[: LIMIT - 1]}…"


def _text(view: ProgressReportView, parts: _Parts) -> str:
    lang = view.lang
    head = translate("forward.head", lang=lang, project=_short(view.project_name), day=_day(view.as_of, view))
    lines = [
        head,
        _line("forward.done", parts.done, len(view.done), lang),
        _line("forward.next", parts.planned, len(view.planned), lang),
        _line("forward.asks", parts.asks, len(view.asks) + len(view.owed), lang)
        or translate("forward.no_asks", lang=lang),
        _call(view),
    ]
    return "\n".join(line for line in lines if line)


def _line(key: str, shown: Sequence[str], total: int, lang: str) -> str:
    """The lines of one kind as a sentence; how many more there are is said, not hidden."""
    if not total:
        return ""
    text = translate("forward.separator", lang=lang).join(shown)
    more = total - len(shown)
    if more:
        text += translate("forward.more" if shown else "forward.only_number", lang=lang, n=more)
    return translate(key, lang=lang, text=text)


def _dated(key: str, text: str, on: date | None, view: ProgressReportView) -> str:
    return text if on is None else translate(key, lang=view.lang, text=text, day=_day(on, view))


def _owed_words(owed: Owed, view: ProgressReportView) -> str:
    """A promise is worded whole already; a material or document is only named."""
    if owed.kind in ("supplement", "document"):
        return translate(f"forward.{owed.kind}", lang=view.lang, text=owed.text)
    return owed.text


def _day(on: date, view: ProgressReportView) -> str:
    said = say_date(on, lang=view.lang, today=view.as_of, weekday=False)
    is_provisional = view.provisional_from is not None and on >= view.provisional_from
    return say_provisional(said, is_provisional=is_provisional, lang=view.lang)


def _call(view: ProgressReportView) -> str:
    """Whom to call: B while standing in for A, else A, else the coordinator."""
    callable_now = {one.role: one for one in view.contacts if one.role != "backup" or one.is_acting}
    person = next((callable_now[role] for role in _ROLES if role in callable_now), None)
    if person is None:
        return ""
    return translate("forward.call", lang=view.lang, name=person.name, phone=person.phone).strip()


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"


def reminder_text(*, reminder_id: int, actor: Actor, lang: str = DEFAULT_LANG) -> str:
    """What an enterprise without an address is to be told (task 告知企业): the matter, its day, whom to call.

    A problem is quoted as the progress report shows it: what a leader wrote stays in the house.
    Raises Forbidden, and NotFound for a reminder that is not the actor's own or not meant for an enterprise.
    """
    require(actor, Permission.EXPORT_REPORT)
    with reading(actor) as session:
        row = one_readable(session, actor, Reminder, reminder_id)
        if row.recipient_role != ENTERPRISE or row.project_id is None:
            raise NotFound("access.not_found")
        duty = duties.by_id(session, _ids(row.obligation_id)).get(row.obligation_id or 0)
        project_id = row.project_id
        until = row.anchor_on if is_deadline(rules.active(session).get(row.anchor, ())) else None
    view = reports.progress_report_view(project_id=project_id, as_of=clock.today(), lang=lang, actor=actor)
    head = translate("forward.reminder_head", lang=lang, project=_short(view.project_name))
    asked = _dated("forward.until", duty.asked(lang) if duty else view.light_reason, until, view)
    call = _call(view)
    quoted = next((one.text for one in view.problems if duty and one.number == duty.problem), "")
    room = LIMIT - len(head) - len(asked) - len(call) - len("\n\n\n")
    if len(quoted) > room:
        quoted = f"{quoted[: max(0, room - 1)]}…"
    return "\n".join(line for line in (head, asked, quoted, call) if line)[:LIMIT]


def _ids(obligation_id: int | None) -> Iterable[int]:
    return () if obligation_id is None else (obligation_id,)


def log_copied(*, project_id: int, text: str, actor: Actor, reminder_id: int | None = None) -> None:
    """Keep that a text was copied, with its words: it may leave the house now. The task stays open.

    Raises BadInput forward.empty, Forbidden, NotFound.
    """
    require(actor, Permission.EXPORT_REPORT)
    kept = _kept(text)
    with unit_of_work(actor) as work:
        one_readable(work.session, actor, Project, project_id)
        if reminder_id is not None:
            one_readable(work.session, actor, Reminder, reminder_id)
        _log(work, "project.forward_copied", project_id, kept, reminder_id)


def _kept(text: str) -> str:
    kept = text.strip()
    if not kept:
        raise BadInput("forward.empty")
    return kept[:LIMIT]


def _log(work: UnitOfWork, action: str, project_id: int, text: str, reminder_id: int | None) -> None:
    audit.record(
        work,
        action=action,
        subject_type="project",
        subject_id=project_id,
        project_id=project_id,
        after={"text": text, "reminder_id": reminder_id},
    )


def log_forwarded(*, project_id: int, text: str, actor: Actor, reminder_id: int | None = None) -> None:
    """Keep that a text was passed on to the enterprise: audited with its words, and it counts as follow-up.

    A task 告知企业 it answers is acknowledged with it; if it asked for a rating, that is asked now.
    Raises BadInput forward.empty, Forbidden, NotFound.
    """
    require(actor, Permission.EDIT_PROJECT)
    kept = _kept(text)
    with unit_of_work(actor) as work:
        project = one_readable(work.session, actor, Project, project_id)
        if reminder_id is not None:
            inbox.acknowledge_in(work, [reminder_id])
            surveys.count_forwarded(work, reminder_id=reminder_id)
        projects.touch_follow_up(work, project=project, today=clock.today())
        _log(work, "project.forward", project_id, kept, reminder_id)
