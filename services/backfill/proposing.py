"""The screen of one project: every step by stage, pre-ticked from the ledger's row."""

from domain import backfill as rules
from domain.access import Actor
from domain.backfill import Ledger, Placement
from domain.vocabulary import Stage, StateKind
from models import Account, Enterprise, Project, RoadmapTemplate, Step
from services import clock
from services.backfill.ledgers import ledger_of
from services.backfill.scope import is_untouched, may_edit
from services.backfill.views import BackfillRow, BackfillView, LedgerView
from services.database import reading
from services.lifecycle_words import item_names, state_word
from services.queries import one_readable
from services.steps import ProjectSteps
from services.words import named, translate


def backfill_view(*, project_id: int, actor: Actor) -> BackfillView:
    """A project's steps with what its ledger row proposes for each. Raises Forbidden, NotFound."""
    may_edit(actor)
    today = clock.today()
    with reading(actor) as session:
        project = one_readable(session, actor, Project, project_id)
        desk = ProjectSteps(session, project, today)
        agent = session.get(Account, project.primary_agent_id) if project.primary_agent_id else None
        ledger = ledger_of(project.import_hints)
        return BackfillView(
            project_id=project_id,
            version=project.version,
            name=project.name,
            enterprise=session.get_one(Enterprise, project.enterprise_id).name,
            package=named(session.get_one(RoadmapTemplate, project.template_code), actor.lang),
            agent=agent.display_name if agent else None,
            signed_on=project.signed_on,
            today=today,
            is_placed=project.backfilled_at is not None,
            may_undo=project.backfilled_at is not None and is_untouched(desk),
            ledger=_ledger(desk, ledger, actor.lang),
            rows=_rows(desk, ledger, actor.lang),
        )


def _ledger(desk: ProjectSteps, ledger: Ledger, lang: str) -> LedgerView:
    item = desk.items.get(ledger.item or "")
    return LedgerView(
        stage=translate(f"stage.{ledger.stage}", lang=lang) if ledger.stage else None,
        item=named(item, lang) if item else ledger.item,
        mode=translate(f"mode.{ledger.mode}", lang=lang) if ledger.mode else None,
        accepted_on=ledger.accepted_on,
        due_on=ledger.due_on,
        paused_on=ledger.paused_on,
        done_on=ledger.done_on,
    )


def _rows(desk: ProjectSteps, ledger: Ledger, lang: str) -> tuple[BackfillRow, ...]:
    network, steps = desk.network, desk.by_code
    stages = {code: Stage(step.stage) for code, step in steps.items()}
    optional = {code for code, step in steps.items() if step.optional}
    proposed = rules.proposal(network, stages=stages, optional=optional, ledger=ledger)
    upstream, names = rules.before(network), item_names(desk.items, lang)
    return tuple(
        _row(
            desk,
            step,
            lang,
            placement=proposed.get(step.item_code, Placement("not_needed")),
            needs=tuple(names[code] for code in _direct(desk, step)),
            before=tuple(steps[code].id or 0 for code in upstream.get(step.item_code, ())),
        )
        for step in desk.steps
    )


def _direct(desk: ProjectSteps, step: Step) -> list[str]:
    waits = desk.network.waits.get(step.item_code, frozenset())
    return [other.item_code for other in desk.steps if other.item_code in waits]


def _row(
    desk: ProjectSteps,
    step: Step,
    lang: str,
    *,
    placement: Placement,
    needs: tuple[str, ...],
    before: tuple[int, ...],
) -> BackfillRow:
    item = desk.items[step.item_code]
    is_recorded = step.state != "not_started" or step.attempt > 1
    shown = recorded(step) if is_recorded else placement
    return BackfillRow(
        step_id=step.id or 0,
        code=step.item_code,
        name=item.name_en if lang == "en" else item.name_zh,
        short_name=named(item, lang),
        stage=step.stage,
        department=named(desk.departments[step.department_code], lang),
        mode=desk.mode(step).value,
        group=step.parallel_group,
        is_optional=step.optional,
        needs=needs,
        before=before,
        state_word=state_word(step.mode, step.state, lang=lang),
        is_recorded=is_recorded,
        how=shown.how,
        on=shown.on,
    )


def recorded(step: Step) -> Placement:
    """Where a step stands that has entries of its own."""
    if step.state_kind == StateKind.DROPPED:
        return Placement("not_needed")
    if step.state_kind == StateKind.DECIDED:
        return Placement("done", step.decided_on)
    is_under_way = step.state_kind in (StateKind.RUNNING, StateKind.PAUSED)
    return Placement("running", step.accepted_on) if is_under_way else Placement("open")
