"""``marsad key``: make an API key."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

from marsad.nouns.failure import Failure

_NAME = re.compile(r"[A-Za-z][\w-]{0,39}", re.ASCII)


def key(name: str) -> int:
    """Make an API key, and the line of settings that lets its bearer in.

    The key is printed once and kept nowhere; the settings hold its SHA-256 only.

    Parameters
    ----------
    name
        What the key is called in settings and metrics, such as `press`.
    """
    if not _NAME.fullmatch(name):
        raise Failure(
            "is no name for a key",
            where=repr(name[:60]),
            remedy="begin with a letter, then up to 39 letters, digits, - or _",
        )
    made = f"marsad_{secrets.token_urlsafe(32)}"
    print(f"The key, to hand to its bearer (it is not shown again):\n\n  {made}\n")
    print("In the settings, under [intake.keys], which are read at the next start:\n")
    print(f'  {name} = "{sha256(made.encode()).hexdigest()}"')
    return 0
