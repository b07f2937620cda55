"""What an actor may enter next on a step, as buttons."""

from datetime import date
from typing import Any

from domain.access import Actor, Permission, can
from domain.errors import DomainError
from domain.modes import deadlines
from domain.modes.guards import Refusal
from domain.modes.log import StepEvent
from domain.modes.permitted import PermittedEvent, permitted
from domain.modes.replay import apply
from domain.vocabulary import Party, Role
from models import Step
from services.lifecycle_words import event_label, said, state_word
from services.steps import recording
from services.steps.filling import filled
from services.steps.lifecycle import lifecycle
from services.steps.project_steps import ProjectSteps
from services.steps.views import MemberChoice, PermittedView
from services.steps.wording import names_in
from services.words import named, translate


def next_acts(desk: ProjectSteps, step: Step, actor: Actor) -> tuple[PermittedView, ...]:
    """Every act the actor may enter, with the reason where the lifecycle refuses it; none for readers."""
    if not can(actor, Permission.RECORD_EVENT) or locked(desk, actor):
        return ()
    state, facts = desk.state(step), desk.facts(step)
    found = [_view(desk, step, choice, actor) for choice in permitted(lifecycle(), state, facts, desk.today)]
    return tuple(view for view in found if view is not None)


def locked(desk: ProjectSteps, actor: Actor) -> str | None:
    """Why an actor whose role enters acts enters none on this project today: B not acting, closed."""
    if not can(actor, Permission.RECORD_EVENT):
        return None
    try:
        recording.require_recorder(desk.session, actor, desk.project, desk.today)
    except DomainError as error:
        return translate(error.code, lang=actor.lang)
    return None


def _view(desk: ProjectSteps, step: Step, choice: PermittedEvent, actor: Actor) -> PermittedView | None:
    parties = tuple(party for party in choice.acted_by if _may_enter(desk, step, choice, party, actor))
    if not parties:
        return None
    state = desk.state(step)
    mode, defaults = state.mode, filled(choice.event, {}, state, desk.facts(step), desk.today)
    on_behalf = parties[0] not in (Party.AGENT, Party.COORDINATOR) and actor.role is not Role.LIAISON
    needs = (*choice.needs, "proof") if on_behalf and "document" not in choice.needs else choice.needs
    target = state.state if choice.next_state == "{same}" else choice.next_state
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
        defaults=defaults,
        earliest=None if choice.members else state.changed_on,
        next_due_on=None if choice.blocked else _next_due(desk, step, choice, defaults),
    )


def _next_due(
    desk: ProjectSteps, step: Step, choice: PermittedEvent, defaults: dict[str, Any]
) -> date | None:
    """What would be due after the act if it were entered today, everything that is owed handed in."""
    state, facts = desk.state(step), desk.facts(step)
    event = StepEvent(
        name=choice.event,
        happened_on=max(desk.today, state.changed_on or desk.today),
        acted_by=choice.acted_by[0],
        mode=state.mode,
        member=choice.members[0] if choice.members else None,
        payload={"materials": [gap.material for gap in state.missing], **defaults},
    )
    nearest = deadlines.current(lifecycle(), apply(lifecycle(), state, event), facts)
    return nearest[0].due_on if nearest else None


def _may_enter(desk: ProjectSteps, step: Step, choice: PermittedEvent, party: Party, actor: Actor) -> bool:
    candidates: list[Step | None] = [desk.by_code[code] for code in choice.members]
    for member in candidates or [None]:
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
