"""Departments, items, materials, packages and the editable numbers: loading and reading."""

from services.catalogue.choices import department_names
from services.catalogue.loading import load
from services.catalogue.views import (
    DepartmentView,
    GroupView,
    ItemView,
    MaterialView,
    TemplateStepView,
    TemplateView,
    departments,
    items,
    materials,
    number,
    numbers,
    settings_map,
    templates,
)

__all__ = [
    "DepartmentView",
    "GroupView",
    "ItemView",
    "MaterialView",
    "TemplateStepView",
    "TemplateView",
    "department_names",
    "departments",
    "items",
    "load",
    "materials",
    "number",
    "numbers",
    "settings_map",
    "templates",
]
