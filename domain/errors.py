"""Errors carry a code and parameters; the words live in locale/ under the same dotted code."""


class DomainError(Exception):
    """A refusal the user can act on. `code` is a dotted catalog key, `params` fill its placeholders."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class RuleBroken(DomainError):
    """A rule of the field forbids it (limits, guards, roles A/B)."""


class BadInput(DomainError):
    """What was typed or uploaded cannot be read or does not make sense."""


class Forbidden(DomainError):
    """The actor may not do this."""


class NotFound(DomainError):
    """It does not exist, or the actor may not know that it does."""


class Conflict(DomainError):
    """Somebody else changed it since it was read."""


class Unavailable(DomainError):
    """What it stands on is full, busy or gone for a while: nothing is wrong with what was asked."""
