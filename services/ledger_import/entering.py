"""Rows that bring a new project."""

from collections.abc import Hashable, Sequence

from domain.ledger_headers import plain
from domain.vocabulary import Role
from models import Enterprise
from services.ledger_import.cells import LedgerRow
from services.ledger_import.columns import words
from services.ledger_import.decisions import PEOPLE, Decision, Surroundings, refused, stored, unplaced
from services.ledger_import.differences import CONTACT, OTHER_HINTS, PLACING_HINTS, SAME, hints
from services.ledger_import.places import Pair
from services.ledger_import.remarks import Remark, warning
from services.ledger_import.standing import likenesses
from services.projects import IntakeDraft

_USUAL_PACKAGE = "industrial_new_grant"


def decision(
    around: Surroundings,
    row: LedgerRow,
    enterprise: Enterprise | None,
    owner: Hashable,
    remarks: Sequence[Remark],
) -> Decision:
    """Created, unless its people cannot be placed. `owner` tells enterprises apart before they are stored."""
    package, assumed = _package(around, row)
    pair, of_people = around.places.of_new(row, owner)
    said = [*remarks, *assumed, *of_people, *_of_item(around, row, package)]
    if any(remark.is_error for remark in said):
        return refused(around, row, said)
    said += likenesses(around.session, row, enterprise)
    problem = _problem(around, row, pair)
    if problem:
        said.append(warning("ledger.problem_raised", row.number, "problem_text"))
    return Decision(
        row,
        "create",
        (*row.remarks, *said),
        stored=stored(around, {}, row.values | {"template_code": package}),
        draft=_draft(around, row, package, pair),
        problem=problem,
        waits=pair.primary is None,
        is_package_assumed=bool(assumed),
    )


def _package(around: Surroundings, row: LedgerRow) -> tuple[str, list[Remark]]:
    """The package; where the row names none, the one chosen for the file, else by the kind of building."""
    named = row.values.get("template_code")
    if named:
        return named, []
    code = around.package or _by_build_type(row.values.get("build_type", ""))
    said = around.names.word("package", code)
    return code, [warning("ledger.package_assumed", row.number, "template_code", package=said)]


def _by_build_type(build_type: str) -> str:
    """The package that a kind of building suggests, else that of a new industrial project."""
    text = plain(build_type)
    return next((code for word, code in words("build_type").items() if word in text), _USUAL_PACKAGE)


def _of_item(around: Surroundings, row: LedgerRow, package: str) -> list[Remark]:
    item = row.values.get("current_item")
    steps = around.packages[package].steps if package in around.packages else ()
    if item is None or any(step.item_code == item for step in steps):
        return []
    said = {"item": around.names.word("item", item), "package": around.names.word("package", package)}
    return [warning("ledger.item_not_in_package", row.number, "current_item", **said)]


def _draft(around: Surroundings, row: LedgerRow, package: str, pair: Pair) -> IntakeDraft:
    given = row.values
    people = {
        column: around.names.account_id(kind, given.get(column)) for column, (kind, _) in PEOPLE.items()
    }
    left = unplaced(people | {"primary": pair.primary, "backup": pair.backup})
    return IntakeDraft(
        enterprise_name=given["enterprise_name"],
        uscc=given.get("uscc", ""),
        project_name=given["project_name"],
        project_code=given.get("project_code", ""),
        template_code=package,
        primary_agent_id=pair.primary,
        backup_agent_id=pair.backup,
        last_verified_on=given.get("last_verified_on"),
        import_hints=hints(row, (*PLACING_HINTS, *OTHER_HINTS, *left)),
        **{name: given[name] for name in SAME if name in given},
        **{name: given.get(column, "") for column, name in CONTACT.items()},
        **{name: people[column] for column, (_, name) in PEOPLE.items()},
    )


def _problem(around: Surroundings, row: LedgerRow, pair: Pair) -> str:
    """The text is raised as a problem by whoever will see the project."""
    is_seen = around.actor.role is not Role.AGENT or around.actor.account_id in (pair.primary, pair.backup)
    return row.values.get("problem_text", "") if is_seen else ""
