"""Widget keys and state of the backfill screen: what is ticked for each step, and the last project saved."""

from datetime import date

from domain.backfill import How
from services.backfill import BackfillResult, BackfillRow, BackfillView, PlacementDraft
from ui import session
from ui.session import Slot

HOWS: tuple[How, ...] = ("done", "running", "open", "not_needed")
_SHOWN = Slot[str]("backfill.shown")
_SAVED = Slot[dict]("backfill.saved")


def how_key(view: BackfillView, step_id: int) -> str:
    return f"backfill.{view.project_id}.{view.version}.how.{step_id}"


def day_key(view: BackfillView, step_id: int) -> str:
    return f"backfill.{view.project_id}.{view.version}.day.{step_id}"


def fill_in(view: BackfillView) -> None:
    """Tick what the ledger proposes, once per project shown; what was ticked since stays."""
    shown = f"{view.project_id}.{view.version}"
    if _SHOWN.get() == shown:
        return
    for row in placeable(view):
        _tick(view, row, row.how, row.on)
    _SHOWN.put(shown)


def placeable(view: BackfillView) -> list[BackfillRow]:
    """The steps without entries of their own."""
    return [row for row in view.rows if not row.is_recorded]


def all_before_done(view: BackfillView, row: BackfillRow) -> None:
    """Everything this step needs is done; optional steps nobody ticked were not needed."""
    for other in placeable(view):
        if other.step_id not in row.before or ticked(view, other.step_id) == "done":
            continue
        is_chosen = not other.is_optional or ticked(view, other.step_id) == "running"
        _tick(view, other, "done" if is_chosen else "not_needed", None)


def _tick(view: BackfillView, row: BackfillRow, how: str, on: date | None) -> None:
    session.set_widget(how_key(view, row.step_id), how)
    session.set_widget(day_key(view, row.step_id), on)


def ticked(view: BackfillView, step_id: int) -> How:
    return session.widget(how_key(view, step_id)) or "open"


def placements(view: BackfillView) -> tuple[PlacementDraft, ...]:
    """What is ticked now, as the service wants it."""
    return tuple(
        PlacementDraft(
            step_id=row.step_id,
            how=ticked(view, row.step_id),
            on=session.widget(day_key(view, row.step_id)),
        )
        for row in placeable(view)
    )


def remember(result: BackfillResult) -> None:
    """Keep what was saved for the line above the next project."""
    kept = {"project_id": result.project_id, "name": result.name, "warnings": list(result.warnings)}
    counts = {name: getattr(result, name) for name in ("done", "running", "open", "not_needed")}
    _SAVED.put({**kept, "counts": counts, "is_closed": result.is_closed})


def saved() -> dict | None:
    return _SAVED.get()


def forget_saved() -> None:
    _SAVED.take()
