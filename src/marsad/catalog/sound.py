"""The bare sound of a name, alike in Arabic and Latin script."""

from __future__ import annotations

import re

# A letter of each group sounds, or is written, like the others in one of the scripts or dialects:
# غ ق ج ك are all met for the g of Instagram.
_GROUPS = {
    "b": "bpب",
    "t": "tتطث",
    "d": "dدذضظ",
    "s": "szسصزش",
    "k": "kgqjcكقجغخ",
    "f": "fvف",
    "l": "lل",
    "m": "mم",
    "n": "nن",
    "r": "rر",
}
_CLASS = {ord(letter): sounds for sounds, letters in _GROUPS.items() for letter in letters}
_SPELLINGS = (("ph", "f"), ("x", "ks"), ("sch", "s"), ("sh", "s"), ("ch", "s"))
_SOFT_C = re.compile(r"c(?=[eiy])")
_TWICE = re.compile(r"([a-z\u0621-\u064a])\1+")
_UNHEARD = re.compile(r"[^bdfklmnrst]+")


def sound(folded: str) -> str:
    """Consonants of a folded name, in ten classes; vowels and weak letters are not heard.

    In the manner of Soundex (Russell, 1918), over two scripts.

    >>> sound("instagram"), sound("انستقرام"), sound("انستجرام")
    ('nstkrm', 'nstkrm', 'nstkrm')
    """
    text = folded.replace(" ", "")
    for written, heard in _SPELLINGS:
        text = text.replace(written, heard)
    text = _TWICE.sub(r"\1", _SOFT_C.sub("s", text))
    return _UNHEARD.sub("", text.translate(_CLASS))
