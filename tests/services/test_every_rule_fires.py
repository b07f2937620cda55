"""Every rule of reminder_rules.csv speaks in the life of a district: its acts alone create the duties."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from domain.access import SYSTEM
from domain.vocabulary import MaterialState, ProblemKind, Role
from models import ArchiveDocument, Project
from services import clock, materials, problems, project_duties, reminders, steps, surveys
from services.catalogue.loading import records
from services.database import unit_of_work
from services.problems import AssignDraft, RaiseDraft
from services.settings import settings
from services.surveys import RatingDraft
from tests import factories_roadmaps as planned
from tests import factories_steps as acts
from tests import factories_sweep as made
from tests.factories_steps import act, at_step, department, finish, person, see, signed

D = date.fromisoformat
TUE, WED, THU, FRI = (D(f"2026-09-0{day}") for day in range(1, 5))
FACADE = "立面效果图"
SWEEPS = (WED, THU, FRI, D("2026-09-07"), D("2026-09-08"), D("2026-09-30"), D("2026-10-30"))
LATER = (D("2026-11-01"), D("2026-11-20"), D("2027-03-30"))


@pytest.fixture(autouse=True)
def house(sqlite_db, tmp_path, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("DAIBAN_DATA_FOLDER", str(tmp_path / "files"))
    settings.cache_clear()
    yield
    settings.cache_clear()


class Town:
    """Who is there, and what they do on each day. The late ones do nothing: rules speak of them."""

    def __init__(self) -> None:
        self.by = planned.agent()
        self.coordinator = person("陈协调", Role.COORDINATOR)
        self.leader = person("林领导", Role.LEADER)
        self.admin = person("管理员", Role.ADMIN)
        self.liaisons = {
            code: person(code, Role.LIAISON, code) for code in ("development_reform", "natural_resources")
        }
        self.days: dict[date, list] = defaultdict(list)
        for begin in (self.formal, self.committed, self.simulated, self.tolerated, self.joint, self.problems):
            begin()
        self.documents_and_seasons()

    def on(self, day: date, call, *args, **given) -> None:
        self.days[day].append(lambda: call(*args, **given))

    def formal(self) -> None:
        """One review runs late, one rests unsigned; a record is contested."""
        late, resting = (at_step("energy_review", self.by, mode="standard") for _ in range(2))
        for step in (late, resting):
            act(step, "submit", TUE, self.by)
            department(step, "accept", TUE, self.by)
        department(resting, "pause", WED, self.by, reason="听证")
        event = next(row for row in acts.events(late) if row.event == "accept")
        liaison = self.liaisons["development_reform"]
        self.on(THU, steps.contest, event_id=event.id or 0, reason="文号不符", actor=liaison)

    def committed(self) -> None:
        """One promise is forgotten and its check too; one is to be rectified; a milestone is rated badly."""
        forgotten, mended = (
            at_step("project_filing", self.by, template="standard_land_start_on_grant") for _ in range(2)
        )
        for step in (forgotten, mended):
            department(step, "inform", TUE, self.by)
            signed(step, "sign_commitment", TUE, self.by, fulfil_days=10)
            department(step, "decide_now", WED, self.by)
        self.on(THU, department, mended, "check_minor", THU, self.by)
        licence = at_step("construction_licence", self.by, mode="standard")
        for event in ("submit", "accept", "approve"):
            department(licence, event, TUE, self.by)
        self.on(FRI, self.rate, licence)

    def rate(self, step: int) -> None:
        draft = RatingDraft(step_id=step, level=1, rated_by="刘经理", document_no="回访-1", version=0)
        surveys.rate(draft=draft, actor=self.by)

    def simulated(self) -> None:
        """One opinion runs out; of the other the scheme changes, then the land is granted."""
        package = {"template": "standard_land_start_on_grant"}
        expiring, granted = (at_step("design_scheme_review", self.by, **package) for _ in range(2))
        for step in (expiring, granted):
            act(step, "apply_simulated", TUE, self.by)
        ends = {"conclusion": "agreed", "valid_until": LATER[0]}
        self.on(THU, department, expiring, "accept_simulated", THU, self.by)
        self.on(D("2026-09-08"), department, expiring, "issue_opinion", D("2026-09-08"), self.by, **ends)
        self.on(WED, department, granted, "accept_simulated", WED, self.by)
        self.on(WED, department, granted, "issue_opinion", WED, self.by, **ends)
        self.on(THU, act, granted, "content_changed", THU, self.by, reason="规模变化")
        again = D("2026-09-07")
        self.on(again, department, granted, "issue_opinion", again, self.by, **ends)
        self.on(again, finish, granted, "land_contract", again, self.by)

    def tolerated(self) -> None:
        """The result is out, the deferred material never comes."""
        step = at_step("design_scheme_review", self.by, mode="tolerance")
        for row in see(step, self.by).materials:
            if row.is_missing and row.name_zh != FACADE:
                materials.mark(material_id=row.id, state=MaterialState.RECEIVED, actor=self.by)
        act(step, "apply", TUE, self.by)
        signed(step, "sign_promise", TUE, self.by, missing={FACADE: 15})
        department(step, "issue_with_gap", WED, self.by)

    def joint(self) -> None:
        """A joint review is distributed late, opinions come late, the result is not issued."""
        permit = at_step("land_use_planning_permit", self.by, also=["land_title"])
        title = planned.steps(see(permit, self.by).project_id)["land_title"].id or 0
        department(permit, "joint_open", TUE, self.by)
        self.on(WED, department, permit, "complete", WED, self.by)
        given = D("2026-09-30")
        for step, code in ((permit, "land_use_planning_permit"), (title, "land_title")):
            self.on(given, department, step, "dept_opinion", given, self.by, member_code=code)

    def problems(self) -> None:
        project_id = planned.project(owner=self.by)
        plain = {"project_id": project_id, "text": "供电外线路由未定", "kind": ProblemKind.UTILITIES}
        late, solved = (problems.raise_problem(draft=RaiseDraft(**plain), actor=self.by) for _ in range(2))
        instructed = RaiseDraft(**plain, due_on=D("2026-09-10"))
        problems.raise_problem(draft=instructed, actor=self.leader)
        liaison = self.liaisons["natural_resources"]
        to = AssignDraft(
            department_code="natural_resources", owner_account_id=liaison.account_id, due_on=D("2026-09-10")
        )
        for problem_id in (late, solved):
            self.on(THU, problems.assign, problem_id=problem_id, draft=to, actor=self.coordinator)
        self.on(FRI, problems.report_resolved, problem_id=solved, text="路由已批复", actor=liaison)

    def documents_and_seasons(self) -> None:
        project_id = planned.project(owner=self.by)  # signed today: works come too near the thaw
        waiting = planned.project()
        with unit_of_work(SYSTEM) as work:
            project_duties.refresh(work, work.session.get_one(Project, waiting))
            enterprise_id = work.session.get_one(Project, project_id).enterprise_id
            work.session.add(
                ArchiveDocument(enterprise_id=enterprise_id, name="营业执照", valid_until=LATER[0])
            )
        builder = planned.project(owner=self.by)
        begun = {"state": "building", "state_kind": "running", "accepted_on": TUE}
        planned.write(builder, TUE, works_completed=begun)  # 180 days: not before the frost

    def live(self, day: date) -> None:
        """Reminded in the morning, then what is done on that day."""
        with clock.frozen(day):
            reminders.sweep(actor=SYSTEM)
            for call in self.days.pop(day, ()):
                call()


def test_every_rule_of_the_table_speaks_in_the_life_of_a_district() -> None:
    town = Town()
    for day in (*SWEEPS, *LATER):
        town.live(day)
    assert not town.days
    known = {row["rule"]: set(row["recipients"].split(";")) for row in records("reminder_rules")}
    told: dict[str, set[str]] = defaultdict(set)
    for row in made.reminders():
        told[row.rule_code].add(row.recipient_role)
    assert known.keys() - told.keys() == set()
    assert {code: roles for code, roles in told.items() if roles - known[code]} == {}
