"""问题清单: raise, assign, work, report solved, close on the enterprise's word, reopen, shelve."""

from services.problems.choices import ProblemChoices, problem_choices, step_choices
from services.problems.closing import confirm_close, reopen, shelve
from services.problems.drafts import AssignDraft, Proof, RaiseDraft
from services.problems.listing import ProblemFilters, list_problems, problem_view
from services.problems.raising import raise_in, raise_problem
from services.problems.views import HistoryLine, ProblemPage, ProblemRow, ProblemView
from services.problems.working import assign, classify, report_progress, report_resolved

__all__ = [
    "AssignDraft",
    "HistoryLine",
    "ProblemChoices",
    "ProblemFilters",
    "ProblemPage",
    "ProblemRow",
    "ProblemView",
    "Proof",
    "RaiseDraft",
    "assign",
    "classify",
    "confirm_close",
    "list_problems",
    "problem_choices",
    "problem_view",
    "raise_in",
    "raise_problem",
    "reopen",
    "report_progress",
    "report_resolved",
    "shelve",
    "step_choices",
]
