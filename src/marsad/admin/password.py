"""Passwords: argon2id with OWASP's parameters, and the length that NIST SP 800-63B-4 asks for."""

from __future__ import annotations

from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 15
"""Characters of a password that is the only factor (NIST SP 800-63B-4, 3.1.1.2)."""
LONGEST = 256
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane."""
_NOBODYS = _HASHER.hash("nobody has this password, whatever it says")
"""What the password of an unknown name is compared with, so that it takes as long as any other."""
_WORN = (
    "password", "passw0rd", "passwort", "marsad", "admin", "qwertyuiop", "qwerty", "azerty",
    "letmein", "welcome", "iloveyou", "abcdefghijklmnopqrstuvwxyz", "01234567890", "1234567890",
    "12345", "المرصد", "كلمةالسر", "مرحبا",
)  # fmt: skip
_DIFFERENT = 5
"""Characters that have to differ once all worn words are taken out."""


def hash_of(password: str) -> str:
    """The hash to keep, with its parameters and salt in it."""
    return _HASHER.hash(_plain(password))


def holds(hashed: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; takes the same work where there is no hash."""
    try:
        return _HASHER.verify(hashed or _NOBODYS, _plain(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(hashed: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(hashed)


def objection(password: str, name: str) -> str:
    """Code of what is wrong with a new password: ``short``, ``long``, ``worn``; "" if nothing is.

    There are no rules of composition, as NIST has it; only what guessers try first is refused.

    >>> objection("passwordpassword", "Salma"), objection("three grey cats sing", "Salma")
    ('worn', '')
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return "short"
    if len(plain) > LONGEST:
        return "long"
    rest = "".join(plain.casefold().split())
    for word in (*_WORN, "".join(name.casefold().split())):
        rest = rest.replace(word, "") if word else rest
    return "worn" if len(set(rest)) < _DIFFERENT else ""


def _plain(password: str) -> str:
    """One spelling of what keyboards write differently (NIST SP 800-63B-4, 3.1.1.2)."""
    return normalize("NFKC", password)
