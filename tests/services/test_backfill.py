"""Backfill: a running project is placed in one transaction, checked for plausibility, and can be undone."""

from datetime import date

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, Forbidden, NotFound, RuleBroken
from domain.vocabulary import Party, Role
from models import AuditRow, Obligation, Project, Step
from models import StepEvent as EventRow
from services import backfill, clock, roadmaps, steps
from services.backfill import BackfillDraft, BackfillView, PlacementDraft
from services.database import reading, unit_of_work
from tests import factories_roadmaps as rows
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("db")
SIGNED, AUCTION = date(2026, 5, 7), date(2026, 8, 20)
HINTS = {"stage": "land_planning", "current_item": "land_auction", "accepted_on": "2026-08-20"}


def project(
    hints: dict[str, str] | None = None, package: str = "industrial_new_grant", **values: object
) -> int:
    values = {"signed_on": SIGNED, "import_hints": HINTS if hints is None else hints} | values
    return rows.project(package, **values)


def view(project_id: int, actor: Actor = SYSTEM) -> BackfillView:
    return backfill.backfill_view(project_id=project_id, actor=actor)


def proposed(project_id: int) -> dict[str, tuple[str, date | None]]:
    return {row.code: (row.how, row.on) for row in view(project_id).rows}


def draft(project_id: int, **changes: tuple[str, date | None]) -> BackfillDraft:
    """As proposed, but for the named items."""
    seen = view(project_id)
    how = {row.code: (row.how, row.on) for row in seen.rows if not row.is_recorded} | changes
    ids = {row.code: row.step_id for row in seen.rows}
    placements = tuple(PlacementDraft(step_id=ids[code], how=h, on=on) for code, (h, on) in how.items())
    return BackfillDraft(project_id=project_id, version=seen.version, placements=placements)


def place(
    project_id: int, actor: Actor = SYSTEM, **changes: tuple[str, date | None]
) -> backfill.BackfillResult:
    return backfill.backfill(draft=draft(project_id, **changes), actor=actor)


def stored(project_id: int) -> Project:
    with reading(SYSTEM) as session:
        row = session.get_one(Project, project_id)
        session.expunge_all()
        return row


def events(project_id: int) -> list[EventRow]:
    with reading(SYSTEM) as session:
        found = session.exec(select(EventRow).where(EventRow.project_id == project_id).order_by(EventRow.id))
        kept = list(found)
        session.expunge_all()
        return kept


def coordinator() -> Actor:
    return Actor(1, "协调", Role.COORDINATOR)


# ---- what the ledger proposes


def test_everything_before_the_current_item_is_proposed_done() -> None:
    found = proposed(project())
    done = {code for code, (how, _) in found.items() if how == "done"}
    assert done == {"sign_agreement", "agency_entrust", "company_registration", "planning_conditions"}
    assert all(on is None for how, on in found.values() if how == "done")
    assert found["land_auction"] == ("running", AUCTION)
    assert {how for code, (how, _) in found.items() if code not in done | {"land_auction"}} == {"open"}


def test_earlier_stages_are_proposed_done_and_their_options_not_needed() -> None:
    hints = {"stage": "completion", "current_item": "completion_survey", "accepted_on": "2026-08-24"}
    found = proposed(project(hints))
    assert found["power_connection"] == ("done", None), "of an earlier stage, though nothing waits for it"
    assert found["energy_review"] == ("not_needed", None) == found["fire_design_review"]
    assert found["completion_survey"] == ("running", date(2026, 8, 24))
    assert found["pollution_permit"] == ("open", None)


def test_joint_members_are_proposed_together() -> None:
    hints = {"stage": "completion", "current_item": "planning_verification", "accepted_on": "2026-08-31"}
    found = proposed(project(hints))
    joint = ("planning_verification", "fire_acceptance", "quality_archive_acceptance")
    assert {found[code] for code in joint} == {("running", date(2026, 8, 31))}
    assert found["completion_survey"] == ("done", None) == found["works_completed"]


def test_a_simulated_step_waits_for_no_land_and_its_simulated_predecessor_is_not_done() -> None:
    hints = {
        "stage": "construction_permit",
        "current_item": "construction_planning_permit",
        "accepted_on": "2026-08-28",
    }
    found = proposed(project(hints, "standard_land_start_on_grant"))
    assert found["construction_planning_permit"] == ("running", date(2026, 8, 28))
    assert found["design_scheme_review"] == ("running", None), "no land yet: an opinion at best"
    assert found["company_registration"] == ("done", None)
    assert {found[code][0] for code in ("land_auction", "land_contract", "land_use_planning_permit")} == {
        "open"
    }


def test_a_finished_project_and_an_empty_row() -> None:
    hints = {"stage": "operation", "current_item": "production_start", "done_on": "2026-08-14"}
    found = proposed(project(hints, "leased_light_asset"))
    assert found["production_start"] == ("done", date(2026, 8, 14))
    assert {how for how, _ in found.values()} == {"done", "not_needed"}
    assert {how for how, _ in proposed(project({})).values()} == {"open"}


def test_a_stage_alone_and_unknown_codes() -> None:
    found = proposed(project({"stage": "land_planning", "current_item": "no_such_item", "mode_focus": "?"}))
    assert {code for code, (how, _) in found.items() if how == "done"} == {
        "sign_agreement",
        "agency_entrust",
        "company_registration",
    }


# ---- placing


def test_a_project_is_placed_in_one_transaction() -> None:
    project_id = project()
    result = place(project_id)
    assert (result.done, result.running, result.is_closed, result.warnings) == (4, 1, False, ())
    found, row = rows.steps(project_id), stored(project_id)
    assert found["sign_agreement"].is_date_unknown and found["sign_agreement"].decided_on is None
    assert (found["land_auction"].state, found["land_auction"].accepted_on) == ("reviewing", AUCTION)
    assert (row.stage, row.steps_done, row.light) == ("land_planning", 4, "green")
    assert row.backfilled_at == clock.now() and row.last_follow_up_on == TODAY
    assert row.baseline_finish_on == row.forecast_finish_on, "the plan from here is the new baseline"
    assert found["land_auction"].baseline_finish_on == found["land_auction"].due_on == date(2026, 9, 20)
    with reading(SYSTEM) as session:
        audit = session.exec(select(AuditRow).where(AuditRow.action == "project.backfill")).one()
        assert audit.after["done"] == 4
        duty = session.exec(select(Obligation).where(Obligation.anchor == "step_due")).one()
        assert (duty.is_open, duty.due_on) == (True, date(2026, 9, 20))


def test_unknown_dates_never_enter_saving_rates() -> None:
    project_id = project()
    before = roadmaps.roadmap_view(project_id=project_id, actor=SYSTEM).saving
    place(project_id)
    after = roadmaps.roadmap_view(project_id=project_id, actor=SYSTEM).saving
    assert after.n == before.n - 2, "company registration and planning conditions are out on both sides"
    assert after.b1 == before.b1 - 3 - 20
    finished = project({"done_on": "2026-08-14", "current_item": "production_start"}, "leased_light_asset")
    place(finished)
    assert (stored(finished).saving_used, stored(finished).saving_serial) == (None, None)


def test_a_project_whose_promise_is_not_checked_yet_is_not_closed() -> None:
    hints = {"done_on": "2026-08-14", "current_item": "production_start"}
    result = place(project(hints, "leased_light_asset"), eia_registration=("running", date(2026, 8, 14)))
    assert (result.running, result.is_closed) == (1, False)


def test_a_finished_project_is_closed_on_its_day() -> None:
    project_id = project({"done_on": "2026-08-14", "current_item": "production_start"}, "leased_light_asset")
    result = place(project_id)
    row = stored(project_id)
    assert result.is_closed and (row.status, row.closed_on, row.light) == ("done", date(2026, 8, 14), "blue")
    assert row.steps_done == row.steps_needed == 8
    with reading(SYSTEM) as session:
        assert not session.exec(select(Obligation).where(Obligation.is_open)).all()


def test_a_joint_acceptance_runs_as_one() -> None:
    hints = {"stage": "completion", "current_item": "planning_verification", "accepted_on": "2026-08-31"}
    project_id = project(hints)
    place(project_id)
    found = rows.steps(project_id)
    assert {found[c].state for c in ("planning_verification", "fire_acceptance")} == {"co_reviewing"}
    assert found["fire_acceptance"].due_on == date(2026, 9, 9)
    placed = [row for row in events(project_id) if row.payload.get("members")]
    assert len(placed) == 1 and len(placed[0].payload["members"]) == 3


@pytest.mark.parametrize(
    ("changes", "code", "other"),
    [
        ({"planning_conditions": ("done", date(2026, 8, 21))}, "backfill.running_too_early", "规划条件勘界"),
        (
            {"planning_conditions": ("done", date(2026, 6, 1)), "agency_entrust": ("done", date(2026, 6, 2))},
            "backfill.done_too_early",
            "代办委托与入库",
        ),
    ],
)
def test_what_cannot_be_true_is_refused_by_name(changes: dict, code: str, other: str) -> None:
    project_id = project()
    with pytest.raises(RuleBroken) as refused:
        place(project_id, **changes)
    assert refused.value.code == code
    assert refused.value.params["other"] == other
    assert stored(project_id).backfilled_at is None and not events(project_id), "nothing was kept"


def test_joint_members_never_run_apart() -> None:
    hints = {"stage": "completion", "current_item": "planning_verification", "accepted_on": "2026-08-31"}
    project_id = project(hints)
    for apart in (("open", None), ("running", date(2026, 8, 28))):
        with pytest.raises(RuleBroken, match=r"backfill\.group_runs_together"):
            place(project_id, fire_acceptance=apart)
    place(project_id, fire_acceptance=("done", date(2026, 8, 31)))


def test_days_must_be_there_and_past() -> None:
    project_id = project()
    with pytest.raises(BadInput, match=r"steps\.placed_without_date"):
        place(project_id, land_auction=("running", None))
    with pytest.raises(BadInput, match=r"backfill\.day_in_future"):
        place(project_id, land_auction=("running", date(2026, 9, 2)))


def test_what_looks_odd_is_kept_and_said() -> None:
    project_id = project()
    result = place(project_id, planning_conditions=("open", None), sign_agreement=("done", date(2026, 5, 1)))
    assert len(result.warnings) == 2
    said = "\n".join(result.warnings)
    assert "5月7日" in said and "尚未办结" in said


def test_a_pause_of_the_ledger_is_said_for_it_needs_a_reason() -> None:
    hints = HINTS | {"paused_on": "2026-08-27"}
    assert place(project(hints)).warnings == (
        "台账记载“工业用地招拍挂”自8月27日(周四)起挂起，请在该事项上登记挂起的事由和文号。",
    )
    assert place(project(hints), land_auction=("open", None)).warnings == ()


def test_twice_stale_or_foreign_is_refused() -> None:
    owner = rows.agent()
    project_id = project(owner=owner)
    old = draft(project_id)
    with pytest.raises(NotFound):
        place(project_id, actor=rows.agent("王芳"))
    with pytest.raises(Forbidden):
        backfill.backfill(draft=old, actor=Actor(9, "领导", Role.LEADER))
    backfill.backfill(draft=old, actor=owner)
    with pytest.raises(Conflict, match=r"access\.stale"):
        backfill.backfill(draft=old, actor=owner)
    with pytest.raises(RuleBroken, match=r"backfill\.placed_already"):
        backfill.backfill(draft=draft(project_id), actor=owner)
    strange = BackfillDraft(project_id=project(), placements=(PlacementDraft(step_id=10**6, how="done"),))
    with pytest.raises(NotFound):
        backfill.backfill(draft=strange, actor=coordinator())


def test_what_is_recorded_already_is_shown_and_left_alone() -> None:
    owner = rows.agent()
    project_id = project({}, owner=owner)
    first = rows.steps(project_id)["company_registration"].id
    steps.advance(
        step_id=first or 0,
        event="not_needed",
        happened_on=TODAY,
        actor=coordinator(),
        draft=steps.EventDraft(reason="已登记", acted_by=Party.COORDINATOR),
    )
    row = next(row for row in view(project_id, owner).rows if row.code == "company_registration")
    assert (row.is_recorded, row.how) == (True, "not_needed")
    with pytest.raises(RuleBroken, match=r"steps\.already_started"):
        place(project_id, company_registration=("done", None))
    place(project_id, sign_agreement=("done", None))
    assert rows.steps(project_id)["company_registration"].state == "not_needed"


# ---- undo


def snapshot(project_id: int) -> dict[str, tuple]:
    names = ("state", "state_kind", "accepted_on", "decided_on", "due_on", "light", "is_date_unknown", "mode")
    names += ("plan_finish_on", "not_needed_reason", "holder", "attempt")
    return {
        code: tuple(getattr(step, name) for name in names) for code, step in rows.steps(project_id).items()
    }


@pytest.mark.parametrize(
    ("package", "hints"),
    [
        ("industrial_new_grant", HINTS),
        (
            "industrial_new_grant",
            {
                "stage": "land_planning",
                "current_item": "land_use_planning_permit",
                "accepted_on": "2026-08-20",
            },
        ),
        (
            "existing_site_upgrade",
            {
                "stage": "construction_permit",
                "current_item": "construction_planning_permit",
                "accepted_on": "2026-08-26",
            },
        ),
        ("leased_light_asset", {"done_on": "2026-08-14", "current_item": "production_start"}),
    ],
)
def test_undo_replays_the_project_back(package: str, hints: dict[str, str]) -> None:
    owner = rows.agent()
    project_id = project(hints, package, owner=owner)
    before, status = snapshot(project_id), stored(project_id).status
    place(project_id, actor=owner)
    assert snapshot(project_id) != before and view(project_id, owner).may_undo
    backfill.undo_backfill(project_id=project_id, actor=owner)
    assert snapshot(project_id) == before
    row = stored(project_id)
    assert (row.backfilled_at, row.closed_on, row.status) == (None, None, status)
    kept = [event for event in events(project_id) if event.event != "correct_entry"]
    assert kept and all(event.corrected_by_event_id for event in kept), "kept and marked, not deleted"
    assert proposed(project_id)["sign_agreement"][0] == "done"
    assert place(project_id, actor=owner).done, "and placed again"


def test_undo_ends_with_the_next_entry() -> None:
    project_id = project()
    with pytest.raises(RuleBroken, match=r"backfill\.not_placed"):
        backfill.undo_backfill(project_id=project_id, actor=coordinator())
    place(project_id)
    step_id = rows.steps(project_id)["project_filing"].id or 0
    steps.advance(step_id=step_id, event="submit", happened_on=TODAY, actor=coordinator())
    assert not view(project_id).may_undo
    with pytest.raises(RuleBroken, match=r"backfill\.recorded_since"):
        backfill.undo_backfill(project_id=project_id, actor=coordinator())


# ---- the queue


def test_the_queue_counts_what_is_placed() -> None:
    owner = rows.agent()
    first, second, foreign = project(owner=owner), project({}, owner=owner), project()
    found = backfill.queue(actor=owner)
    assert [row.project_id for row in found.rows] == [second, first]
    assert (found.placed, found.total) == (0, 2)
    assert (found.rows[1].stage, found.rows[1].item) == ("立项用地", "工业用地招拍挂")
    place(first, actor=owner)
    found = backfill.queue(actor=owner)
    assert [row.project_id for row in found.rows] == [second]
    assert (found.placed, found.total) == (1, 2)
    assert foreign in [row.project_id for row in backfill.queue(actor=coordinator()).rows]
    with pytest.raises(Forbidden):
        backfill.queue(actor=Actor(3, "联络", Role.LIAISON, department_code="housing"))


def test_a_project_somebody_works_on_has_left_the_queue() -> None:
    owner = rows.agent()
    project_id = project({}, owner=owner)
    step = rows.steps(project_id)["agency_entrust"]
    with unit_of_work(SYSTEM) as work:
        steps.place(work, step=work.session.get_one(Step, step.id), how="done", on=TODAY, today=TODAY)
    assert not backfill.queue(actor=owner).rows
