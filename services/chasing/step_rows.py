"""The running steps of departments, read as columns, and as rows of one department's sheet."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, select

from domain.modes.deadlines import IN_GROUP
from domain.vocabulary import DayUnit, LimitsStatus, MaterialState, Mode, ProjectStatus, StateKind
from models import Account, Enterprise, Obligation, Project, Step, StepMaterial
from services.chasing import stamping
from services.chasing.concerns import CHECKED, OWN, PAUSED, concerns, group_of
from services.chasing.surroundings import Surroundings
from services.chasing.views import AnswerView, PendingRow
from services.lifecycle_words import state_word
from services.queries import visible

Answers = Mapping[str, tuple[int, AnswerView]]
LIVE = (ProjectStatus.ACTIVE, ProjectStatus.UNASSIGNED, ProjectStatus.PAUSED)
_CLOCKS = ("step_due", "review_due", "dept_due", "check_due")
_ANCHORS = (*_CLOCKS, "recorded_on_behalf", "supplement_due")
_INTAKE = ("received", "correcting", "precheck", "collecting")
"""States before the acceptance, in which materials are looked through."""
_STEP = (
    *("id", "project_id", "item_code", "seq", "mode", "parallel_group", "state", "state_kind", "holder"),
    *("department_code", "lead_department_code", "accepted_on", "opinion_on", "due_on", "paused_on", "light"),
    *("attempt", "promised_days", "statutory_days", "day_unit", "limits_status", "pauses"),
)


@dataclass(frozen=True)
class Beside:
    """What the rows need beside the steps: clocks, owed materials, unconfirmed records, awaited members."""

    clocks: Mapping[int, Any]
    owed: Mapping[int, Sequence[Any]]
    records: Mapping[int, int]
    awaited: Mapping[tuple[int, str], Sequence[str]]


def read(session: Session, here: Surroundings, code: str | None = None) -> list[Any]:
    """Columns of every running step the actor may see; of one department, as its own or as the lead."""
    mine = or_(Step.department_code == code, Step.lead_department_code == code)
    runs = Step.state_kind.in_((StateKind.RUNNING, StateKind.PAUSED))  # type: ignore[attr-defined]
    query = (
        select(  # type: ignore[call-overload]
            *[getattr(Step, name) for name in _STEP],
            Project.name.label("project"),  # type: ignore[attr-defined]
            Project.status,
            Enterprise.name.label("enterprise"),  # type: ignore[attr-defined]
            Account.display_name.label("agent"),  # type: ignore[attr-defined]
            Account.phone,
        )
        .join(Project, Project.id == Step.project_id)
        .join(Enterprise, Enterprise.id == Project.enterprise_id)
        .outerjoin(Account, Account.id == Project.primary_agent_id)
        .where(or_(runs, Step.state.in_((CHECKED, "revoking"))))  # type: ignore[attr-defined]
        .where(Project.status.in_(LIVE), visible(here.actor, Step))  # type: ignore[attr-defined]
        .order_by(Step.due_on, Step.project_id, Step.seq)
    )
    return list(session.exec(query.where(mine) if code else query))


def of_department(found: Sequence[Any], code: str) -> Iterator[tuple[Any, str]]:
    """(step, whose move) of one department; a joint review is one matter of its lead."""
    seen = set()
    for row in found:
        for whose_code, whose in concerns(row):
            if whose_code != code:
                continue
            group = group_of(row, code)
            if group is not None and group in seen:
                continue
            seen.add(group)
            yield row, whose


def beside(session: Session, ids: Collection[int]) -> Beside:
    """Read for all rows at once."""
    wanted = Obligation.step_id.in_(sorted(ids))  # type: ignore[union-attr]
    clocks: dict[int, Any] = {}
    records: dict[int, int] = defaultdict(int)
    deferred: dict[int, set[str]] = defaultdict(set)
    columns = (Obligation.step_id, Obligation.anchor, Obligation.key, Obligation.due_on)
    query = select(*columns, Obligation.granted_workdays).where(wanted, Obligation.is_open)  # type: ignore[call-overload]
    for duty in session.exec(query.where(Obligation.anchor.in_(_ANCHORS))):  # type: ignore[attr-defined]
        if duty.anchor == "recorded_on_behalf":
            records[duty.step_id] += 1
        elif duty.anchor == "supplement_due":
            deferred[duty.step_id].add(duty.key)
        else:
            clocks[duty.step_id] = duty
    return Beside(clocks, _owed(session, ids, deferred), records, _awaited(session))


def _owed(session: Session, ids: Collection[int], deferred: Mapping[int, Set[str]]) -> dict[int, list[Any]]:
    """What a step owes: deferred materials, and before the acceptance what the checklist still lacks."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(
        select(StepMaterial.step_id, StepMaterial.name_zh, StepMaterial.name_en, Step.state)
        .join(Step, Step.id == StepMaterial.step_id)  # type: ignore[arg-type]
        .where(StepMaterial.step_id.in_(sorted(ids)))  # type: ignore[attr-defined]
        .where(StepMaterial.state == MaterialState.OWED)
        .order_by(StepMaterial.id)  # type: ignore[arg-type]
    ):
        if row.state in _INTAKE or row.name_zh in deferred.get(row.step_id, ()):
            found[row.step_id].append(row)
    return found


def _awaited(session: Session) -> dict[tuple[int, str], list[str]]:
    """The departments whose opinion a joint review still waits for, by project and group."""
    query = (
        select(Step.project_id, Step.parallel_group, Step.department_code)
        .where(Step.mode == Mode.PARALLEL, Step.state.in_(IN_GROUP))  # type: ignore[attr-defined]
        .where(Step.opinion_on == None)  # noqa: E711 (SQL)
        .order_by(Step.seq)  # type: ignore[arg-type]
    )
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for project_id, group, code in session.exec(query):
        found[(project_id, group or "")].append(code)
    return found


def pending_row(here: Surroundings, row: Any, whose: str, known: Beside, answers: Answers) -> PendingRow:
    """One step as its department's sheet shows it."""
    subject = f"step:{row.id}"
    answer_id, answer = answers.get(subject, (0, None))
    clock = known.clocks.get(row.id)
    due_on = clock.due_on if clock and row.state == CHECKED else row.due_on
    limit = _limit(row, clock)
    at = row.paused_on or here.today
    left = here.days.workdays_between(at, due_on) if due_on else None
    return PendingRow(
        subject=subject,
        stamp=stamping.of_step(row, answer_id),
        project_id=row.project_id,
        project=row.project,
        enterprise=row.enterprise,
        title=_title(here, row, whose),
        department=here.department(row.department_code),
        agent=" ".join(part for part in (row.agent, row.phone) if part),
        light=row.light,
        step_id=row.id,
        step_code=row.item_code,
        mode=row.mode,
        state_word=state_word(row.mode, row.state, lang=here.lang),
        accepted_on=row.accepted_on,
        used=_used(row, limit, left, at),
        limit=limit,
        day_unit=_unit(row),
        is_pending=row.limits_status == LimitsStatus.PENDING,
        due_on=due_on,
        left_workdays=left,
        is_provisional=due_on is not None and here.days.is_provisional(due_on),
        missing=tuple(_missing(here, row, whose, known)),
        waits_for=_waits(here, row, whose),
        answer=answer,
    )


def _title(here: Surroundings, row: Any, whose: str) -> str:
    """The item; of a joint review that the lead answers for, the whole group by its first item."""
    name = here.item(row.item_code)
    is_whole = row.mode == Mode.PARALLEL and not (row.state in IN_GROUP and whose == OWN)
    return here("chase.joint", item=name) if is_whole and row.parallel_group else name


def _limit(row: Any, clock: Any) -> int | None:
    """The days granted by now, an extension included; else, and in calendar days, the item's own limit."""
    if clock and clock.granted_workdays is not None and _unit(row) != DayUnit.CALENDAR:
        return int(clock.granted_workdays)
    return row.promised_days if row.promised_days is not None else row.statutory_days  # type: ignore[no-any-return]


def _unit(row: Any) -> str:
    """A check after a decision is counted in working days, whatever the item's own unit."""
    return DayUnit.WORKDAY.value if row.state == CHECKED else row.day_unit


def _used(row: Any, limit: int | None, left: int | None, at: date) -> int | None:
    """Day n of m. Working days are counted from the end of the limit: pauses and extensions are in it."""
    if row.accepted_on is None or limit is None or left is None:
        return None
    if _unit(row) != DayUnit.CALENDAR:
        return max(0, limit - left)
    return max(0, (at - row.accepted_on).days - sum(_stood(*pause) for pause in row.pauses or ()))


def _stood(from_on: str, to_on: str | None) -> int:
    """Calendar days of a pause that is over; an open one ends the count itself."""
    return (date.fromisoformat(to_on) - date.fromisoformat(from_on)).days if to_on else 0


def _waits(here: Surroundings, row: Any, whose: str) -> str:
    if row.status == ProjectStatus.PAUSED or whose == PAUSED:
        return here("clock stands still")
    return "" if whose == OWN else here("chase.waits_for", party=here(f"party.{whose}"))


def _missing(here: Surroundings, row: Any, whose: str, known: Beside) -> Iterator[str]:
    separator = here("list.separator")
    if names := [_material(material, here.lang) for material in known.owed.get(row.id, ())]:
        yield here("chase.owed", materials=separator.join(names))
    if count := known.records.get(row.id):
        yield here("chase.unconfirmed", n=count)
    awaited = known.awaited.get((row.project_id, row.parallel_group or ""), ())
    if row.mode == Mode.PARALLEL and row.state in IN_GROUP and awaited and whose != OWN:
        yield here("chase.awaits", departments=separator.join(map(here.department, dict.fromkeys(awaited))))


def _material(row: Any, lang: str) -> str:
    return str(row.name_en if lang == "en" else row.name_zh)
