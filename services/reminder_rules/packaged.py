"""The rules as they were packaged (reference/reminder_rules.csv): what a changed one can be put back to."""

from functools import lru_cache

from services.catalogue.loading import records
from services.reminder_rules.drafts import RuleDraft


@lru_cache
def drafts() -> dict[str, RuleDraft]:
    """Code → the packaged values, in the order of the table. Their English is in the catalog."""
    return {
        row["rule"]: RuleDraft(
            anchor=row["anchor"],
            offset=row["offset"],
            unit=row["unit"],
            repeat=row["repeat"],
            recipients=tuple(row["recipients"].split(";")),
            level=row["level"],
            text_zh=row["text_zh"],
        )
        for row in records("reminder_rules")
    }


@lru_cache
def scopes() -> dict[str, str]:
    """Code of a packaged rule → its scope."""
    return {row["rule"]: row["scope"] for row in records("reminder_rules")}


@lru_cache
def scope_of_anchor() -> dict[str, str]:
    """Anchor → the scope of the rules about it; an own rule stands among them."""
    return {row["anchor"]: row["scope"] for row in records("reminder_rules")}
