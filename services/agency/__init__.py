"""Agents A and B: assignment, absence, handover, load."""

from services.agency.acting import absent_on, acting_of
from services.agency.placing import place_agents

__all__ = ["absent_on", "acting_of", "place_agents"]
