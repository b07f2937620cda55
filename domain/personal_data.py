"""Personal data as those see it who do not need all of it: lists, exports, other people's projects."""

import re


def masked_phone(text: str | None) -> str:
    """The first three and last four digits of a long number, of a short one the last two; else stars."""
    digits = re.sub(r"\D", "", text or "")
    if len(digits) < 9:
        return "*" * max(len(digits) - 2, 0) + digits[-2:] if digits else ""
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def masked_mail(text: str | None) -> str:
    """The first character and the domain."""
    name, at, place = (text or "").partition("@")
    return f"{name[:1]}***@{place}" if at else "***" if name else ""
