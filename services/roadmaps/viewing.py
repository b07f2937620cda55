"""The roadmap of a project as people see it: computed on today's facts, the stored plan untouched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.network import Network
from domain.plans import Plan, StepDates
from domain.savings import Savings
from domain.vocabulary import StateKind
from domain.workdays import WorkCalendar
from models import Project, RoadmapTemplate, Step, TemplateGroup
from services import catalogue, clock
from services.catalogue import DepartmentView, ItemView
from services.database import reading
from services.lifecycle_words import light_reason, state_word
from services.queries import one_readable, visible
from services.roadmaps import outlook
from services.roadmaps.backward import latest_submit
from services.roadmaps.forecasting import performed_forecast
from services.roadmaps.goals import FINISH, goal_views
from services.roadmaps.outlook import Ground
from services.roadmaps.planning import steps_of, worked_out
from services.roadmaps.specs import Reference, is_on_roadmap, pauses_of, promised_clock, statutory_clock
from services.roadmaps.views import RoadmapView, SavingView, StepRow
from services.words import named


def roadmap_view(*, project_id: int, actor: Actor) -> RoadmapView:
    """The roadmap with plan, slack, critical path and saved time; a liaison sees only own steps.

    Raises Forbidden, NotFound.
    """
    require(actor, Permission.SEE_PROJECTS)
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        today, reference = clock.today(), Reference(session)
        steps = steps_of(session, project)
        ground, saved = worked_out(reference, project, steps, today)
        sheet = _Sheet(session, actor, ground, outlook.target_plan(ground))
        return _view(sheet, project, _readable(session, actor, project, steps), saved)


@dataclass(frozen=True)
class _Sheet:
    """What every row of one view needs."""

    session: Session
    actor: Actor
    ground: Ground
    against: Plan[date] | None

    @property
    def network(self) -> Network:
        return self.ground.network

    @property
    def planned(self) -> Plan[date]:
        return self.ground.planned

    @property
    def calendar(self) -> WorkCalendar:
        return self.ground.timeline.calendar

    @property
    def today(self) -> date:
        return self.ground.today


def _readable(session: Session, actor: Actor, project: Project, steps: Sequence[Step]) -> list[Step]:
    allowed = set(session.exec(select(Step.id).where(Step.project_id == project.id, visible(actor, Step))))
    return [step for step in steps if step.id in allowed]


def _view(sheet: _Sheet, project: Project, steps: Sequence[Step], saved: Savings) -> RoadmapView:
    items, departments = catalogue.items(sheet.session), catalogue.departments(sheet.session)
    template = sheet.session.get_one(RoadmapTemplate, project.template_code)
    planned, known = sheet.planned, sheet.calendar
    return RoadmapView(
        project_id=project.id or 0,
        template_name=named(template, sheet.actor.lang),
        today=sheet.today,
        start_on=planned.start_on,
        finish_on=planned.finish_on,
        baseline_finish_on=project.baseline_finish_on,
        critical=planned.critical_path,
        is_provisional=known.is_provisional(planned.finish_on),
        saving=saving_view(saved),
        off_days=_off_days(known, planned.start_on, planned.finish_on),
        provisional_from=_provisional_from(known, sheet.today, planned.finish_on),
        groups=_groups(sheet, project.template_code),
        steps=tuple(
            _row(sheet, step, items[step.item_code], departments[step.department_code]) for step in steps
        ),
        goals=goal_views(sheet.ground, items, sheet.actor.lang),
        performed=performed_forecast(sheet.session, sheet.ground),
        latest_against=(project.target_kind or FINISH) if sheet.against else FINISH,
    )


def _groups(sheet: _Sheet, template_code: str) -> tuple[tuple[str, str], ...]:
    query = select(TemplateGroup).where(TemplateGroup.template_code == template_code)
    found = sheet.session.exec(query.order_by(TemplateGroup.parallel_group))
    return tuple((row.parallel_group, named(row, sheet.actor.lang)) for row in found)


def saving_view(saved: Savings) -> SavingView:
    """Saved time as pages and exports read it."""
    return SavingView(
        a_days=saved.used,
        b1=saved.b1_serial,
        b2=saved.b2_parallel,
        vs_b1_pct=_percent(saved.saving_vs_serial),
        vs_b2_pct=_percent(saved.saving_vs_parallel),
        n=saved.counted_items,
        pre_service_days=saved.pre_service,
        elapsed_days=saved.elapsed,
        enterprise_days=saved.enterprise,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _off_days(known: WorkCalendar, first: date, last: date) -> tuple[tuple[date, str], ...]:
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return tuple((day, known.names.get(day, "")) for day in days if not known.is_workday(day))


def _provisional_from(known: WorkCalendar, today: date, finish_on: date) -> date | None:
    years = (year for year in range(today.year, finish_on.year + 1) if year not in known.noticed_years)
    return next((date(year, 1, 1) for year in years), None)


def _row(sheet: _Sheet, step: Step, item: ItemView, department: DepartmentView) -> StepRow:
    lang = sheet.actor.lang
    dates = sheet.planned.steps.get(step.item_code)
    return StepRow(
        **{name: getattr(step, name) for name in _SAME},
        **_planned_columns(dates),
        **_latest_columns(sheet, step),
        id=step.id or 0,
        code=step.item_code,
        name=item.name_en if lang == "en" else item.name_zh,
        short_name=named(item, lang),
        department=named(department, lang),
        group=step.parallel_group,
        state_word=state_word(step.mode, step.state, lang=lang),
        light_reason=light_reason(step.light_reason, step.light_params, lang=lang),
        statutory_due_on=statutory_clock(step).due_on(sheet.calendar) if step.accepted_on else None,
        is_optional=step.optional,
        is_waiting_option=not is_on_roadmap(step) and step.state_kind == StateKind.OPEN,
        pauses=tuple((pause.from_on, pause.to_on) for pause in pauses_of(step)),
        left_workdays=_left(sheet, step),
        predecessors=tuple(sorted(sheet.network.predecessors(step.item_code))) if dates else (),
        soft_predecessors=_soft_predecessors(sheet.network, step.item_code) if dates else (),
        late_workdays=_late(sheet, step),
    )


def _soft_predecessors(network: Network, code: str) -> tuple[str, ...]:
    return tuple(sorted(network.predecessors(code) - network.waits[code]))


def _planned_columns(dates: StepDates[date] | None) -> dict[str, object]:
    return {
        "plan_accept_on": dates.accept_on if dates else None,
        "plan_opinion_on": dates.opinion_on if dates else None,
        "plan_finish_on": dates.finish_on if dates else None,
        "latest_accept_on": dates.latest_accept_on if dates else None,
        "slack_workdays": dates.slack_workdays if dates else None,
        "is_critical": dates.is_critical if dates else False,
        "is_provisional": dates.is_provisional if dates else False,
    }


def _latest_columns(sheet: _Sheet, step: Step) -> dict[str, object]:
    """The latest days against the target; without one against the plan's own finish."""
    dates = (sheet.against or sheet.planned).steps.get(step.item_code)
    if dates is None or dates.is_finished:
        return {}
    spec = sheet.network.steps[step.item_code]
    return {
        "submit_by": latest_submit(step, spec, dates.latest_accept_on, sheet.calendar),
        "accept_by": dates.latest_accept_on,
        "target_slack": dates.slack_workdays if sheet.against else None,
    }


def _left(sheet: _Sheet, step: Step) -> int | None:
    """Working days until the running deadline; while paused those left when the clock is resumed."""
    if step.state_kind not in (StateKind.RUNNING, StateKind.PAUSED) or step.accepted_on is None:
        return None
    due_on = step.due_on
    if step.paused_on is not None:
        due_on = promised_clock(step).due_if_resumed(sheet.today, sheet.calendar)
    return None if due_on is None else sheet.calendar.workdays_between(sheet.today, due_on)


def _late(sheet: _Sheet, step: Step) -> int | None:
    """Working days that its own work took beyond its promise, from acceptance to opinion or decision."""
    ended_on = step.opinion_on or step.decided_on
    if step.state_kind != StateKind.DECIDED or step.accepted_on is None or ended_on is None:
        return None
    due_on = promised_clock(step).due_on(sheet.calendar)
    return None if due_on is None else max(sheet.calendar.workdays_between(due_on, ended_on), 0)


_SAME = [
    "stage",
    "department_code",
    "mode",
    "state",
    "state_kind",
    "holder",
    "light",
    "accepted_on",
    "opinion_on",
    "decided_on",
    "due_on",
    "promised_days",
    "statutory_days",
    "day_unit",
    "limits_status",
    "baseline_accept_on",
    "baseline_finish_on",
    "is_date_unknown",
    "attempt",
]
