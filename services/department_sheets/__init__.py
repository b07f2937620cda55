"""One workbook per department of its items, out to be answered and back with the confirmed limits."""

from services.department_sheets.building import choices, sheet, sheets
from services.department_sheets.returning import accept, look, look_ahead
from services.department_sheets.views import (
    ANSWERS,
    COLUMNS,
    FATES,
    FORMAT,
    DepartmentChoice,
    DepartmentSheet,
    Fate,
    ReturnedRow,
    ReturnedSheet,
    SheetLine,
)

__all__ = [
    "ANSWERS",
    "COLUMNS",
    "FATES",
    "FORMAT",
    "DepartmentChoice",
    "DepartmentSheet",
    "Fate",
    "ReturnedRow",
    "ReturnedSheet",
    "SheetLine",
    "accept",
    "choices",
    "look",
    "look_ahead",
    "sheet",
    "sheets",
]
