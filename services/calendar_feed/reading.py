"""What stands in a person's calendar: the days of open duties that are theirs to keep, or were passed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, select

from domain.access import SYSTEM
from domain.errors import NotFound
from domain.recipients import Circle
from domain.reminders import ENTERPRISE, Rule, is_deadline
from domain.vocabulary import ProjectStatus, Role
from domain.workdays import WorkCalendar
from models import Account, CalendarFeed, Obligation, Project
from services import calendar, clock
from services.calendar_feed import reach
from services.calendar_feed.address import hash_of
from services.calendar_files import Dated, event_file
from services.database import reading, unit_of_work
from services.reminders import candidates, duties, rules
from services.reminders.candidates import Candidate
from services.reminders.duties import Duty
from services.reminders.parties import Circles, problems
from services.settings import settings
from services.words import translate

AHEAD = timedelta(days=180)
_READ_AGAIN = timedelta(minutes=5)  # a write per reading would cost more than this precision is worth


@dataclass(frozen=True)
class _Reader:
    """Whose calendar it is, and what measures it today."""

    account: Account
    by_anchor: Mapping[str, Sequence[Rule]]
    days: WorkCalendar
    today: date

    def has_heard(self, rule: Rule, duty: Candidate) -> bool:
        """Whether a rule speaks before or on the day itself, or by now: else it is not yet this person's.

        A liaison's department does the work: its days are the liaison's from the start.
        """
        if self.account.role == Role.LIAISON:
            return True
        first = rule.fires_on(duty.due_on, duty.granted, self.days)
        return first is not None and first <= max(duty.due_on, self.today)

    def is_concerned(self, duty: Candidate, circle: Circle) -> bool:
        """The acting agent, and whoever the ladder (domain.md (b)) names once it has come to them."""
        own = self.account.id
        acting = circle[ENTERPRISE]  # whom an enterprise hears through
        return own in [one.account_id for one in acting] or any(
            own in [one.account_id for one in circle[role]]
            for rule in self.by_anchor[duty.anchor]
            if self.has_heard(rule, duty)
            for role in rule.recipients
        )


def feed(token: str) -> str:
    """The .ics text of whoever holds this token: overdue days and those of the next 180 days.

    Raises NotFound access.not_found for an unknown or ended token and for a disabled account, all alike.
    No actor: the token is what finds the person.
    """
    now, today = clock.now(), clock.today()
    with reading(SYSTEM) as session:
        row, account = _find(session, token)
        is_noted = row.read_at is not None and timedelta() <= now - row.read_at < _READ_AGAIN
        feed_id, lang, name = row.id, account.lang, account.display_name
        reader = _Reader(account, _dated(session), calendar.current(session), today)
        own = duties.by_id(session, _concerning(session, reader)).values()
    if not is_noted:
        with unit_of_work(SYSTEM) as work:
            work.session.execute(update(CalendarFeed).where(CalendarFeed.id == feed_id).values(read_at=now))  # type: ignore[arg-type]
    title = translate("Daiban dates of {name}", lang=lang, name=name)
    entries = [_entry(duty, today, lang) for duty in sorted(own, key=lambda duty: (duty.due_on, duty.id))]
    return event_file(entries, lang=lang, name=title, is_feed=True)


def _find(session: Session, token: str) -> tuple[CalendarFeed, Account]:
    query = (
        select(CalendarFeed, Account)
        .join(Account, Account.id == CalendarFeed.account_id)  # type: ignore[arg-type]
        .where(CalendarFeed.token_hash == hash_of(token), CalendarFeed.revoked_at.is_(None))  # type: ignore[union-attr]
        .where(Account.is_active)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("access.not_found")
    return found[0], found[1]


def _dated(session: Session) -> dict[str, list[Rule]]:
    """The anchors whose date is a deadline, with their rules; the others only count from a day."""
    return {
        anchor: of_anchor for anchor, of_anchor in rules.active(session).items() if is_deadline(of_anchor)
    }


def _concerning(session: Session, reader: _Reader) -> list[int]:
    """Ids of open duties that run and are this person's to know of."""
    found = candidates.read(
        session,
        Obligation.is_open,
        ~Obligation.is_paused,
        Obligation.anchor.in_(reader.by_anchor),
        Obligation.due_on <= reader.today + AHEAD,
        or_(Obligation.project_id.is_(None), Project.status == ProjectStatus.ACTIVE),
        reach.of(session, reader.account, reader.by_anchor, reader.today),
    )
    circles, about = Circles.read(session, reader.today), problems(session, found)
    return [
        duty.id for duty in found if reader.is_concerned(duty, circles.around(duty, about.get(duty.subject)))
    ]


def _entry(duty: Duty, today: date, lang: str) -> Dated:
    title = duty.title(lang)
    if duty.due_on < today:
        title = translate("[Overdue] {title}", lang=lang, title=title)
    step = duty.step(lang) if duty.what(lang) != duty.step(lang) else ""
    note = [part for part in (duty.project, step, duty.department(lang)) if part]
    query, base = duty.query(), settings().base_url
    url = f"{base}/project?{query}" if query else base
    return Dated(duty.subject, duty.key, duty.anchor, duty.due_on, title, "\n".join(note), url)
