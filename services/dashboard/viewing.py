"""The whole dashboard in one read transaction."""

from domain.access import Actor, Permission, require
from services import calendar, catalogue, clock
from services.dashboard import conditions, counting
from services.dashboard.attention import attention
from services.dashboard.views import DashboardView
from services.database import reading


def dashboard_view(*, actor: Actor) -> DashboardView:
    """Every number of the dashboard for the whole district; coordinators and leaders only (domain.md (f))."""
    require(actor, Permission.SEE_DASHBOARD)
    today = clock.today()
    with reading(actor) as session:
        days = calendar.current(session)
        departments = counting.waiting_steps(session, today, actor.lang)
        decided, in_time = counting.decided_steps(session)
        problems = counting.problem_ages(session, days, today)
        agents, more_agents = counting.agent_loads(session)
        return DashboardView(
            today=today,
            verified_within_days=conditions.VERIFIED_WITHIN_DAYS,
            expected=counting.expected_months(session, today),
            saved=counting.saved_time(session),
            attention=attention(session, days, today, actor.lang),
            departments=departments,
            overdue_steps=sum(one.overdue for one in departments),
            decided_steps=decided,
            decided_in_time=in_time,
            problems=problems,
            open_problems=sum(sum(one.counts) for one in problems),
            agents=agents,
            more_agents=more_agents,
            max_enterprises=catalogue.number(session, "agency.max_enterprises"),
            **counting.pool_counts(session, today),
        )
