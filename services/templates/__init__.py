"""Packages (套餐): versions, drafts, what a new version offers to running roadmaps, the questionnaire."""
