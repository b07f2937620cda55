"""Links a project adds between its steps; the legal order stays as it is (docs/adr/0012)."""

from domain.errors import BadInput, RuleBroken
from domain.vocabulary import LinkKind, StateKind
from services.roadmaps.editing import columns
from services.roadmaps.editing.bench import Workbench
from services.roadmaps.editing.drafts import AddLink, RemoveLink
from services.roadmaps.editing.ways import whole


def add(bench: Workbench, edit: AddLink) -> None:
    """One link from a source; a second one replaces it. A cycle is refused by the plan, with its steps named.

    Raises BadInput edit.lag, edit.no_such_step, RuleBroken edit.link_to_itself, edit.link_is_legal and those
    of a step that has begun.
    """
    lag = whole(edit.lag, "edit.lag", item=edit.code)
    step, source = bench.waiting(edit.code), bench.step(edit.source)
    if source is step:
        raise RuleBroken("edit.link_to_itself", item=edit.code)
    if source.state_kind == StateKind.DROPPED:
        raise RuleBroken("edit.dropped", item=edit.source)
    if edit.link_kind is LinkKind.FS and not lag and edit.source in _legal(bench, edit.code):
        raise RuleBroken("edit.link_is_legal", item=edit.code, source=edit.source)
    kept = [link for link in step.links if link["source"] != edit.source]
    link = {"source": edit.source, "kind": edit.link_kind.value, "lag": lag}
    columns.edit(step, links=[*kept, link])
    bench.changed()


def remove(bench: Workbench, edit: RemoveLink) -> None:
    """Raises RuleBroken edit.legal_prerequisite, BadInput edit.no_such_link."""
    step = bench.waiting(edit.code)
    kept = [link for link in step.links if link["source"] != edit.source]
    if len(kept) == len(step.links):
        if edit.source in _legal(bench, edit.code):
            raise RuleBroken("edit.legal_prerequisite", item=edit.code, source=edit.source)
        raise BadInput("edit.no_such_link", item=edit.code, source=edit.source)
    columns.edit(step, links=kept)
    bench.changed()


def _legal(bench: Workbench, code: str) -> frozenset[str]:
    """What the law puts before a step here: prerequisites and producers of its materials."""
    network = bench.choices.network
    return network.waits.get(code, frozenset()) | network.conversions.get(code, frozenset())
