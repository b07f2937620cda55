"""A bad rating is followed up by the coordinator: contact within 1 working day, mending within 15."""

from domain.access import Actor, Permission, require
from domain.errors import BadInput, RuleBroken
from services import clock
from services.database import unit_of_work
from services.surveys import keeping
from services.surveys.drafts import FollowDraft


def contact(*, draft: FollowDraft, actor: Actor) -> None:
    """The enterprise was spoken to about its bad rating; ends the duty `bad_rating`.

    Raises Forbidden for anybody but coordinators, NotFound, Conflict access.stale, RuleBroken
    surveys.not_bad, BadInput surveys.note_missing, surveys.future_day, surveys.too_early.
    """
    _follow(draft, actor, is_mending=False)


def mend(*, draft: FollowDraft, actor: Actor) -> None:
    """What was wrong is mended and the enterprise knows; ends the duty `bad_rating_fix`.

    Raises as `contact`, RuleBroken surveys.contact_first.
    """
    _follow(draft, actor, is_mending=True)


def _follow(draft: FollowDraft, actor: Actor, *, is_mending: bool) -> None:
    require(actor, Permission.ASSIGN)
    if not draft.note:
        raise BadInput("surveys.note_missing")
    today = clock.today()
    with unit_of_work(actor) as work:
        step, row = keeping.existing(work, draft.step_id, draft.version)
        if is_mending and row.contacted_on is None:
            raise RuleBroken("surveys.contact_first")
        first = row.contacted_on if is_mending else row.rated_on
        day = keeping.checked_day(draft.on or today, first=first, today=today)
        if is_mending:
            keeping.change(work, step, row, "mend", fixed_on=day, fix_note=draft.note)
        else:
            keeping.change(work, step, row, "contact", contacted_on=day, contact_note=draft.note)
        keeping.follow_up(work, step, day)
