"""What an actor may enter next on a step, as buttons."""

from domain.access import Actor, Permission, can
from domain.errors import DomainError
from domain.modes.guards import Refusal
from domain.modes.permitted import PermittedEvent, permitted
from domain.vocabulary import Party, Role
from models import Step
from services.lifecycle_words import event_label, said, state_word
from services.steps import recording
from services.steps.lifecycle import lifecycle
from services.steps.project_steps import ProjectSteps
from services.steps.views import MemberChoice, PermittedView
from services.steps.wording import names_in
from services.words import named, translate


def next_acts(desk: ProjectSteps, step: Step, actor: Actor) -> tuple[PermittedView, ...]:
    """Every act the actor may enter, with the reason where the lifecycle refuses it; none for readers."""
    if not can(actor, Permission.RECORD_EVENT):
        return ()
    try:
        recording.require_recorder(desk.session, actor, desk.project, desk.today)
    except DomainError:
        return ()
    state, facts = desk.state(step), desk.facts(step)
    found = [_view(desk, step, choice, actor) for choice in permitted(lifecycle(), state, facts, desk.today)]
    return tuple(view for view in found if view is not None)


def _view(desk: ProjectSteps, step: Step, choice: PermittedEvent, actor: Actor) -> PermittedView | None:
    parties = tuple(party for party in choice.acted_by if _may_enter(desk, step, choice, party, actor))
    if not parties:
        return None
    mode = desk.state(step).mode
    on_behalf = parties[0] not in (Party.AGENT, Party.COORDINATOR) and actor.role is not Role.LIAISON
    needs = (*choice.needs, "proof") if on_behalf and "document" not in choice.needs else choice.needs
    target = desk.state(step).state if choice.next_state == "{same}" else choice.next_state
    return PermittedView(
        event=choice.event,
        label=event_label(mode, choice.event, lang=actor.lang),
        acted_by=tuple(party.value for party in parties),
        needs=needs,
        blocked=_words(desk, choice.blocked, actor.lang) if choice.blocked else None,
        next_state=target,
        next_word=state_word(mode, target, lang=actor.lang),
        is_on_behalf=on_behalf,
        members=_members(desk, step, choice, actor),
    )


def _may_enter(desk: ProjectSteps, step: Step, choice: PermittedEvent, party: Party, actor: Actor) -> bool:
    candidates = [desk.by_code[code] for code in choice.members] or [None]
    for member in candidates:
        try:
            recording.is_on_behalf(party, step, member, actor)
        except DomainError:
            continue
        return True
    return False


def _members(
    desk: ProjectSteps, step: Step, choice: PermittedEvent, actor: Actor
) -> tuple[MemberChoice, ...]:
    """The members an act may be about, the step that is open first; a liaison sees the own ones."""
    rows = [desk.by_code[code] for code in choice.members]
    if actor.role is Role.LIAISON:
        rows = [row for row in rows if row.department_code == actor.department_code]
    rows.sort(key=lambda row: (row is not step, row.seq))
    return tuple(
        MemberChoice(
            row.item_code,
            named(desk.items[row.item_code], actor.lang),
            named(desk.departments[row.department_code], actor.lang),
        )
        for row in rows
    )


def _words(desk: ProjectSteps, refusal: Refusal, lang: str) -> str:
    params = said(refusal.params, lang=lang, names=names_in(desk, lang))
    return translate(refusal.code, lang=lang, **params)
