"""The wording of what a request stream is judged by, and of what would have spoken otherwise.

``TRAITS`` has a line for each code of ``Trait.name``; adding a trait is adding a line here and its
words to the languages. A code without one is still said, by its name. Pages, JSON and the command
line all say traits by this file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from marsad.nouns.names import Names
from marsad.nouns.traffic import Trait
from marsad.show.words import Words, mark

SHARE, NUMBER = "share", "number"
HALF = 0.5
"""Share that counts as much, where the usual isn't known."""


class Wording(NamedTuple):
    """How a trait is said."""

    now: str
    """What it was, with ``{value}``."""
    lower: str
    """What would speak otherwise where it was high, and"""
    higher: str
    """where it was low."""
    unit: str = SHARE


def say_trait(trait: Trait, words: Words) -> str:
    """A trait as a sentence with its number, beside the usual one where that is known."""
    wording = TRAITS.get(trait.name)
    if wording is None:
        name = words.isolated(Names(ar=trait.name, en=trait.name))
        said = words.say("Trait “{name}”: {value}", name=name, value=words.number(trait.value))
    else:
        said = words.say(wording.now, value=_written(trait.value, wording.unit, words))
    if math.isnan(trait.usual):
        return said
    unit = wording.unit if wording else NUMBER
    return words.say("{what}; usually {usual}", what=said, usual=_written(trait.usual, unit, words))


def otherwise(traits: Iterable[Trait], cause: str, words: Words, most: int = 3) -> list[str]:
    """What would change our mind about a cause: its strongest traits, had they been otherwise."""
    found = [
        words.say(text)
        for trait in sorted(traits, key=lambda trait: -abs(trait.weight))
        if trait.towards == cause and (text := _turned(trait))
    ]
    return list(dict.fromkeys(found))[:most]


def _turned(trait: Trait) -> str:
    wording = TRAITS.get(trait.name)
    usual = trait.usual
    if wording is None or (math.isnan(usual) and wording.unit != SHARE):
        return ""
    return wording.lower if trait.value > (HALF if math.isnan(usual) else usual) else wording.higher


def _written(value: float, unit: str, words: Words) -> str:
    if unit == SHARE and 0.0 <= value <= 1.0:
        return words.percent(value)
    return words.number(value)


TRAITS: dict[str, Wording] = {
    "rate": Wording(
        mark("{value} requests a second"),
        mark("if fewer requests had come"),
        mark("if more requests had come"),
        NUMBER,
    ),
    "excess": Wording(
        mark("Evidence that more is asked than usual: {value}"),
        mark("if no more had been asked than usual"),
        mark("if clearly more had been asked than usual"),
        NUMBER,
    ),
    "fall": Wording(
        mark("{value} of the usual requests did not arrive"),
        mark("if the usual requests had arrived"),
        mark("if the usual requests had stayed away"),
    ),
    "drop": Wording(
        mark("{value} of the requests stopped at one stroke"),
        mark("if the requests had become fewer little by little"),
        mark("if the requests had stopped at one stroke"),
    ),
    "new_clients": Wording(
        mark("{value} of the clients had never been seen before"),
        mark("if most of the clients had been seen before"),
        mark("if most of the clients had never been seen before"),
    ),
    "returning_growth": Wording(
        mark("Known clients came in {value} times their usual number"),
        mark("if no more known clients than usual had come"),
        mark("if more known clients than usual had come"),
        NUMBER,
    ),
    "hosting_share": Wording(
        mark("{value} of the requests came from networks that anybody can rent"),
        mark("if the requests had come from homes, offices and phones"),
        mark("if the requests had come from rented servers"),
    ),
    "once_only_urls": Wording(
        mark("{value} of the requests asked for an address that nobody else asked for"),
        mark("if the requests had been for the same pages"),
        mark("if nearly every request had been for another address"),
    ),
    "depth": Wording(
        mark("{value} requests from each client"),
        mark("if each client had asked for less"),
        mark("if each client had looked at more than one page"),
        NUMBER,
    ),
    "page_ratio": Wording(
        mark("{value} of the requests were for pages, not for their images and scripts"),
        mark("if clients had loaded the images and scripts of the pages too"),
        mark("if clients had asked for the pages alone"),
    ),
    "query_share": Wording(
        mark("{value} of the requests carried a query"),
        mark("if fewer requests had carried a query"),
        mark("if most requests had carried a query"),
    ),
    "agent_mix": Wording(
        mark("The programs used differ from the usual ones by {value} (0 to 1)"),
        mark("if the usual browsers and apps had been used"),
        mark("if unusual programs had been used"),
        NUMBER,
    ),
    "agent_entropy": Wording(
        mark("Variety of the programs used: {value} bits"),
        mark("if fewer kinds of programs had been used"),
        mark("if more kinds of programs had been used"),
        NUMBER,
    ),
    "url_entropy": Wording(
        mark("Variety of the pages asked for: {value} bits"),
        mark("if fewer different pages had been asked for"),
        mark("if more different pages had been asked for"),
        NUMBER,
    ),
    "page_focus": Wording(
        mark("{value} of the requests were for one page"),
        mark("if the requests had been for many pages, as usual"),
        mark("if most requests had been for one page"),
    ),
    "network_entropy": Wording(
        mark("Variety of the networks: {value} of what is possible"),
        mark("if the requests had come from fewer networks"),
        mark("if the requests had come from more networks"),
    ),
    "network_divergence": Wording(
        mark("The network operators differ from the usual ones by {value} (0 to 1)"),
        mark("if the requests had come through the usual network operators"),
        mark("if the requests had come through unusual network operators"),
        NUMBER,
    ),
    "referrer_share": Wording(
        mark("{value} of the requests followed a link from elsewhere"),
        mark("if fewer requests had followed a link from elsewhere"),
        mark("if more requests had followed a link from elsewhere"),
    ),
    "own_referrer": Wording(
        mark("{value} of the requests followed the service's own links"),
        mark("if fewer requests had followed the service's own links"),
        mark("if clients had moved about by the service's own links"),
    ),
    "referrer_focus": Wording(
        mark("{value} of the links that were followed stood on one site"),
        mark("if people had come from many sites"),
        mark("if most people had come from one site"),
    ),
    "rate_spread": Wording(
        mark("Spread of the requests per client: {value}"),
        mark("if all clients had asked about equally often"),
        mark("if some clients had asked far more often than others"),
        NUMBER,
    ),
    "evenness": Wording(
        mark("New clients were alike in how much they asked for: {value} (1: as machines)"),
        mark("if some new clients had asked for much and others for little"),
        mark("if all new clients had asked for as much"),
        NUMBER,
    ),
    "stranger_depth": Wording(
        mark("{value} requests for each new client"),
        mark("if each new client had asked for less"),
        mark("if each new client had asked for more"),
        NUMBER,
    ),
    "top_share": Wording(
        mark("{value} of the requests came from the ten busiest clients"),
        mark("if the requests had come from many clients alike"),
        mark("if a few clients had made most of the requests"),
    ),
    "agent_churn": Wording(
        mark("{value} programs used from one address"),
        mark("if each address had kept to one program"),
        mark("if addresses had kept changing their program"),
        NUMBER,
    ),
    "repetition": Wording(
        mark("{value} of the requests repeated what the same client had asked for"),
        mark("if clients had not asked for the same again and again"),
        mark("if clients had asked for the same again and again"),
    ),
    "errors": Wording(
        mark("{value} of the answers were a failure of the servers"),
        mark("if the servers had answered without failing"),
        mark("if the servers had failed more often"),
    ),
    "failing_rise": Wording(
        mark("While requests rose, {value} of the answers were a failure of the servers"),
        mark("if the servers had answered without failing while requests rose"),
        mark("if the servers had failed more often while requests rose"),
    ),
    "failing_still": Wording(
        mark("{value} of the answers were a failure of the servers, though no more was asked"),
        mark("if the servers had failed only while more was asked"),
        mark("if the servers had failed without more being asked"),
    ),
    "denied": Wording(
        mark("{value} of the requests were refused"),
        mark("if fewer requests had been refused"),
        mark("if more requests had been refused"),
    ),
    "write_share": Wording(
        mark("{value} of the requests sent something instead of asking"),
        mark("if the requests had asked and sent nothing"),
        mark("if more requests had sent something"),
    ),
    "slow_still": Wording(
        mark("Half of the answers took longer than {value} seconds, though no more was asked"),
        mark("if answers had been slow only while more was asked"),
        mark("if answers had become slower without more being asked"),
        NUMBER,
    ),
    "slowness": Wording(
        mark("Half of the answers took longer than {value} seconds"),
        mark("if answers had been as quick as usual"),
        mark("if answers had become slower"),
        NUMBER,
    ),
    "ramp": Wording(
        mark("{value} of the rise was there at once"),
        mark("if the requests had risen little by little"),
        mark("if the requests had risen at one stroke"),
    ),
    "pulse": Wording(
        mark("Spread of the requests from one moment to the next: {value}"),
        mark("if the requests had come evenly"),
        mark("if the requests had come in bursts"),
        NUMBER,
    ),
    "demand": Wording(
        mark("Demand was {value} times what the service was tested to bear"),
        mark("if demand had stayed below what the service was tested to bear"),
        mark("if demand had gone beyond what the service was tested to bear"),
        NUMBER,
    ),
    "partial_failure": Wording(
        mark("Where it failed differs from where requests went by {value} (0 to 1)"),
        mark("if all parts of the service had failed alike"),
        mark("if one part of the service had failed and the rest not"),
        NUMBER,
    ),
    "error_lead": Wording(
        mark("{value} of the failures came before the requests rose"),
        mark("if the failures had come only after the requests rose"),
        mark("if the failures had come before the requests rose"),
    ),
}
