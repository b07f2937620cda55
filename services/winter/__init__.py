"""Counting back from the thaw and from targets: the winter board, and what a project is to make."""

from services.winter.board import board
from services.winter.target import TargetDraft, set_target, suggested
from services.winter.views import FrostRow, Outcome, WinterBoard, WinterRow

__all__ = [
    "FrostRow",
    "Outcome",
    "TargetDraft",
    "WinterBoard",
    "WinterRow",
    "board",
    "set_target",
    "suggested",
]
