"""The order of a package as a sequence of item codes: numbers are counted anew at will, neighbours count."""

from bisect import bisect_left
from collections.abc import Sequence


def moved(base: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Items that changed their place among those of both orders: the fewest that explain the new one."""
    place = {code: number for number, code in enumerate(base)}
    common = [code for code in new if code in place]
    tails: list[int] = []  # the last place of the best run of each length, and who stands there
    ends: list[str] = []
    earlier: dict[str, str | None] = {}
    for code in common:
        at = bisect_left(tails, place[code])
        tails[at : at + 1], ends[at : at + 1] = [place[code]], [code]
        earlier[code] = ends[at - 1] if at else None
    kept: set[str] = set()
    code_: str | None = ends[-1] if ends else None
    while code_ is not None:
        kept.add(code_)
        code_ = earlier[code_]
    return frozenset(common) - kept


def same_place(item: str, one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the same items stand before an item in both orders, of those that both have."""
    common = set(one) & set(other)
    return _before(item, one) & common == _before(item, other) & common


def _before(item: str, order: Sequence[str]) -> set[str]:
    return set(order[: order.index(item)])


def placed(order: Sequence[str], item: str, like: Sequence[str]) -> list[str]:
    """The order with the item right behind its nearest earlier neighbour of `like`; first without one."""
    rest = [code for code in order if code != item]
    earlier = [code for code in like[: like.index(item)] if code in rest]
    at = rest.index(earlier[-1]) + 1 if earlier else 0
    return [*rest[:at], item, *rest[at:]]
