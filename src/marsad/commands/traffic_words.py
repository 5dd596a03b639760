"""What windows and episodes of a request stream are called, in the words of the pages."""

from __future__ import annotations

from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Statement
from marsad.nouns.statement import CLAIMS, Stated
from marsad.nouns.traffic import CAUSES, Trait
from marsad.sense.cause.episode import Episode
from marsad.show.causes import (
    CAUSE_WORDS,
    chances_said,
    likeliest_of,
    otherwise_said,
    standing_said,
)
from marsad.show.traits import say_trait
from marsad.show.words import SOURCE, words_of
from marsad.story.standing import REFUTED, SUPPORTED, cause_of, statements_of

WORDS = words_of(SOURCE)
STRONGEST = 3
"""Traits that are named."""
LIKELIEST = 2
"""Causes that are named where none is sure."""


def called(verdict: str) -> str:
    """A verdict in words."""
    return WORDS.say(CAUSE_WORDS.get(verdict, verdict))


def sure(episode: Episode) -> str:
    """The verdict with its probability, or the two likeliest causes with theirs.

    >>> sure(Episode(0, None, "uncertain", (0.0, 0.5, 0.4, 0.1, 0.0), None, (), 0, 0.0))
    "can't tell: a crowd of real visitors 50%, an attack 40%"
    """
    odds = dict(zip(CAUSES, episode.probabilities, strict=True))
    if episode.verdict in odds:
        return chances_said({episode.verdict: odds[episode.verdict]}, WORDS)
    first = sorted(odds, key=lambda cause: -odds[cause])[:LIKELIEST]
    said = (chances_said({cause: odds[cause]}, WORDS) for cause in first)
    return f"{called(episode.verdict)}: {', '.join(each for each in said if each)}"


def trait(each: Trait) -> str:
    """A trait in words and numbers, with the cause it speaks for.

    >>> trait(Trait("errors", 0.31, 0.002, 2.5, "fault"))
    'for a fault: 31% of the answers were a failure of the servers; usually under 1%'
    """
    towards = f"for {called(each.towards)}: " if each.towards else ""
    return f"{towards}{say_trait(each, WORDS)}"


def against(claim: str, episode: Episode) -> str:
    """What was claimed, how it stands by what is measured, and what would change our mind."""
    said = standing_said(_stated(claim, episode), WORDS)
    mind = "; ".join(otherwise_said(episode.traits, likeliest_of(episode.probabilities), WORDS))
    return (
        f"claimed: {called(claim)}; measured: {sure(episode)}. {said}\n"
        f"  what would change our mind: {mind}"
    )


def _stated(claim: str, episode: Episode) -> Statement:
    """The claim as an incident's page would judge it."""
    if claim in CLAIMS:
        stated = Stated(b"", 0, 0, "", "", "", claim=claim)
        stream = _stream(episode)
        return statements_of([stated], cause_of([stream]), [stream])[0]
    odds: dict[str, float] = dict(zip(CAUSES, episode.probabilities, strict=True))
    measured = odds[claim]
    standing = "supported" if measured >= SUPPORTED else "unconfirmed"
    standing = "refuted" if measured <= REFUTED else standing
    return Statement("", "", 0, claim=claim, standing=standing, measured=measured)


def _stream(episode: Episode) -> Stream:
    return Stream(
        source="",
        start=episode.onset,
        end=episode.end if episode.end is not None else episode.onset,
        onset=episode.onset,
        requests=episode.requests,
        clients=0,
        per_second=episode.peak,
        errors=0.0,
        verdict=episode.verdict,
        probabilities=episode.probabilities,
    )
