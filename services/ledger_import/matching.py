"""Names in cells → codes and people: stages, items, modes and packages by any name, people by theirs."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlmodel import Session, or_, select

from domain.errors import BadInput
from domain.ledger_headers import plain
from domain.ledger_values import Read
from domain.vocabulary import STAGES, Mode, Role
from models import Account, RoadmapTemplate
from services import catalogue
from services.ledger_import.columns import words
from services.words import LANGS, named, translate

_ROLES = {
    "agent": Role.AGENT,
    "backup": Role.AGENT,
    "coordinator": Role.COORDINATOR,
    "leader": Role.LEADER,
    "liaison": Role.LIAISON,
}
_BRACKET = re.compile(r"[(（][^)）]*[)）]")
_FULL_WIDTH = str.maketrans("()", "（）")
_AT_ONCE = 500
_NEAR = 0.6


class Names:
    """Everything a cell can name: the catalogue, and those people of `people` who have an active account."""

    def __init__(self, session: Session, people: Collection[str], lang: str) -> None:
        items = catalogue.items(session)
        packages = session.exec(select(RoadmapTemplate).order_by(RoadmapTemplate.seq)).all()
        self.official: dict[str, dict[str, str]] = {
            "stage": dict(_of_enum("stage", STAGES)),
            "mode": dict(_of_enum("mode", tuple(Mode))),
            "item": dict(_of_rows(items.values())),
            "package": dict(_of_rows(packages)),
        }
        self.synonyms = {
            kind: _without_brackets(known) | words(kind) for kind, known in self.official.items()
        }
        self.shown: dict[str, dict[str, str]] = {
            "stage": {code: translate(f"stage.{code}", lang=lang) for code in STAGES},
            "mode": {code: translate(f"mode.{code}", lang=lang) for code in Mode},
            "item": {code: named(row, lang) for code, row in items.items()},
            "package": {row.code: named(row, lang) for row in packages},
        }
        self.accounts = _accounts(session, people)

    def read(self, kind: str, text: str) -> Read:
        """The code that a text names, or the display name of a person. Unknown ones are warned of: an unknown
        person keeps the text, anything else has no value. Raises BadInput ledger.unknown_package."""
        if kind in _ROLES:
            account = self.account(kind, text)
            return Read(account[1]) if account else Read(text, warnings=(f"ledger.unknown_{kind}",))
        wanted = plain(text)
        if wanted in self.official[kind]:
            return Read(self.official[kind][wanted])
        if wanted in self.synonyms[kind]:
            return Read(self.synonyms[kind][wanted], is_reread=True)
        if kind == "package":
            raise BadInput("ledger.unknown_package", text=text, packages=list(self.shown["package"].values()))
        is_near = self._near(kind, wanted) is not None
        return Read(None, warnings=(f"ledger.near_{kind}" if is_near else f"ledger.unknown_{kind}",))

    def account(self, kind: str, name: str | None) -> tuple[int, str] | None:
        """(id, display name) of the one person of this name and role; None when there is none, or two."""
        found = self.accounts.get((_ROLES[kind], plain(name or "")), [])
        return found[0] if len(found) == 1 else None

    def account_id(self, kind: str, name: str | None) -> int | None:
        account = self.account(kind, name)
        return account[0] if account else None

    def word(self, kind: str, code: Any) -> str:
        """What a code is called; other values as they are."""
        return self.shown.get(kind, {}).get(str(code), str(code))

    def suggestion(self, key: str, text: Any) -> dict[str, str]:
        """The parameter `near` of a warning that knows what was probably meant."""
        kind = key.removeprefix("ledger.near_")
        code = self._near(kind, plain(text)) if kind in self.official else None
        return {"near": self.word(kind, code)} if code else {}

    def _near(self, kind: str, wanted: str) -> str | None:
        known = self.synonyms[kind] | self.official[kind]
        found = difflib.get_close_matches(wanted, known, n=1, cutoff=_NEAR)
        return known[found[0]] if found else None


def _of_enum(kind: str, codes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for code in codes:
        for text in (code.value, *(translate(f"{kind}.{code.value}", lang=lang) for lang in LANGS)):
            yield plain(text), code.value


def _of_rows(rows: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for row in rows:
        shorts = (getattr(row, "short_zh", ""), getattr(row, "short_en", ""))
        for text in (row.code, row.name_zh, row.name_en, *shorts):
            if text:
                yield plain(text), row.code


def _without_brackets(known: dict[str, str]) -> dict[str, str]:
    """The names without what stands in brackets, unless two would become one."""
    meant: dict[str, set[str]] = defaultdict(set)
    for text, code in known.items():
        meant[_BRACKET.sub("", text)].add(code)
    return {text: codes.pop() for text, codes in meant.items() if text and len(codes) == 1}


def _forms(name: str) -> Iterator[str]:
    """How a name may be stored: as written, without spaces, with half- or full-width brackets."""
    close = "".join(name.split())
    half = unicodedata.normalize("NFKC", close)
    yield from (name.strip(), close, half, half.translate(_FULL_WIDTH))


def _accounts(session: Session, people: Collection[str]) -> dict[tuple[Role, str], list[tuple[int, str]]]:
    """Active accounts by role and name as compared, those that a file names; also by their username."""
    wanted = sorted({form for name in people for form in _forms(name)})
    found: dict[tuple[Role, str], list[tuple[int, str]]] = defaultdict(list)
    seen = set()
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        query = select(Account.id, Account.display_name, Account.username, Account.role).where(
            Account.is_active,
            Account.role.in_([role.value for role in _ROLES.values()]),
            or_(Account.display_name.in_(part), Account.username.in_(part)),
        )
        for account_id, name, username, role in session.exec(query):
            if account_id in seen:
                continue
            seen.add(account_id)
            for form in {plain(name), plain(username)}:
                found[Role(role), form].append((account_id, name))
    return found
