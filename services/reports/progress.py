"""The progress report of one project: what the enterprise may read, in its language, as of one day."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from domain.access import Actor, Permission, require
from domain.errors import BadInput
from models import Project
from services import agency, catalogue
from services.database import reading
from services.lifecycle_words import light_reason
from services.queries import one_readable
from services.reports import record
from services.reports.asks_part import asks, owed, problems
from services.reports.happenings_part import done, planned
from services.reports.speech import Speech
from services.reports.steps_part import has_bare_opinion, stage_cells, step_lines, under_way
from services.reports.views import Contact, ProgressReportView
from services.settings import settings
from services.words import LANGS, named

_WEEK = timedelta(days=7)
_LICENCE = "construction_licence"
_OFFICE = "business_environment"
_NUMBERS = ("light.yellow_days", "light.promise_yellow_days")


def progress_report_view(*, project_id: int, as_of: date, lang: str, actor: Actor) -> ProgressReportView:
    """Reads everything in one transaction. The number is that of the day's issue, else the next one.

    Raises Forbidden (role), NotFound (unknown or foreign project, the same), BadInput report.lang.
    """
    require(actor, Permission.EXPORT_REPORT)
    if lang not in LANGS:
        raise BadInput("report.lang", langs=", ".join(LANGS))
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        say = Speech(
            record=record.read(session, project),
            lang=lang,
            as_of=as_of,
            calendar=_calendar(session),
            numbers={key: catalogue.number(session, key) for key in _NUMBERS},
        )
        return _view(say, contacts(session, say))


def _view(say: Speech, people: tuple[Contact, ...]) -> ProgressReportView:
    project = say.record.project
    number, since = issue_number(say)
    until = say.as_of + _WEEK
    licence_state, licence_on = _licence(say)
    steps = say.record.steps
    view = ProgressReportView(
        lang=say.lang,
        number=number,
        as_of=say.as_of,
        since=since,
        until=until,
        project_id=project.id or 0,
        project_name=project.name,
        project_code=project.code,
        enterprise_name=say.record.enterprise.name,
        office=settings().district_name,
        light=project.light,
        light_reason=_reason(say),
        steps_done=sum(step.state_kind == "decided" for step in say.record.needed),
        steps_needed=len(say.record.needed),
        licence_on=licence_on,
        licence_state=licence_state,
        finish_on=project.forecast_finish_on,
        baseline_finish_on=project.baseline_finish_on,
        slip_workdays=_slip(say),
        provisional_from=None,
        stages=stage_cells(say),
        asks=asks(say),
        under_way=under_way(say),
        done=done(say, since),
        planned=planned(say, until),
        owed=owed(say),
        problems=problems(say),
        contacts=people,
        steps=step_lines(say),
        has_simulated_opinion=any(has_bare_opinion(step) for step in steps),
        has_pending_limits=any(step.limits_status == "pending" for step in steps),
    )
    return replace(view, provisional_from=_provisional_from(say, view))


def issue_number(say: Speech) -> tuple[int, date]:
    """(number, day of the issue before): one number a day, so that a second language is the same issue."""
    earlier = [row for row in say.record.issued if row.as_of < say.as_of]
    same_day = [row.number for row in say.record.issued if row.as_of == say.as_of]
    last = max((row.number for row in say.record.issued), default=0)
    since = max((row.as_of for row in earlier), default=say.as_of - _WEEK)
    return (same_day[-1] if same_day else last + 1), since


def _licence(say: Speech) -> tuple[str, date | None]:
    """The construction licence decides when building may begin: none on this roadmap, planned, or done."""
    step = next((step for step in say.record.steps if step.item_code == _LICENCE), None)
    if step is None:
        return "none", None
    return ("done", step.decided_on) if step.state_kind == "decided" else ("planned", step.plan_finish_on)


def _slip(say: Speech) -> int | None:
    """Working days between the first plan's finish and the forecast; positive is later."""
    first, now = say.record.project.baseline_finish_on, say.record.project.forecast_finish_on
    return say.calendar.workdays_between(first, now) if first and now else None


def _reason(say: Speech) -> str:
    """Why the light is as it is. A pause's reason was written for the file and is not passed on."""
    project = say.record.project
    params = {key: value for key, value in project.light_params.items() if key != "reason"}
    names = {code: named(item, say.lang) for code, item in say.record.items.items()}
    return light_reason(project.light_reason, params, lang=say.lang, names=names)


def _provisional_from(say: Speech, view: ProgressReportView) -> date | None:
    """1 January of the first year shown whose public holidays are not announced."""
    days = [
        view.finish_on,
        view.licence_on,
        *(step.plan_finish_on for step in view.steps if not step.is_done),
    ]
    years = sorted({day.year for day in days if day and say.calendar.is_provisional(day)})
    return date(years[0], 1, 1) if years else None


def contacts(session: Session, say: Speech) -> tuple[Contact, ...]:
    """A, B (marked while standing in for an absent A), coordinator, and where to complain."""
    project = say.record.project
    roles = (
        ("primary", project.primary_agent_id),
        ("backup", project.backup_agent_id),
        ("coordinator", project.coordinator_id),
    )
    acting = agency.acting_of(session, [project], say.as_of).get(project.id or 0)
    found = [
        Contact(role, row.display_name, row.phone or "", is_acting=role == "backup" and row.id == acting)
        for role, account_id in roles
        if (row := say.record.accounts.get(account_id or 0))
    ]
    office = say.department(_OFFICE) or settings().district_name
    return (*found, Contact("supervision", office, settings().support_phone))


def _calendar(session: Session):  # type: ignore[no-untyped-def]
    from services import calendar

    return calendar.current(session)
