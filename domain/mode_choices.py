"""Which of the five modes a step may be worked in, and why not in the others (domain.md (a))."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.credit import CreditNote, in_the_way
from domain.modes.guards import Refusal
from domain.vocabulary import Mode


@dataclass(frozen=True)
class ItemRules:
    """What the catalogue says about an item."""

    modes_allowed: frozenset[str]
    same_day: bool = False
    escalated: bool = False
    flavour: str | None = None


@dataclass(frozen=True)
class StepStanding:
    """Where a step stands on its roadmap.

    `deferrable`: materials that may come later and are not there yet. `conversions`: steps of the roadmap a
    simulated opinion could wait for. `partners`: other members of its group that have not begun either.
    `closed_by`: what froze its mode: `begun`, `finished`, `ended` (given up once), `dropped`; None: open.
    """

    mode: Mode
    closed_by: str | None = None
    deferrable: tuple[str, ...] = ()
    conversions: tuple[str, ...] = ()
    group: str | None = None
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credit:
    """The enterprise's credit notes, and the day on which a mode would be chosen."""

    notes: tuple[CreditNote, ...] = ()
    today: date = date.min
    ban_months: int = 6


@dataclass(frozen=True)
class ModeChoice:
    """One mode of one step: allowed, or refused with a catalog code and its parameters."""

    mode: Mode
    refusal: Refusal | None = None

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


NO_CREDIT_NOTES = Credit()


def permitted_modes(
    rules: ItemRules, standing: StepStanding, *, credit: Credit = NO_CREDIT_NOTES
) -> tuple[ModeChoice, ...]:
    """The five modes in their usual order. A step that has begun keeps its mode; standard is always open."""
    return tuple(ModeChoice(mode, _refusal(mode, rules, standing, credit)) for mode in Mode)


def allowed(choices: Iterable[ModeChoice]) -> tuple[Mode, ...]:
    """The modes that may be chosen."""
    return tuple(choice.mode for choice in choices if choice.is_allowed)


def _refusal(mode: Mode, rules: ItemRules, standing: StepStanding, credit: Credit) -> Refusal | None:
    if standing.closed_by:
        return None if mode == standing.mode else Refusal(f"mode_refused.{standing.closed_by}")
    if mode == Mode.STANDARD:
        return None
    if mode.value not in rules.modes_allowed:
        return Refusal("mode_refused.not_listed")
    return _of_mode(mode, rules, standing) or _of_credit(mode, credit)


def _of_mode(mode: Mode, rules: ItemRules, standing: StepStanding) -> Refusal | None:
    """What the mode itself asks of the step."""
    if mode == Mode.TOLERANCE:
        return _of_tolerance(rules, standing)
    if mode == Mode.SIMULATED:
        return None if standing.conversions else Refusal("mode_refused.nothing_to_convert")
    if mode == Mode.PARALLEL and standing.group is None:
        return Refusal("mode_refused.no_group")
    return None if mode != Mode.PARALLEL or standing.partners else Refusal("mode_refused.no_partner")


def _of_tolerance(rules: ItemRules, standing: StepStanding) -> Refusal | None:
    """Not for 即办件 and 上报件 (兰州), and only while a deferrable material is really missing."""
    if rules.same_day:
        return Refusal("guard.same_day_item")
    if rules.escalated:
        return Refusal("guard.escalated_item")
    if rules.flavour is None:
        return Refusal("mode_refused.no_flavour")
    return None if standing.deferrable else Refusal("mode_refused.nothing_deferrable")


def _of_credit(mode: Mode, credit: Credit) -> Refusal | None:
    """An unrepaired 容缺失信 closes tolerance, a revoked commitment closes commitment for some months."""
    note = in_the_way(credit.notes, mode, credit.today, ban_months=credit.ban_months)
    if note is None:
        return None
    until = note.closed_until(credit.ban_months)
    params: dict[str, object] = {"project": note.project_name, "noted_on": note.noted_on, "until": until}
    return Refusal(f"guard.credit_{note.mode}", params)


@dataclass(frozen=True)
class Conversions:
    """Which prerequisites a simulated approval of an item may be started without, as packages name them."""

    by_item: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, item: str, own: Iterable[str], *, upstream: Iterable[str]) -> tuple[str, ...]:
        """The step's own if it names any, else those of the packages; only what lies before it here."""
        wanted, before = tuple(own) or self.by_item.get(item, ()), set(upstream)
        return tuple(code for code in wanted if code in before)
