"""Agents A and B: assignment, absence, handover, load."""

from services.agency.acting import absent_on, acting_of, unavailable_on
from services.agency.assigning import assign
from services.agency.away import absences, cancel_absence, record_absence
from services.agency.district import agency_view, agent_projects, assign_view
from services.agency.drafts import AbsenceDraft, AssignDraft, HandoverDraft
from services.agency.handing import draft_handover, hand_over, handovers
from services.agency.loads import agency_choices, loads
from services.agency.placing import place_agents, require_room
from services.agency.views import (
    AbsenceView,
    AgencyChoices,
    AgencyView,
    AgentLoad,
    AgentProject,
    AssignView,
    HandoverView,
    OwnAbsence,
    WaitingProject,
)

__all__ = [
    "AbsenceDraft",
    "AbsenceView",
    "AgencyChoices",
    "AgencyView",
    "AgentLoad",
    "AgentProject",
    "AssignDraft",
    "AssignView",
    "HandoverDraft",
    "HandoverView",
    "OwnAbsence",
    "WaitingProject",
    "absences",
    "absent_on",
    "acting_of",
    "agency_choices",
    "agency_view",
    "agent_projects",
    "assign",
    "assign_view",
    "cancel_absence",
    "draft_handover",
    "hand_over",
    "handovers",
    "loads",
    "place_agents",
    "record_absence",
    "require_room",
    "unavailable_on",
]
