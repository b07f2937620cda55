"""The leaders' and coordinators' one screen: counts in SQL, and the rows behind each of them."""

from services.dashboard.figure_rows import figure_rows
from services.dashboard.viewing import dashboard_view
from services.dashboard.views import (
    AgentLoad,
    Attention,
    DashboardView,
    DepartmentLoad,
    FigureRow,
    ProblemAges,
    Saved,
)

__all__ = [
    "AgentLoad",
    "Attention",
    "DashboardView",
    "DepartmentLoad",
    "FigureRow",
    "ProblemAges",
    "Saved",
    "dashboard_view",
    "figure_rows",
]
