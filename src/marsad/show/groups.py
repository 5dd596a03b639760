"""Groups of networks in words: an operator's number, strangers, or somebody's own networks."""

from __future__ import annotations

from marsad.nouns.crowd import LOCAL, STRANGE
from marsad.show.words import Words


def kind_of(group: int) -> str:
    """``network`` of an operator, ``strange``, ``local`` (not on the internet) or ``others``."""
    if group == STRANGE:
        return "strange"
    if group < STRANGE:
        return "others"
    return "local" if group >= LOCAL else "network"


def say_group(group: int, words: Words) -> str:
    """Whose the networks are."""
    kind = kind_of(group)
    if kind == "network":
        return words.say("operator {number}", number=f"AS{group}")
    if kind == "strange":
        return words.say("hosting, VPN and unknown networks")
    return words.say("a local network") if kind == "local" else words.say("other networks")
