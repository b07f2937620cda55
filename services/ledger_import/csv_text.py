"""Comma-separated text in the encodings that people's programs write."""

import codecs
import csv
import io
import re

from domain.errors import BadInput

Rows = tuple[tuple[str, ...], ...]
_SEPARATORS = ",;\t"
_QUOTED_TEXT = re.compile(r'="([^"]*)"')  # how some programs keep Excel from reading digits as a number
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def is_text(data: bytes) -> bool:
    """No control characters but line ends and tabs; UTF-16 says so in its first bytes."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not _CONTROL.search(data)


def text_rows(data: bytes, *, most: int) -> tuple[Rows, str, tuple[str, ...], frozenset[tuple[int, int]]]:
    """The fields of a table and where formulas stand (text has no results of them); as a `Table` takes them.

    Raises BadInput ledger.encoding, ledger.unreadable, ledger.too_many_rows.
    """
    text = _decoded(data)
    separator = max(_SEPARATORS, key="\n".join(text.split("\n", 10)[:10]).count)
    rows: list[tuple[str, ...]] = []
    formulas = set()
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            if number > most and any(fields):
                raise BadInput("ledger.too_many_rows", limit=most)
            formulas |= {(number, place) for place, field in enumerate(fields) if _is_formula(field)}
            rows.append(tuple("" if _is_formula(field) else _unquoted(field) for field in fields))
    except csv.Error as error:
        raise BadInput("ledger.unreadable") from error
    return tuple(rows), "", (), frozenset(formulas)


def _is_formula(field: str) -> bool:
    return field.lstrip().startswith("=") and not _QUOTED_TEXT.fullmatch(field.strip())


def _unquoted(field: str) -> str:
    quoted = _QUOTED_TEXT.fullmatch(field.strip())
    return quoted[1] if quoted else field


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("ledger.encoding")
