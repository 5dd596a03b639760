"""What windows and episodes of a request stream are called, in words."""

from __future__ import annotations

import math

from marsad.nouns.traffic import CAUSES, Trait
from marsad.sense.cause.episode import Episode
from marsad.sense.cause.traits import TRAITS

VERDICTS = {"uncertain": "can't tell", "normal": "usual traffic"}
STRONGEST = 3
"""Traits that are named."""


def called(verdict: str) -> str:
    """A verdict in words."""
    return VERDICTS.get(verdict, verdict)


def sure(episode: Episode) -> str:
    """The verdict, or the two likeliest causes, with their probabilities.

    >>> sure(Episode(0, None, "uncertain", (0.0, 0.5, 0.4, 0.1, 0.0), None, (), 0, 0.0))
    "can't tell: crowd 0.50, attack 0.40"
    """
    odds = dict(zip(CAUSES, episode.probabilities, strict=True))
    likeliest = sorted(odds, key=lambda cause: -odds[cause])[:2]
    said = ", ".join(f"{cause} {odds[cause]:.2f}" for cause in likeliest)
    if episode.verdict in odds:
        return f"{called(episode.verdict)} {odds[episode.verdict]:.2f}"
    return f"{called(episode.verdict)}: {said}"


def number(value: float) -> str:
    """A trait's value, as short as can be."""
    if math.isnan(value):
        return "unknown"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def words(each: Trait) -> str:
    """What a trait is."""
    return TRAITS.get(each.name, each.name.replace("_", " "))


def trait(each: Trait) -> str:
    """A trait in words and numbers.

    >>> trait(Trait("errors", 0.31, 0.002, 2.5, "fault"))
    "share of answers that are the server's failure (5xx): 0.31 (usual 0.002), speaks for fault"
    """
    usual = "" if math.isnan(each.usual) else f" (usual {number(each.usual)})"
    towards = f", speaks for {called(each.towards)}" if each.towards else ""
    return f"{words(each)}: {number(each.value)}{usual}{towards}"


def against(claim: str, episode: Episode) -> str:
    """What was claimed, what is measured, and what would change our mind."""
    measured = f"claimed: {called(claim)}; measured: {sure(episode)}"
    if episode.verdict == claim:
        return f"{measured}; the claim holds"
    traits = [each for each in episode.traits if each.towards and each.towards != claim]
    held = "; ".join(f"{words(each)}, far from {number(each.value)}" for each in traits[:STRONGEST])
    mind = held or "a log that begins long before it did"
    return f"{measured}; what would change our mind: {mind}"
