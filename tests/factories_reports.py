"""A project with every kind of row a report may meet, written straight into the tables."""

from datetime import UTC, date, datetime

from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import (
    Account,
    ArchiveDocument,
    Enterprise,
    Obligation,
    Problem,
    Project,
    Step,
    StepEvent,
    StepMaterial,
    Visit,
)
from services.database import unit_of_work
from tests.factories import TODAY

NOW = datetime(2026, 9, 1, 1, tzinfo=UTC)


def account(username: str, name: str, role: Role, **values: object) -> Actor:
    """An account and the actor that it makes."""
    with unit_of_work(SYSTEM) as work:
        row = Account(
            username=username, display_name=name, role=role, phone=f"0451-8600 {username[-4:]}", **values
        )
        work.session.add(row)
        work.session.flush()
        return Actor(row.id or 0, name, role, department_code=row.department_code)


def agent(name: str = "李代办", username: str = "agent0102") -> Actor:
    return account(username, name, Role.AGENT)


def project(
    *, primary: Actor, backup: Actor | None = None, name: str = "雪原动力电池示例项目", **values: object
) -> int:
    """An active project with an enterprise of its own and no roadmap."""
    with unit_of_work(SYSTEM) as work:
        enterprise = Enterprise(name=f"{name}有限公司", name_normalised=f"{name}有限公司")
        work.session.add(enterprise)
        work.session.flush()
        row = Project(
            name=name,
            name_normalised=name,
            enterprise_id=enterprise.id or 0,
            template_code="industrial_new_grant",
            status="active",
            primary_agent_id=primary.account_id,
            backup_agent_id=backup.account_id if backup else None,
            entered_on=date(2026, 8, 3),
            stage="land_planning",
            light="yellow",
            forecast_finish_on=date(2027, 3, 18),
            baseline_finish_on=date(2027, 3, 15),
            **values,
        )
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def step(project_id: int, item_code: str, stage: str, department: str, **values: object) -> int:
    """One step of a project, not started unless told otherwise."""
    with unit_of_work(SYSTEM) as work:
        base = {"seq": 10, "mode": "standard", "state": "not_started", "state_kind": "open"}
        row = Step(
            project_id=project_id,
            item_code=item_code,
            stage=stage,
            department_code=department,
            **(base | values),
        )
        work.session.add(row)
        work.session.flush()
        return row.id or 0


def add(*rows: Obligation | Problem | StepMaterial | StepEvent | Visit | ArchiveDocument) -> None:
    """Rows as they are, in one transaction."""
    with unit_of_work(SYSTEM) as work:
        work.session.add_all(rows)


def owed_material(project_id: int, step_id: int, name: str, **values: object) -> StepMaterial:
    base = {"requirement": "required", "source": "applicant", "state": "owed", "name_en": f"{name} (en)"}
    return StepMaterial(project_id=project_id, step_id=step_id, name_zh=name, **(base | values))


def problem(project_id: int, number: str, **values: object) -> Problem:
    base = {"text": "供电外线路由未定", "kind": "utilities", "raised_by": "agent", "raised_on": TODAY}
    return Problem(project_id=project_id, number=number, **(base | values))


def obligation(project_id: int, step_id: int, anchor: str, due_on: date, **values: object) -> Obligation:
    subject = f"step:{step_id}"
    return Obligation(
        project_id=project_id, step_id=step_id, subject=subject, anchor=anchor, due_on=due_on, **values
    )


def clock_event(project_id: int, step_id: int, event: str, day: date) -> StepEvent:
    return StepEvent(
        project_id=project_id,
        step_id=step_id,
        attempt=1,
        mode="common",
        event=event,
        happened_on=day,
        recorded_at=NOW,
        acted_by="department",
        reason="内部原因",
        note="内部备注",
    )


def visit(project_id: int, by: Actor, day: date) -> Visit:
    return Visit(
        project_id=project_id,
        kind="visit",
        visited_on=day,
        what="内部走访记录",
        recorded_by=by.account_id,
        recorded_at=NOW,
    )


def filled() -> tuple[int, Actor]:
    """A project in the middle of things; every free text in it is internal."""
    primary = agent()
    project_id = project(primary=primary, backup=agent("周代办", "agent0108"))
    filing = step(
        project_id,
        "project_filing",
        "land_planning",
        "development_reform",
        state="done",
        state_kind="decided",
        accepted_on=date(2026, 8, 26),
        decided_on=date(2026, 8, 27),
        light="blue",
        done_late_days=2,
    )
    review = step(
        project_id,
        "design_scheme_review",
        "construction_permit",
        "natural_resources",
        mode="simulated",
        state="opinion_issued",
        state_kind="running",
        holder="agent",
        opinion_on=date(2026, 8, 28),
        light="green",
        seq=20,
        plan_finish_on=date(2026, 10, 30),
    )
    energy = step(
        project_id,
        "energy_review",
        "construction_permit",
        "development_reform",
        state="paused",
        state_kind="paused",
        holder="department",
        accepted_on=date(2026, 8, 20),
        light="grey",
        seq=30,
        paused_on=date(2026, 8, 25),
        plan_finish_on=date(2026, 9, 30),
    )
    permit = step(
        project_id,
        "land_use_planning_permit",
        "land_planning",
        "natural_resources",
        seq=40,
        mode="tolerance",
        state="accepted_with_gap",
        state_kind="running",
        holder="department",
        accepted_on=date(2026, 8, 31),
        due_on=date(2026, 9, 3),
        light="yellow",
        is_critical=True,
        limits_status="confirmed",
    )
    step(
        project_id,
        "construction_licence",
        "building_permit",
        "housing",
        seq=50,
        plan_accept_on=date(2027, 1, 18),
        plan_finish_on=date(2027, 1, 22),
    )
    next_up = step(
        project_id,
        "soil_water_plan",
        "construction_permit",
        "water",
        seq=60,
        plan_accept_on=date(2026, 9, 4),
        plan_finish_on=date(2026, 9, 9),
    )
    step(
        project_id,
        "civil_defense_approval",
        "construction_permit",
        "civil_defence",
        seq=70,
        state="not_needed",
        state_kind="dropped",
    )
    add(
        obligation(
            project_id, permit, "supplement_due", date(2026, 9, 7), key="地勘报告", party="enterprise"
        ),
        obligation(project_id, filing, "commit_due", date(2026, 10, 15), party="enterprise"),
        obligation(project_id, review, "validity_end", date(2027, 2, 20), party="agent"),
        owed_material(project_id, permit, "地勘报告", requirement="deferrable"),
        owed_material(project_id, next_up, "水土保持方案"),
        owed_material(project_id, next_up, "法人授权书"),
        clock_event(project_id, energy, "pause", date(2026, 8, 25)),
        problem(project_id, "WT-2026-041", state="resolved", resolved_on=TODAY),
        problem(
            project_id,
            "WT-2026-047",
            state="working",
            due_on=date(2026, 8, 28),
            department_code="water",
            measures="内部措施",
            progress="内部进展",
        ),
        problem(project_id, "WT-2026-050", state="working", raised_by="leader", text="领导批示内容"),
        problem(project_id, "WT-2026-039", state="closed", closed_on=date(2026, 8, 31), text="旧问题"),
        visit(project_id, primary, date(2026, 8, 29)),
        visit(project_id, primary, date(2026, 8, 31)),
    )
    return project_id, primary
