"""How wide text will be, where the reader's fonts can't be known: by kinds of letters.

A picture gives the width to ``textLength``, which makes any font fit into it.
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

_NARROW = frozenset("fijlrtI.,:;'|!()[]{} -’‘·/\\\"")
_WIDE = frozenset("mwMW@%—…")
_SLIM_ARABIC = frozenset("اأإآلدذرزوؤءئىهة،؛")


def text_width(text: str, size: float) -> float:
    """In the unit of ``size``, the height of the font.

    >>> round(text_width("Metro", 10))
    31
    """
    return size * sum(_ems(character) for character in text)


def shortened(text: str, most: int) -> str:
    """At most so many characters, the last of them an ellipsis where some are left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _ems(character: str) -> float:
    if category(character) in {"Mn", "Me", "Cf", "Cc"}:
        return 0.0
    if east_asian_width(character) in {"W", "F"}:
        return 1.0
    if "\u0600" <= character <= "\u06ff":
        return 0.4 if character in _SLIM_ARABIC else 0.62
    if character in _NARROW:
        return 0.38
    if character in _WIDE:
        return 0.92
    return 0.7 if character.isupper() else 0.6
