"""The columns a ledger may have and the words in its cells, from reference/ (domain.md (e))."""

from functools import lru_cache

from domain.ledger_headers import Column, Units, plain
from services.catalogue.loading import records


@lru_cache
def columns() -> tuple[Column, ...]:
    """Every column in the order of domain.md."""
    return tuple(
        Column(
            code=row["column"],
            kind=row["kind"],
            handling=row["handling"],
            names=(row["name_zh"], row["name_en"]),
            synonyms=tuple(row["synonyms"].split("|")),
        )
        for row in records("ledger_columns")
    )


def column(code: str) -> Column:
    return next(one for one in columns() if one.code == code)


def name_of(code: str, lang: str) -> str:
    """A column's name in the language."""
    zh, en = column(code).names
    return en if lang == "en" else zh


@lru_cache
def words(kind: str) -> dict[str, str]:
    """Words of one kind, as compared, with their code: stage, mode, package, build_type, blank, total, money,
    area."""
    return {
        plain(row["word"]) or row["word"]: row["code"]
        for row in records("ledger_words")
        if row["kind"] == kind
    }


@lru_cache
def units() -> Units:
    return Units(money=words("money"), area=words("area"))
