"""The empty list of items to fill in: every column that is read, what it wants, what may be chosen."""

from domain.access import Actor, Permission, require
from domain.vocabulary import STAGES, DayUnit
from services import catalogue
from services.database import reading
from services.items.columns import COLUMNS, FLAGS, NEEDED, header
from services.ledger_import import TemplateColumn, TemplateView
from services.words import named, translate

_DAYS = ("statutory_days", "promised_days", "visits")


def template(*, actor: Actor) -> TemplateView:
    """What the empty list holds, in the reader's language. Raises Forbidden."""
    require(actor, Permission.MANAGE_CATALOGUE)
    lang = actor.lang
    with reading(actor) as session:
        departments = tuple(named(view, lang) for view in catalogue.departments(session).values())
    yes_no = (translate("yes", lang=lang), translate("no", lang=lang))
    choices = {
        "stage": tuple(translate(f"stage.{stage}", lang=lang) for stage in STAGES),
        "department_code": departments,
        "lead_department_code": departments,
        "day_unit": tuple(translate(f"day_unit.{unit}", lang=lang) for unit in DayUnit),
        "tolerance_flavour": ("A", "B"),
        **dict.fromkeys(FLAGS, yes_no),
    }
    return TemplateView(
        title=translate("Items to import", lang=lang),
        sheet=translate("Items", lang=lang),
        rules_sheet=translate("How to fill it in", lang=lang),
        rules=tuple(translate(f"items.template_rule_{number}", lang=lang) for number in range(1, 5)),
        columns=tuple(
            TemplateColumn(
                header=header(name, lang),
                note=translate(f"item_note.{name}", lang=lang),
                is_needed=name in NEEDED,
                shape="number" if name in _DAYS else "text",
                choices=choices.get(name, ()),
            )
            for name in COLUMNS
        ),
    )
