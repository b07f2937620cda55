"""Credit codes (GB 32100-2015), project codes (GB/T 40058-2021) and names, compared as people write them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from domain.errors import BadInput

CREDIT_CODE, PROJECT_CODE = "credit-code", "project-code"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I O Z S V
_LETTERS_THAT_LEAD = "ANY"  # military, agricultural collectives, others
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_SHAPE = re.compile(
    rf"[0-9{_LETTERS_THAT_LEAD}][{CREDIT_ALPHABET}][0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}"
)
_PROJECT_SHAPE = re.compile(r"([0-9]{4})-?([0-9]{6})-?([0-9]{2})-?([0-9]{2})-?([0-9]{6})")
_DASHES = re.compile(r"[‐‑‒–—―−﹘﹣－]")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_BRACKETS = str.maketrans("【〔［｛{[】〕］｝}]", "(((((())))))")
_FIRST_MONTH = "2011"  # YYMM: codes of this form are issued since November 2020


@dataclass(frozen=True)
class IdentifierCheck:
    """`warnings` are catalog keys of what is odd but accepted; `error` is the key of why it is not valid."""

    value: str
    normalised: str
    valid: bool
    warnings: tuple[str, ...] = ()
    error: str | None = None


def check(kind: str, value: str) -> IdentifierCheck:
    """Normalise (full-width forms, case, spaces, dashes) and check one value of a kind.

    Raises BadInput identifiers.unknown_kind.
    """
    if kind not in _CHECKS:
        raise BadInput("identifiers.unknown_kind", kind=kind)
    return _CHECKS[kind](value)


def _plain(text: str) -> str:
    """Half-width, upper case, one kind of dash, nothing invisible."""
    half_width = unicodedata.normalize("NFKC", _DASHES.sub("-", text))
    return _INVISIBLE.sub("", _DASHES.sub("-", half_width)).upper()


def _credit_code(value: str) -> IdentifierCheck:
    """18 characters, the last by weights 3^i mod 31. The organisation's own mod-11 digit only warns."""
    code = _plain(value).replace("-", "")
    if len(code) != 18:
        return IdentifierCheck(value, code, valid=False, error="identifiers.credit_code_length")
    if not _CREDIT_SHAPE.fullmatch(code):
        return IdentifierCheck(value, code, valid=False, error="identifiers.credit_code_characters")
    if code[17] != _credit_check_digit(code[:17]):
        return IdentifierCheck(value, code, valid=False, error="identifiers.credit_code_check_digit")
    warnings = []
    if code[0] in _LETTERS_THAT_LEAD:
        warnings.append("identifiers.letter_leads")
    if code[16] != _organisation_check_digit(code[8:16]):
        warnings.append("identifiers.organisation_check_digit")
    return IdentifierCheck(value, code, valid=True, warnings=tuple(warnings))


def _credit_check_digit(front: str) -> str:
    total = sum(CREDIT_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(front))
    return CREDIT_ALPHABET[-total % 31]


def _organisation_check_digit(front: str) -> str:
    """GB 11714: A counts 10, B 11 and so on; ten is written X."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(front, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _project_code(value: str) -> IdentifierCheck:
    """YYMM-region-department-type-number with hyphens, 24 characters; before November 2020 YYYY-… .

    The check digit (ISO 7064 MOD 11,10) was inferred from published codes: a wrong one only warns.
    """
    code = _plain(value)
    shaped = _PROJECT_SHAPE.fullmatch(code)
    if shaped is None:
        return IdentifierCheck(value, code, valid=False, error="identifiers.project_code_form")
    code, time = "-".join(shaped.groups()), shaped[1]
    if "2014" <= time <= "2020":
        return IdentifierCheck(value, code, valid=True, warnings=("identifiers.old_project_code",))
    if not "01" <= time[2:] <= "12" or time < _FIRST_MONTH:
        return IdentifierCheck(value, code, valid=False, error="identifiers.project_code_time")
    right = code[-1] == _mod_11_10(code.replace("-", "")[:-1])
    warnings = () if right else ("identifiers.project_code_check_digit",)
    return IdentifierCheck(value, code, valid=True, warnings=warnings)


def _mod_11_10(digits: str) -> str:
    check = 5
    for digit in digits:
        check = ((check or 10) * 2 % 11 + int(digit)) % 10
    return str((1 - (check or 10) * 2 % 11) % 10)


_CHECKS: dict[str, Callable[[str], IdentifierCheck]] = {
    CREDIT_CODE: _credit_code,
    PROJECT_CODE: _project_code,
}


def normalised_name(text: str) -> str:
    """A name as compared: half-width, lower case, no spaces, one kind of brackets and dashes."""
    return _plain(text).casefold().translate(_BRACKETS)


def reissued_credit_code(code: str, serial: int) -> str:
    """Another valid code of the same authority and region for demo data; one for each serial below 31^5."""
    number, signs = serial, ""
    for _ in range(5):
        number, digit = divmod(number, 31)
        signs = CREDIT_ALPHABET[digit] + signs
    organisation = f"MAX{signs}"
    front = code[:8] + organisation + _organisation_check_digit(organisation)
    return front + _credit_check_digit(front)


def reissued_project_code(code: str, serial: int) -> str:
    """Another valid code of the same month and region for demo data; one for each serial below a million.

    The project type 90 and up is in no list: it meets neither a real code nor one of the sample pool.
    """
    front = f"{code[:15]}{90 + serial // 100_000 % 10}-{serial % 100_000:05d}"
    return front + _mod_11_10(front.replace("-", ""))
