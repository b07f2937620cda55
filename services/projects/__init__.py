"""The pool: projects, from intake to leaving."""

from services.projects.changing import change, change_project
from services.projects.choices import (
    LikelyDuplicate,
    PackageChoice,
    PeopleChoices,
    PoolChoices,
    likely_duplicates,
    package_choices,
    people_choices,
    pool_choices,
)
from services.projects.drafts import ChangeDraft, ContactDraft, IntakeDraft
from services.projects.entering import add, intake
from services.projects.enterprises import change_contact, enterprise_for, find_enterprise
from services.projects.finding import find
from services.projects.following import touch_follow_up, verify_unchanged
from services.projects.identity import refresh_search_text, same_project
from services.projects.leaving import leave, reopen
from services.projects.listing import PoolFilters, list_pool
from services.projects.viewing import project_view
from services.projects.views import CurrentStepView, PersonView, PoolPage, PoolRow, ProjectView

__all__ = [
    "ChangeDraft",
    "ContactDraft",
    "CurrentStepView",
    "IntakeDraft",
    "LikelyDuplicate",
    "PackageChoice",
    "PeopleChoices",
    "PersonView",
    "PoolChoices",
    "PoolFilters",
    "PoolPage",
    "PoolRow",
    "ProjectView",
    "add",
    "change",
    "change_contact",
    "change_project",
    "enterprise_for",
    "find",
    "find_enterprise",
    "intake",
    "leave",
    "likely_duplicates",
    "list_pool",
    "package_choices",
    "people_choices",
    "pool_choices",
    "project_view",
    "refresh_search_text",
    "reopen",
    "same_project",
    "touch_follow_up",
    "verify_unchanged",
]
