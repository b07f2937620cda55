"""Every number of the dashboard equals the rows it opens; only those who may see all see it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Forbidden
from domain.vocabulary import Role
from models import Account, Project
from services import dashboard
from services.dashboard import DashboardView
from services.database import unit_of_work
from tests import factories_reports as rows
from tests.factories_problems import House, house

pytestmark = pytest.mark.usefixtures("db")


def district() -> House:
    """Six projects in every condition the dashboard tells apart."""
    home = house()
    done = date(2026, 8, 28)
    step = {"state": "in_review", "state_kind": "running", "holder": "department", "light": "yellow"}
    rows.step(
        home.project_id,
        "land_contract",
        "land_planning",
        "natural_resources",
        **step,
        due_on=date(2026, 8, 28),
        light_reason="limit_over_pending",
        light_params={"days": 2},
    )
    rows.step(
        home.project_id,
        "eia_approval",
        "land_planning",
        "ecology",
        **step,
        due_on=date(2026, 9, 8),
    )
    second = rows.project(primary=home.backup, name="第二示例项目", last_verified_on=date(2026, 8, 1))
    rows.step(
        second,
        "project_filing",
        "land_planning",
        "development_reform",
        state="done",
        state_kind="decided",
        accepted_on=done,
        decided_on=done,
        promised_days=1,
        light="blue",
    )
    rows.step(
        second,
        "land_contract",
        "land_planning",
        "natural_resources",
        state="done",
        state_kind="decided",
        accepted_on=done,
        decided_on=done,
        promised_days=1,
        done_late_days=3,
    )
    rows.step(
        second,
        "eia_approval",
        "land_planning",
        "ecology",
        state="paused",
        state_kind="paused",
        holder="department",
        light="grey",
        light_reason="paused_plain",
    )
    third = rows.project(primary=home.stranger, name="第三示例项目")
    with unit_of_work(SYSTEM) as work:
        change(
            work.session.get(Project, home.project_id),
            light="red",
            light_reason="problem_overdue",
            light_params={"n": 1, "kind": "utilities"},
            forecast_finish_on=date(2026, 12, 1),
        )
        change(
            work.session.get(Project, second),
            light="yellow",
            light_reason="not_verified",
            light_params={"days": 22},
            saving_used=30,
            saving_serial=100,
            saving_parallel=60,
        )
        change(work.session.get(Project, third), status="withdrawn")
    for number, (kind, raised_on) in enumerate(
        [("utilities", date(2026, 8, 3)), ("utilities", date(2026, 8, 28)), ("policy", date(2026, 8, 24))]
    ):
        late = {"due_on": date(2026, 8, 31), "owner_name": "王联络"} if number == 0 else {}
        rows.add(rows.problem(home.project_id, f"WT-2026-{number}", kind=kind, raised_on=raised_on, **late))
    rows.add(rows.problem(home.project_id, "WT-2026-9", kind="policy", state="closed"))
    return home


def change(project: Project | Account | None, **values: object) -> None:
    assert project is not None
    for name, value in values.items():
        setattr(project, name, value)


def numbers(view: DashboardView) -> dict[str, int]:
    """Every number on the screen, by the figure that opens it."""
    found = {
        "pool": view.total,
        "unassigned": view.unassigned,
        "unverified": view.unverified,
        "expected": view.expected_this_year,
        "overdue": view.overdue_steps,
        "decided": view.decided_steps,
        "late": view.decided_steps - view.decided_in_time,
        "saved": view.saved.n,
        "problems": view.open_problems,
    }
    found |= {f"light:{light}": n for light, n in view.lights.items()}
    found |= {f"stage:{s}:{light}": n for s, lights in view.stages.items() for light, n in lights.items()}
    found |= {f"expected:{month:%Y-%m}": n for month, n in view.expected}
    for one in view.departments:
        found[f"department:{one.code}"] = one.running
        found[f"department_in_time:{one.code}"] = one.running - one.overdue
        found[f"department_in_time:{one.code}"] = one.running - one.overdue
        found[f"department_overdue:{one.code}"] = one.overdue
        found[f"department_paused:{one.code}"] = one.paused
    for kind in view.problems:
        found |= {f"problems:{kind.kind}:{age}": n for age, n in enumerate(kind.counts)}
    for load in view.agents:
        found |= {f"agent:{load.account_id}": load.projects, f"backup:{load.account_id}": load.as_backup}
    return found


def test_every_number_equals_the_rows_it_opens() -> None:
    home = district()
    shown = numbers(dashboard.dashboard_view(actor=home.leader))
    opened = {figure: len(dashboard.figure_rows(figure=figure, actor=home.leader)) for figure in shown}
    assert opened == shown
    assert {f: n for f, n in shown.items() if n and ":" not in f} == {
        "pool": 2,
        "unverified": 1,
        "expected": 1,
        "overdue": 1,
        "decided": 2,
        "late": 1,
        "saved": 1,
        "problems": 3,
    }
    assert shown["problems:utilities:3"] == shown["problems:utilities:0"] == shown["problems:policy:1"] == 1


def test_saved_time_names_both_baselines_and_n() -> None:
    home = district()
    saved = dashboard.dashboard_view(actor=home.coordinator).saved
    assert (saved.n, saved.versus_serial, saved.versus_parallel) == (1, 0.7, 0.5)


def test_no_finished_project_means_no_rate() -> None:
    home = house()
    saved = dashboard.dashboard_view(actor=home.leader).saved
    assert (saved.n, saved.versus_serial, saved.versus_parallel) == (0, None, None)


def test_why_red_and_yellow_whose_move_and_until_when() -> None:
    home = district()
    first, second = dashboard.dashboard_view(actor=home.leader).attention
    assert (first.light, first.holder, first.due_on, first.left_workdays) == (
        "red",
        "王联络",
        date(2026, 8, 31),
        -1,
    )
    assert (second.project, second.light, second.holder) == ("第二示例项目", "yellow", "周代办")
    assert first.reason and first.reason != "problem_overdue"


def test_departments_stand_by_what_is_overdue() -> None:
    home = district()
    loads = dashboard.dashboard_view(actor=home.leader).departments
    assert [(one.code, one.running, one.overdue, one.paused) for one in loads] == [
        ("natural_resources", 1, 1, 0),
        ("ecology", 1, 0, 1),
    ]
    english = replace(home.leader, lang="en")
    assert dashboard.dashboard_view(actor=english).departments[0].name != loads[0].name


def test_agents_count_a_roles_and_show_b_beside() -> None:
    home = district()
    loads = {one.name: one for one in dashboard.dashboard_view(actor=home.leader).agents}
    assert (loads["李代办"].enterprises, loads["李代办"].projects, loads["李代办"].as_backup) == (1, 1, 0)
    assert (loads["周代办"].enterprises, loads["周代办"].as_backup) == (1, 1)
    assert "冯代办" not in loads


def test_ten_agents_are_shown_and_the_others_counted() -> None:
    home = house()
    busy = [rows.agent(f"代办{number:02}", f"agent02{number:02}") for number in range(9)]
    for actor in busy:
        rows.project(primary=actor, name=f"{actor.name}的项目")
    rows.project(primary=busy[8], name="又一个示例项目")
    view = dashboard.dashboard_view(actor=home.leader)
    assert (view.agents[0].name, view.agents[0].enterprises) == ("代办08", 2)
    assert (len(view.agents), view.more_agents) == (10, 1)
    assert "周代办" not in {one.name for one in view.agents}, "who is only B stands last"
    with unit_of_work(SYSTEM) as work:
        change(work.session.get(Account, busy[0].account_id), role="coordinator")
    view = dashboard.dashboard_view(actor=home.leader)
    assert (view.agents[-1].name, view.agents[-1].projects, view.agents[-1].as_backup) == ("周代办", 0, 1)
    assert view.more_agents == 0


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIAISON, Role.ADMIN, Role.AUDITOR])
def test_others_are_denied(role: Role) -> None:
    actor = Actor(99, "x", role)
    with pytest.raises(Forbidden):
        dashboard.dashboard_view(actor=actor)
    with pytest.raises(Forbidden):
        dashboard.figure_rows(figure="pool", actor=actor)


@pytest.mark.parametrize(
    "figure",
    ["", "moon", "light", "light:pink", "stage:moon:red", "problems:policy:4", "agent:x", "expected:2026-13"],
)
def test_an_unknown_figure_is_refused(figure: str) -> None:
    with pytest.raises(BadInput, match="unknown_figure"):
        dashboard.figure_rows(figure=figure, actor=Actor(1, "x", Role.LEADER))
