"""Groups of networks in words: an operator by name and number, strangers, or somebody's own."""

from __future__ import annotations

from functools import cache

from marsad.catalog.networks import Networks
from marsad.nouns.crowd import LOCAL, STRANGE
from marsad.nouns.names import Names
from marsad.show.words import Words

LONGEST = 60
"""Characters of an operator's name; registries have whole addresses in some."""


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


def operator_of(group: int) -> str:
    """An operator's name as the registries have it; empty where there is none, or no operator."""
    if kind_of(group) != "network":
        return ""
    name = _networks().name(group)
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}…"


def say_group(group: int, words: Words) -> str:
    """Whose the networks are."""
    kind = kind_of(group)
    if kind == "network":
        name = operator_of(group)
        called = f"{name} (AS{group})" if name else f"AS{group}"
        return words.say("operator {name}", name=words.isolated(Names(ar=called, en=called)))
    if kind == "strange":
        return words.say("hosting, VPN and unknown networks")
    return words.say("a local network") if kind == "local" else words.say("other networks")


@cache
def _networks() -> Networks:
    """The bundled table; systems are called the same everywhere."""
    return Networks.load()
