"""What if the steps were worked in other modes: scenarios side by side, the fastest permitted, own ones."""

from services.roadmaps.whatif.adopting import adopt, preview_adoption
from services.roadmaps.whatif.comparing import scenarios, try_out
from services.roadmaps.whatif.ground import FASTEST, OWN, PARALLEL, PLANNED, SERIAL
from services.roadmaps.whatif.keeping import ScenarioDraft, delete, rename, save
from services.roadmaps.whatif.views import ScenarioRow, StepChoice, SwitchRow, TriedOut, WhatIfView

__all__ = [
    "FASTEST",
    "OWN",
    "PARALLEL",
    "PLANNED",
    "SERIAL",
    "ScenarioDraft",
    "ScenarioRow",
    "StepChoice",
    "SwitchRow",
    "TriedOut",
    "WhatIfView",
    "adopt",
    "delete",
    "preview_adoption",
    "rename",
    "save",
    "scenarios",
    "try_out",
]
