"""The desk of one person on one day, read in a handful of statements."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from domain.access import Actor, Permission, require
from domain.vocabulary import Light, Role
from services.database import reading
from services.desk import cards, district, duty_rows, own_rows, slack, surroundings
from services.desk.surroundings import Surroundings
from services.desk.views import DeskView, DutyRow, Group

_SHOWN = 20
_NO_SLACK = 10_000
_GROUPS = list(Group)
_LIGHTS = list(Light)


def desk_view(*, actor: Actor) -> DeskView:
    """What an agent or coordinator has to do by today, within five working days, and what waits for others.

    An agent works off the own A projects, and those of an absent A as B; a coordinator what nobody else can
    decide, and projects whose agents are both away. Raises Forbidden for other roles.
    """
    require(actor, Permission.EDIT_PROJECT)
    with reading(actor) as session:
        here = surroundings.read(session, actor)
        projects = cards.own_projects(session, here)
        by_project = cards.acting(session, here, projects)
        worked = [row for row in projects if _works_off(row, by_project.get(row.id), actor)]
        ids = [row.id for row in worked]
        duties, later = duty_rows.of_projects(session, here, ids)
        duties += own_rows.verification(here, worked)
        duties += own_rows.promised(session, here, ids)
        duties += own_rows.waiting(session, here, worked, {row.step_id for row in duties if row.step_id})
        note = None
        if actor.role is not Role.AGENT:
            projects = worked
            duties += [*district.to_decide(session, here), *district.overdue(session, here, ids)]
            note = district.note(session, here)
        duties = slack.with_slack(session, here, duties)
        counts = Counter(row.group for row in duties)
        return DeskView(
            today=here.today,
            horizon=here.horizon,
            duties=_shown(duties),
            more={group: n - _SHOWN for group, n in counts.items() if n > _SHOWN},
            to_do=counts[Group.OVERDUE] + counts[Group.TODAY],
            due_today=counts[Group.TODAY],
            overdue=counts[Group.OVERDUE],
            projects=cards.cards(session, here, projects, by_project),
            primary_projects=sum(row.primary_agent_id == actor.account_id for row in projects),
            backup_projects=sum(row.backup_agent_id == actor.account_id for row in projects),
            absences=cards.absences(session, here, projects),
            district=note,
            next_on=here.act_by(later.anchor, later.due_on) if later else None,
            next_title=_next_title(here, later),
        )


def _works_off(project: Any, acting_id: int | None, actor: Actor) -> bool:
    """A always sees the own projects, present or not; anybody else while acting."""
    return actor.account_id in (project.primary_agent_id, acting_id)


def _shown(rows: Iterable[DutyRow]) -> tuple[DutyRow, ...]:
    """By group, day, light and slack; of a long group the first ones."""
    ordered: list[DutyRow] = []
    for group in _GROUPS:
        own = [row for row in rows if row.group is group]
        ordered += sorted(own, key=_urgency)[:_SHOWN]
    return tuple(ordered)


def _urgency(row: DutyRow) -> tuple[bool, Any, int, int]:
    """Of the same day and light first what has least slack against the thaw or the target."""
    slack_first = _NO_SLACK if row.slack is None else row.slack
    return row.due_on is None, row.due_on or row.key, _LIGHTS.index(Light(row.light)), slack_first


def _next_title(here: Surroundings, later: Any) -> str:
    if later is None:
        return ""
    return here("desk.next", title=duty_rows.title(here, later), project=later.project)
