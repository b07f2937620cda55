"""存量补录: a running project is put where it stands, in one transaction that can be undone."""

from services.backfill.drafts import BackfillDraft, PlacementDraft
from services.backfill.placing import backfill
from services.backfill.proposing import backfill_view
from services.backfill.queueing import queue
from services.backfill.undoing import undo_backfill
from services.backfill.views import BackfillResult, BackfillRow, BackfillView, Queue, QueueRow

__all__ = [
    "BackfillDraft",
    "BackfillResult",
    "BackfillRow",
    "BackfillView",
    "PlacementDraft",
    "Queue",
    "QueueRow",
    "backfill",
    "backfill_view",
    "queue",
    "undo_backfill",
]
