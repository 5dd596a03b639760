"""Groups of networks in words: an operator's number, strangers, or somebody's own networks."""

from __future__ import annotations

from marsad.nouns.crowd import LOCAL, STRANGE
from marsad.nouns.names import Names
from marsad.show.words import Words


def kind_of(group: int) -> str:
    """``network`` of an operator, ``strange``, ``local`` (not on the internet) or ``others``."""
    if group == STRANGE:
        return "strange"
    if group < STRANGE:
        return "others"
    return "local" if group >= LOCAL else "network"


def group_of(key: str) -> int:
    """The group that a reason names: ``AS64500``, ``strange``."""
    number = key.removeprefix("AS")
    return int(number) if number.isascii() and number.isdigit() else STRANGE


def say_group(group: int, words: Words) -> str:
    """Whose the networks are."""
    kind = kind_of(group)
    if kind == "network":
        number = Names(ar=f"AS{group}", en=f"AS{group}")
        return words.say("operator {number}", number=words.isolated(number))
    if kind == "strange":
        return words.say("hosting, VPN and unknown networks")
    return words.say("a local network") if kind == "local" else words.say("other networks")
