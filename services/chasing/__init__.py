"""Chasing by department: one sheet of what waits for it and what reaches it, its answers, its letters."""

from services.chasing.answering import answer
from services.chasing.answers import of_step
from services.chasing.building import choices, sheet
from services.chasing.drafts import AnswerDraft
from services.chasing.letters import print_letter, write_letter
from services.chasing.mailing import Render, queue_weekly, send, sent_on
from services.chasing.returning import accept, look
from services.chasing.scoping import may_answer, may_send
from services.chasing.views import (
    ANSWERS,
    COLUMNS,
    FATES,
    FORMAT,
    AnswerKind,
    AnswerView,
    ArrivalRow,
    ChaseSheet,
    DepartmentChoice,
    Fate,
    LetterRow,
    LetterView,
    Outcome,
    PendingRow,
    RecordRow,
    ReturnedRow,
    ReturnedSheet,
)

__all__ = [
    "ANSWERS",
    "COLUMNS",
    "FATES",
    "FORMAT",
    "AnswerDraft",
    "AnswerKind",
    "AnswerView",
    "ArrivalRow",
    "ChaseSheet",
    "DepartmentChoice",
    "Fate",
    "LetterRow",
    "LetterView",
    "Outcome",
    "PendingRow",
    "RecordRow",
    "Render",
    "ReturnedRow",
    "ReturnedSheet",
    "accept",
    "answer",
    "choices",
    "look",
    "may_answer",
    "may_send",
    "of_step",
    "print_letter",
    "queue_weekly",
    "send",
    "sent_on",
    "sheet",
    "write_letter",
]
