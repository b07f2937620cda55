"""Packages: versions, drafts that are refused as a whole, copies, retired ones."""

from dataclasses import replace

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound, RuleBroken
from domain.network import Link
from domain.templates import TemplateBody, TemplateGroup, TemplateRow, added, changed, moved, removed
from domain.vocabulary import Role
from models import ApprovalItem, AuditRow, TemplateStep, TemplateVersion
from services import catalogue, projects, templates
from services.database import reading, unit_of_work
from services.templates import CopyDraft, PackageDraft
from tests.factories_plan import rows
from tests.factories_reports import account
from tests.factories_roadmaps import project, steps
from tests.factories_templates import (
    PACKAGE,
    administrator,
    body,
    coordinator,
    publish,
    revised,
    stored,
    with_mode,
)

pytestmark = pytest.mark.usefixtures("db")


def versions(code: str = PACKAGE) -> list[TemplateVersion]:
    with reading(SYSTEM) as session:
        query = select(TemplateVersion).where(TemplateVersion.template_code == code)
        found = list(session.exec(query.order_by(TemplateVersion.version)))
        session.expunge_all()
        return found


def test_every_packaged_template_is_version_one_and_takes_as_long_as_expected() -> None:
    lines = {line.code: line for line in templates.list_packages(actor=SYSTEM)}
    expected = {row["template_code"]: row for row in rows("expected_plans", "tests/data")}
    assert lines.keys() == expected.keys()
    for code, row in expected.items():
        view = templates.package_view(code=code, actor=SYSTEM)
        assert (view.version, len(versions(code)), view.faults) == (1, 1, ())
        assert view.finishes == {
            name: int(row[name]) for name in ("serial_standard", "parallel_only", "as_template")
        }


def test_publishing_makes_the_next_version_for_new_projects_only() -> None:
    old, boss, new = project(PACKAGE), administrator(), revised(body())
    assert publish(new, actor=boss) == 2
    assert body() == new
    fresh = project(PACKAGE)
    assert (stored(old).template_version, stored(fresh).template_version) == (1, 2)
    first, second = versions()
    assert (first.version, second.version, second.note) == (1, 2, "按新规调整")
    assert second.published_by == boss.account_id
    items = {step["item_code"] for step in second.body["steps"]}
    assert "soil_water_plan" in items and "completion_survey" not in items
    with reading(SYSTEM) as session:
        row = session.exec(select(AuditRow).where(AuditRow.action == "template.publish")).one()
        assert row.reason == "按新规调整" and "completion_survey:dropped" in row.after["changed"]
    view = templates.package_view(code=PACKAGE, actor=SYSTEM)
    assert [(line.version, line.note) for line in view.versions] == [(2, "按新规调整"), (1, "")]


def test_versions_are_compared_item_by_item() -> None:
    publish(revised(body()))
    found = {one.key: one for one in templates.compare(code=PACKAGE, older=1, newer=2, actor=SYSTEM)}
    assert set(found) == {
        "soil_water_plan:added",
        "completion_survey:dropped",
        "power_connection:work",
        "planning_verification:work",
        "quality_archive_acceptance:work",
        "realty_registration:optional",
        "env_self_acceptance:order",
    }
    assert (found["power_connection:work"].before, found["power_connection:work"].after) == (
        "普通程序",
        "告知承诺",
    )
    with pytest.raises(NotFound, match=r"templates\.no_such_version"):
        templates.compare(code=PACKAGE, older=1, newer=7, actor=SYSTEM)


def test_a_second_load_brings_nothing_back_that_was_taken_out() -> None:
    publish(removed(body(), "completion_survey"))
    assert catalogue.load() == 0
    assert "completion_survey" not in body().codes


def test_a_package_without_a_version_row_gets_its_base_written_down_when_published() -> None:
    with unit_of_work(SYSTEM) as work:
        for row in work.session.exec(select(TemplateVersion)):
            work.session.delete(row)
    before = body()
    publish(removed(before, "completion_survey"))
    assert [row.version for row in versions()] == [1, 2]
    assert len(versions()[0].body["steps"]) == len(before.rows)


GROUP = TemplateGroup("G7", "operation", "新组", "New group", "ecology")
UNSOUND = {
    "templates.unknown_item": lambda b: added(b, TemplateRow("no_such_item", 0, "standard"), after=None),
    "templates.mode_not_allowed": lambda b: with_mode(b, "sign_agreement", "commitment"),
    "templates.parallel_alone": lambda b: with_mode(b, "realty_registration", "parallel"),
    "templates.nothing_to_convert_on": lambda b: with_mode(b, "design_scheme_review", "simulated"),
    "templates.dangling_conversion": lambda b: with_mode(
        b, "design_scheme_review", "simulated", conversion_requires=("land_contract",)
    ),
    "templates.group_of_one": lambda b: changed(
        b, replace(b.row("realty_registration"), mode="parallel", parallel_group="G7"), GROUP
    ),
    "templates.group_without_lead": lambda b: changed(
        b, b.row("eia_approval"), replace(b.group("G1"), lead_department_code="nobody")
    ),
    "templates.group_without_name": lambda b: changed(
        b, b.row("eia_approval"), replace(b.group("G1"), name_zh=" ")
    ),
    "templates.empty": lambda b: TemplateBody(()),
    "roadmap.cycle": lambda b: with_mode(
        b, "design_scheme_review", "simulated", conversion_requires=("works_completed",)
    ),
    "roadmap.edge_inside_group": lambda b: changed(
        b, replace(b.row("pollution_permit"), mode="parallel", parallel_group="G1"), b.group("G1")
    ),
}


@pytest.mark.parametrize("code", UNSOUND)
def test_an_unsound_draft_is_refused_and_nothing_stored(code: str) -> None:
    before, draft = body(), UNSOUND[code](body())
    with pytest.raises(DomainError) as refusal:
        publish(draft)
    assert refusal.value.code == code
    assert body() == before and len(versions()) == 1
    faults = templates.package_view(code=PACKAGE, draft=draft, actor=SYSTEM).faults
    assert faults and all(code not in fault and "{" not in fault for fault in faults)


def test_a_cycle_is_named_in_words() -> None:
    view = templates.package_view(code=PACKAGE, draft=UNSOUND["roadmap.cycle"](body()), actor=SYSTEM)
    assert "设计方案" in view.faults[0] and "→" in view.faults[0] and "_" not in view.faults[0]


def test_a_prerequisite_that_is_not_in_the_catalogue_is_named() -> None:
    with unit_of_work(SYSTEM) as work:
        item = work.session.get_one(ApprovalItem, "energy_review")
        item.prerequisites = [*item.prerequisites, "vanished_item"]
    with pytest.raises(RuleBroken, match=r"roadmap\.unknown_prerequisite"):
        publish(removed(body(), "completion_survey"))


def test_only_what_changes_something_is_published_with_a_note_on_the_state_that_was_edited() -> None:
    with pytest.raises(RuleBroken, match=r"templates\.unchanged"):
        publish(body())
    with pytest.raises(BadInput, match=r"templates\.note_missing"):
        publish(removed(body(), "completion_survey"), note="  ")
    stale = PackageDraft(
        template_code=PACKAGE, version=1, rows=body().rows[:-2], groups=body().groups, note="x"
    )
    publish(removed(body(), "completion_survey"))
    with pytest.raises(Conflict, match=r"access\.stale"):
        templates.publish(draft=stale, actor=SYSTEM)


def test_a_copy_is_a_package_of_its_own() -> None:
    boss = administrator()
    code = templates.copy(draft=CopyDraft(source=PACKAGE, name_zh="技改扩建（食品）"), actor=boss)
    assert code != PACKAGE and body(code) == body()
    publish(removed(body(code), "completion_survey"), code)
    assert "completion_survey" in body().codes and "completion_survey" not in body(code).codes
    choices = [choice.name for choice in projects.package_choices(actor=SYSTEM)]
    assert choices[-1] == "技改扩建（食品）"
    with pytest.raises(RuleBroken, match=r"templates\.name_taken"):
        templates.copy(draft=CopyDraft(source=PACKAGE, name_zh="技改扩建（食品）"), actor=boss)
    with pytest.raises(BadInput, match=r"templates\.name_missing"):
        templates.copy(draft=CopyDraft(source=PACKAGE, name_zh=" "), actor=boss)


def test_a_retired_package_takes_no_new_project_in() -> None:
    boss = administrator()
    templates.set_active(code=PACKAGE, is_active=False, actor=boss)
    assert PACKAGE not in {choice.code for choice in projects.package_choices(actor=SYSTEM)}
    draft = projects.IntakeDraft(enterprise_name="示例公司", project_name="示例项目", template_code=PACKAGE)
    with pytest.raises(RuleBroken, match=r"templates\.retired"):
        projects.intake(draft=draft, actor=SYSTEM)
    templates.set_active(code=PACKAGE, is_active=True, actor=boss)
    assert projects.intake(draft=draft, actor=SYSTEM)


def test_the_last_package_stays() -> None:
    first, *rest = [line.code for line in templates.list_packages(actor=SYSTEM)]
    for code in rest:
        templates.set_active(code=code, is_active=False, actor=SYSTEM)
    with pytest.raises(RuleBroken, match=r"templates\.last_package"):
        templates.set_active(code=first, is_active=False, actor=SYSTEM)


@pytest.mark.parametrize("role", [Role.AGENT, Role.COORDINATOR, Role.LEADER, Role.LIAISON, Role.AUDITOR])
def test_only_administrators_change_packages(role: Role) -> None:
    actor = Actor(99, "某人", role)
    draft = PackageDraft(template_code=PACKAGE, version=1, rows=body().rows[1:], note="x")
    for call in (
        lambda: templates.publish(draft=draft, actor=actor),
        lambda: templates.copy(draft=CopyDraft(source=PACKAGE, name_zh="x"), actor=actor),
        lambda: templates.set_active(code=PACKAGE, is_active=False, actor=actor),
    ):
        with pytest.raises(Forbidden):
            call()
    if role is not Role.COORDINATOR:
        with pytest.raises(Forbidden):
            templates.list_packages(actor=actor)


def test_places_are_counted_anew_only_where_there_is_no_gap() -> None:
    one = body()
    for number in range(5):
        one = added(one, TemplateRow(f"item{number}", 0, "standard"), after="sign_agreement")
    assert one.codes[:6] == ("sign_agreement", "item4", "item3", "item2", "item1", "item0")
    assert len({row.seq for row in one.rows}) == len(one.rows)
    assert moved(one, "item0", after="item1") == one
    assert moved(one, "item0", after=None).codes[0] == "item0"


def test_steps_of_a_package_keep_their_rows() -> None:
    def ids() -> dict[str, int | None]:
        with reading(SYSTEM) as session:
            found = session.exec(select(TemplateStep).where(TemplateStep.template_code == PACKAGE))
            return {row.item_code: row.id for row in found}

    before = ids()
    publish(revised(body()))
    after = ids()
    assert all(after[code] == before[code] for code in before.keys() & after.keys())


def linked(one: TemplateBody, item: str, *links: Link) -> TemplateBody:
    return changed(one, replace(one.row(item), links=links))


def test_a_link_of_the_package_is_published_and_begins_the_roadmap_with_it() -> None:
    later = Link("works_completed", lag=3)
    publish(linked(body(), "power_connection", later))
    assert body().row("power_connection").links == (later,)
    step = steps(project(PACKAGE))["power_connection"]
    assert step.links == [{"source": later.source, "kind": "FS", "lag": 3}]
    (found,) = templates.compare(code=PACKAGE, older=1, newer=2, actor=SYSTEM)
    assert found.key == "power_connection:links" and "隔3个工作日" in found.after


def test_a_link_moves_the_plan_by_its_lag() -> None:
    plain = steps(project(PACKAGE))["power_connection"].plan_accept_on
    publish(linked(body(), "power_connection", Link("works_completed", lag=3)))
    step = steps(project(PACKAGE))
    assert plain < step["works_completed"].plan_finish_on < step["power_connection"].plan_accept_on


@pytest.mark.parametrize(
    ("links", "code"),
    [
        ((Link("land_contract"),), "templates.dangling_link"),
        ((Link("power_connection"),), "roadmap.link_to_itself"),
        ((Link("works_completed", lag=-1),), "roadmap.link_lag"),
        ((Link("joint_acceptance"),), None),
    ],
)
def test_links_that_lead_nowhere_are_refused(links: tuple[Link, ...], code: str | None) -> None:
    draft = linked(body(), "power_connection", *links)
    if code is None:
        assert publish(draft) == 2
        return
    with pytest.raises(DomainError, match=code.replace(".", r"\.")):
        publish(draft)
    assert body().row("power_connection").links == ()


def test_a_draft_is_its_editor_s_own_and_survives_until_it_is_published() -> None:
    boss, other = administrator(), account("boss2", "另一管理员", Role.ADMIN)
    draft = removed(body(), "power_connection")
    templates.keep(code=PACKAGE, version=1, body=draft, actor=boss)
    assert templates.draft_of(code=PACKAGE, actor=other) is None
    publish(removed(body(), "completion_survey"), actor=other)
    kept = templates.draft_of(code=PACKAGE, actor=boss)
    assert kept and (kept.version, kept.body) == (1, draft)
    templates.keep(code=PACKAGE, version=2, body=removed(draft, "realty_registration"), actor=boss)
    again = templates.draft_of(code=PACKAGE, actor=boss)
    assert again and again.version == 1
    templates.discard(code=PACKAGE, actor=boss)
    publish(removed(body(), "power_connection"), actor=boss)
    assert templates.draft_of(code=PACKAGE, actor=boss) is None


def test_a_draft_ends_when_it_is_published_or_says_what_is_published() -> None:
    boss = administrator()
    templates.keep(code=PACKAGE, version=1, body=removed(body(), "power_connection"), actor=boss)
    publish(removed(body(), "power_connection"), actor=boss)
    assert templates.draft_of(code=PACKAGE, actor=boss) is None
    templates.keep(code=PACKAGE, version=2, body=removed(body(), "completion_survey"), actor=boss)
    templates.keep(code=PACKAGE, version=2, body=body(), actor=boss)
    assert templates.draft_of(code=PACKAGE, actor=boss) is None
    with pytest.raises(Forbidden):
        templates.draft_of(code=PACKAGE, actor=coordinator())
