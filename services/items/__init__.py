"""Items of the catalogue beside their limits: editing one, importing many."""

from services.items.drafts import ItemDraft, MaterialDraft
from services.items.editing import item, names_of_items, save, save_materials
from services.items.importing import import_items
from services.items.listing import template
from services.items.views import FATES, Fate, ImportedItems, ImportedRow, ItemDetail

__all__ = [
    "FATES",
    "Fate",
    "ImportedItems",
    "ImportedRow",
    "ItemDetail",
    "ItemDraft",
    "MaterialDraft",
    "import_items",
    "item",
    "names_of_items",
    "save",
    "save_materials",
    "template",
]
