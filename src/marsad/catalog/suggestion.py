"""What somebody may have meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MANY = 12


def suggestion(word: str, options: Iterable[str], otherwise: str = "") -> str:
    """A remedy for an unknown word: the nearest known one, else all if they are few.

    >>> suggestion("socail", ["social", "bank"])
    "did you mean 'social'?"
    >>> suggestion("zzz", ["social", "bank"])
    'use one of: bank, social'
    """
    known = sorted(options)
    near = get_close_matches(word[:80], known, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    if otherwise or not known or len(known) > _MANY:
        return otherwise or "remove it"
    return "use one of: " + ", ".join(known)
