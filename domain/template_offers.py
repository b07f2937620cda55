"""What a new version of a package offers to a running roadmap: base → new against the project's own steps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.template_order import moved, same_place
from domain.templates import TemplateBody, TemplateRow
from domain.vocabulary import Mode, StateKind


class Aspect(StrEnum):
    """What of an item differs; `work` is mode with group, lead and conversion: they belong together."""

    ADDED = "added"
    DROPPED = "dropped"
    WORK = "work"
    OPTIONAL = "optional"
    LINKS = "links"
    ORDER = "order"


class Kept(StrEnum):
    """Why the project's own stays unless somebody says otherwise; the last three never give way."""

    LOCAL_EDIT = "local_edit"
    DROPPED_HERE = "dropped_here"
    BEGUN = "begun"
    FINISHED = "finished"
    GROUP_BEGUN = "group_begun"


FIXED = (Kept.BEGUN, Kept.FINISHED, Kept.GROUP_BEGUN)
COLUMNS: dict[Aspect, tuple[str, ...]] = {
    Aspect.ADDED: (),
    Aspect.DROPPED: (),
    Aspect.WORK: ("mode", "parallel_group", "conversion_requires", "lead_department_code"),
    Aspect.OPTIONAL: ("optional",),
    Aspect.LINKS: ("links",),
    Aspect.ORDER: ("seq",),
}
_VALUES = (Aspect.WORK, Aspect.OPTIONAL, Aspect.LINKS)


@dataclass(frozen=True)
class Own:
    """A step as the project has it; `edited`: columns edited here, `lead` of its group."""

    row: TemplateRow
    lead: str | None = None
    state_kind: StateKind = StateKind.OPEN
    has_begun: bool = False
    edited: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One aspect of one item between two versions; `before` None: a new item, `after` None: it is gone."""

    item_code: str
    aspect: Aspect
    before: TemplateRow | None
    after: TemplateRow | None

    @property
    def key(self) -> str:
        return f"{self.item_code}:{self.aspect}"


@dataclass(frozen=True)
class Offer:
    """A difference as it concerns one project. `kept_because` None: taken unless somebody says otherwise."""

    difference: Difference
    mine: TemplateRow | None
    kept_because: Kept | None = None

    @property
    def key(self) -> str:
        return self.difference.key

    @property
    def is_fixed(self) -> bool:
        """Work that has begun is never changed by a package."""
        return self.kept_because in FIXED


def differences(base: TemplateBody, new: TemplateBody) -> tuple[Difference, ...]:
    """Aspect by aspect, by item code and never by name; in the new version's order, dropped ones last."""
    return tuple(_differences(base, new))


def _differences(base: TemplateBody, new: TemplateBody) -> Iterator[Difference]:
    old, replaced = base.by_code, moved(base.codes, new.codes)
    for row in new.rows:
        was = old.get(row.item_code)
        if was is None:
            yield Difference(row.item_code, Aspect.ADDED, None, row)
            continue
        for aspect in _VALUES:
            if _value(aspect, was, base.lead(was)) != _value(aspect, row, new.lead(row)):
                yield Difference(row.item_code, aspect, was, row)
        if row.item_code in replaced:
            yield Difference(row.item_code, Aspect.ORDER, was, row)
    for row in base.rows:
        if row.item_code not in new.by_code:
            yield Difference(row.item_code, Aspect.DROPPED, row, None)


def offers(base: TemplateBody, new: TemplateBody, own: Mapping[str, Own]) -> tuple[Offer, ...]:
    """What of the difference still concerns a project: what it has already, or never had, is no offer.

    Untouched steps take the new version; local edits are kept unless chosen; begun work is never changed.
    """
    three = _Three(base, new, own)
    found = (three.offer(difference) for difference in differences(base, new))
    return tuple(offer for offer in found if offer)


class _Three:
    """Base, new and own side by side."""

    def __init__(self, base: TemplateBody, new: TemplateBody, own: Mapping[str, Own]) -> None:
        self.base, self.new, self.own = base, new, own
        self.order = [code for code, _ in sorted(own.items(), key=lambda one: (one[1].row.seq, one[0]))]
        self.begun_groups = {one.row.parallel_group for one in own.values() if one.has_begun} - {None}

    def offer(self, difference: Difference) -> Offer | None:
        own = self.own.get(difference.item_code)
        if difference.aspect is Aspect.ADDED:
            return Offer(difference, None) if own is None else None
        if own is None or self._is_there_already(difference, own):
            return None
        return Offer(difference, own.row, self._kept(difference, own))

    def _is_there_already(self, difference: Difference, own: Own) -> bool:
        if difference.after is None:
            return own.state_kind == StateKind.DROPPED
        if difference.aspect is Aspect.ORDER:
            return same_place(difference.item_code, self.order, self.new.codes)
        theirs = _value(difference.aspect, difference.after, self.new.lead(difference.after))
        return _value(difference.aspect, own.row, own.lead) == theirs

    def _kept(self, difference: Difference, own: Own) -> Kept | None:
        if own.state_kind == StateKind.DECIDED:
            return Kept.FINISHED
        if own.state_kind == StateKind.DROPPED:
            return Kept.DROPPED_HERE
        if own.has_begun:
            return Kept.BEGUN
        if difference.aspect is Aspect.WORK and _groups(difference, own) & self.begun_groups:
            return Kept.GROUP_BEGUN
        return Kept.LOCAL_EDIT if self._is_edited(difference, own) else None

    def _is_edited(self, difference: Difference, own: Own) -> bool:
        """Marked as edited here, or simply not what the package said."""
        if difference.before is None:
            return False
        if difference.after is None:
            return bool(own.edited)
        if difference.aspect is Aspect.ORDER:
            return not same_place(difference.item_code, self.order, self.base.codes)
        if own.edited.intersection(COLUMNS[difference.aspect]):
            return True
        was = _value(difference.aspect, difference.before, self.base.lead(difference.before))
        return _value(difference.aspect, own.row, own.lead) != was


def _groups(difference: Difference, own: Own) -> set[str | None]:
    after = difference.after.parallel_group if difference.after else None
    return {after, own.row.parallel_group} - {None}


def _value(aspect: Aspect, row: TemplateRow, lead: str | None) -> object:
    if aspect is Aspect.OPTIONAL:
        return row.optional
    if aspect is Aspect.LINKS:
        return frozenset(row.links)
    is_joint = row.mode == Mode.PARALLEL
    needs = tuple(sorted(row.conversion_requires)) if row.mode == Mode.SIMULATED else ()
    return row.mode, row.parallel_group if is_joint else None, lead if is_joint else None, needs
