"""Why a message did not leave. The reason is shown to administrators, so it holds no secret."""


class NotSent(Exception):
    """`reason` as the other side said it. `is_permanent`: this address will never take this message."""

    def __init__(self, reason: str, *, is_permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_permanent = is_permanent


class ServerUnreachable(NotSent):
    """Nobody answered or let us in: this says nothing about the message, and is no attempt of it."""


def masked(reason: str, *secrets: str) -> str:
    """The reason without the secrets that a server, or a library, may have repeated in it."""
    for secret in secrets:
        if secret:
            reason = reason.replace(secret, "***")
    return reason
