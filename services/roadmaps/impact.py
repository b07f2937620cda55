"""What a change of a roadmap moves: measured by doing it, so that a preview cannot differ from the change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from domain.access import Actor
from domain.workdays import WorkCalendar
from models import Project
from services import calendar, catalogue
from services.database import UnitOfWork, unit_of_work
from services.lifecycle_words import item_names
from services.reminders import rules
from services.roadmaps.standing import DutyStanding, Standing, StepStanding, standing
from services.steps.settling import settle_project
from services.words import translate

Result = TypeVar("Result")
_Key = tuple[str, str, str]


@dataclass(frozen=True)
class StepMove:
    """A step whose dates, mode or place on the roadmap change. `finish_workdays`: later is positive.

    `becomes_late`: it will finish after its baseline and did not before.
    """

    code: str
    name: str
    accept_before: date | None
    accept_after: date | None
    finish_before: date | None
    finish_after: date | None
    latest_before: date | None
    latest_after: date | None
    finish_workdays: int | None
    mode_before: str | None
    mode_after: str | None
    is_added: bool = False
    is_removed: bool = False
    becomes_late: bool = False


@dataclass(frozen=True)
class LightMove:
    """`code` is None for the project's own light."""

    code: str | None
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class DutyMove:
    """A dated duty: `before` None opens it, `after` None withdraws it, both: it is re-dated."""

    anchor: str
    word: str
    step: str
    key: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class ReminderMove:
    """The day a rule first speaks about a duty; `is_waiting`: one lies in somebody's inbox and goes."""

    rule: str
    sentence: str
    step: str
    before: date | None
    after: date | None
    is_waiting: bool = False


@dataclass(frozen=True)
class Impact:
    """The difference a change makes, in the actor's language.

    `target_on` and `target_ready_on` are set when the project's target date is missed after the change, at
    whosever door; `thaw_on` when the next thaw was made before the change and is not afterwards.
    """

    finish_before: date | None
    finish_after: date | None
    finish_workdays: int
    steps: tuple[StepMove, ...] = ()
    lights: tuple[LightMove, ...] = ()
    duties: tuple[DutyMove, ...] = ()
    reminders: tuple[ReminderMove, ...] = ()
    target_on: date | None = None
    target_ready_on: date | None = None
    thaw_on: date | None = None

    @property
    def is_empty(self) -> bool:
        moves = (*self.steps, *self.lights, *self.duties, *self.reminders)
        return not moves and self.finish_before == self.finish_after

    @property
    def late(self) -> tuple[StepMove, ...]:
        """Steps that fall behind their baseline by this change."""
        return tuple(step for step in self.steps if step.becomes_late)

    @property
    def breaks_target(self) -> bool:
        """The target date would be missed after the change."""
        return self.target_on is not None


class _RolledBack(Exception):
    """Rolls the transaction of a preview back."""


def previewed(run: Callable[[UnitOfWork], Result], *, actor: Actor) -> Result:
    """The result of `run` in a write transaction of its own that is then rolled back."""
    found: list[Result] = []
    try:
        with unit_of_work(actor) as work:
            found.append(run(work))
            raise _RolledBack
    except _RolledBack:
        return found[0]


def measured(work: UnitOfWork, *, project: Project, change: Callable[[], None], today: date) -> Impact:
    """Settle the project, run `change` inside the open transaction, settle again, and report the difference.

    The first settling brings what time alone has moved, so that it is not laid at the change's door.
    Whatever `change` or the plan refuses is raised.
    """
    settle_project(work, project=project, today=today)
    before = standing(work.session, project)
    change()
    settle_project(work, project=project, today=today)
    return difference(work, before, standing(work.session, project))


def difference(work: UnitOfWork, before: Standing, after: Standing) -> Impact:
    """The impact between two standings of one project."""
    lang, session = work.actor.lang, work.session
    names = item_names(catalogue.items(session), lang)
    days = calendar.current(session)
    target = after.target if after.target and after.target.margin < 0 else None
    return Impact(
        finish_before=before.finish_on,
        finish_after=after.finish_on,
        finish_workdays=_apart(before.finish_on, after.finish_on, days) or 0,
        steps=_steps(before, after, names, days),
        lights=_lights(before, after, names),
        duties=_duties(before, after, names, lang),
        reminders=_reminders(before, after, names, rules.sentences(session, lang=lang)),
        target_on=target.limit_on if target else None,
        target_ready_on=target.ready_on if target else None,
        thaw_on=_thaw_lost(before, after),
    )


def _thaw_lost(before: Standing, after: Standing) -> date | None:
    """The opening that would be missed; missing it before already is not this change's doing."""
    was, now = before.thaw, after.thaw
    is_lost = now is not None and now.margin < 0 and (was is None or was.margin >= 0)
    return now.limit_on if now and is_lost else None


def _apart(before: date | None, after: date | None, days: WorkCalendar) -> int | None:
    return None if before is None or after is None else days.workdays_between(before, after)


def _steps(
    before: Standing, after: Standing, names: Mapping[str, str], days: WorkCalendar
) -> tuple[StepMove, ...]:
    codes = dict.fromkeys((*after.steps, *before.steps))
    moves = (_step(code, before.steps.get(code), after.steps.get(code), names, days) for code in codes)
    return tuple(move for move in moves if move is not None)


def _step(
    code: str,
    was: StepStanding | None,
    now: StepStanding | None,
    names: Mapping[str, str],
    days: WorkCalendar,
) -> StepMove | None:
    was = was if was and was.is_planned else None
    now = now if now and now.is_planned else None
    if was == now or (was and now and _seen(was) == _seen(now)):
        return None
    return StepMove(
        code=code,
        name=names.get(code, code),
        accept_before=was.accept_on if was else None,
        accept_after=now.accept_on if now else None,
        finish_before=was.finish_on if was else None,
        finish_after=now.finish_on if now else None,
        latest_before=was.latest_accept_on if was else None,
        latest_after=now.latest_accept_on if now else None,
        finish_workdays=_apart(was.finish_on, now.finish_on, days) if was and now else None,
        mode_before=was.mode if was else None,
        mode_after=now.mode if now else None,
        is_added=was is None,
        is_removed=now is None,
        becomes_late=now is not None and _is_late(now) and not (was is not None and _is_late(was)),
    )


def _seen(step: StepStanding) -> tuple[object, ...]:
    """What makes a move; the latest acceptance alone moves with every finish and is only told besides."""
    return step.accept_on, step.finish_on, step.mode


def _is_late(step: StepStanding) -> bool:
    return bool(step.finish_on and step.baseline_finish_on and step.finish_on > step.baseline_finish_on)


def _lights(before: Standing, after: Standing, names: Mapping[str, str]) -> tuple[LightMove, ...]:
    pairs: list[tuple[str | None, str, str]] = [(None, before.light, after.light)]
    both = before.steps.keys() & after.steps.keys()
    pairs += [
        (code, before.steps[code].light, now.light) for code, now in after.steps.items() if code in both
    ]
    return tuple(
        LightMove(code, names.get(code or "", ""), was, now) for code, was, now in pairs if was != now
    )


def _duties(before: Standing, after: Standing, names: Mapping[str, str], lang: str) -> tuple[DutyMove, ...]:
    keys = dict.fromkeys((*before.duties, *after.duties))
    return tuple(
        DutyMove(
            anchor=one.anchor,
            word=translate(f"anchor.{one.anchor}", lang=lang),
            step=names.get(one.code or "", ""),
            key=one.key,
            before=was.due_on if was else None,
            after=now.due_on if now else None,
        )
        for was, now in ((before.duties.get(key), after.duties.get(key)) for key in keys)
        if (one := now or was) and (was.due_on if was else None) != (now.due_on if now else None)
    )


def _reminders(
    before: Standing, after: Standing, names: Mapping[str, str], sentences: Mapping[str, str]
) -> tuple[ReminderMove, ...]:
    found = []
    for key in dict.fromkeys((*before.duties, *after.duties)):
        was, now = before.duties.get(key), after.duties.get(key)
        old, new = _days_told(was), _days_told(now)
        one = now or was
        assert one is not None  # the key comes from one of them
        is_waiting = key in before.told and (now is None or was is None or now.due_on != was.due_on)
        found += [
            ReminderMove(
                rule=rule,
                sentence=sentences.get(rule, ""),
                step=names.get(one.code or "", ""),
                before=old.get(rule),
                after=new.get(rule),
                is_waiting=is_waiting,
            )
            for rule in dict.fromkeys((*old, *new))
            if old.get(rule) != new.get(rule)
        ]
    return tuple(found)


def _days_told(duty: DutyStanding | None) -> dict[str, date]:
    return dict(duty.first_told) if duty else {}
