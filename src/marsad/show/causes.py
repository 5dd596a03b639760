"""Causes and claims in words: what was said, how it stands, and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Cause, Statement
from marsad.nouns.names import Names
from marsad.nouns.traffic import CAUSES, Trait
from marsad.show.traits import otherwise, say_trait
from marsad.show.words import Words, mark

MOST = 3
"""Streams told in full; the others are in the JSON."""
STATEMENTS = 30
"""Statements told; those that claim a cause before those that don't, new ones before old."""
TRAITS = 4
TOLD = 0.005
"""A probability below this goes unsaid."""

CANT_TELL = mark("can't tell")
CAUSE_WORDS = {
    "normal": mark("usual traffic"),
    "crowd": mark("a crowd of real visitors"),
    "attack": mark("an attack"),
    "fault": mark("a fault"),
    "mixed": mark("several causes at once"),
    "maintenance": mark("planned work"),
    "unknown": mark("nothing that the requests show"),
    "uncertain": CANT_TELL,
}
CLAIM_WORDS = {
    "attack": mark("says it is an attack"),
    "crowd": mark("says it is a crowd of real visitors"),
    "fault": mark("says it is a fault"),
    "maintenance": mark("says it is planned work"),
}
ROLE_WORDS = {
    "owner": mark("owner of the service"),
    "provider": mark("provider"),
    "authority": mark("authority"),
    "expert": mark("expert"),
    "media": mark("media"),
    "user": mark("user"),
}
STANDING_WORDS = {
    "claimed": mark("Claimed only"),
    "disputed": mark("Disputed"),
    "supported": mark("Supported"),
    "refuted": mark("Not supported"),
    "unconfirmed": mark("Not decided"),
}
STANDING_SHAPES = {
    "claimed": "unknown",
    "disputed": "possible",
    "supported": "ok",
    "refuted": "problem",
    "unconfirmed": "unknown",
}
"""The icon, as shape and colour, of each standing."""
_MEASURED = {
    "supported": mark("What was measured supports it: {cause} is {share} likely."),
    "refuted": mark("What was measured does not support it: {cause} is {share} likely."),
    "unconfirmed": mark("What was measured does not decide it: {cause} is {share} likely."),
    "disputed": mark("What was measured does not decide it: {cause} is {share} likely."),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One stream in words."""

    stream: Stream
    verdict: str
    """That it can't be told; empty where the likeliest cause says it."""
    chances: str
    """Each cause with its probability, likeliest first."""
    traits: list[tuple[str, str]]
    """The cause each trait speaks for, and the trait."""
    otherwise: list[str]
    """What would change our mind."""


def chances_said(chances: dict[str, float], words: Words) -> str:
    """Causes with their probabilities, likeliest first."""
    ranked = sorted(chances.items(), key=lambda item: -item[1])
    return words.listed(
        words.say("{cause} {share}", cause=words.say(CAUSE_WORDS[name]), share=words.sure(chance))
        for name, chance in ranked
        if chance >= TOLD
    )


def cause_said(cause: Cause, words: Words) -> str:
    """An incident's cause in words."""
    names = ("fault", "crowd", "attack", "maintenance", "unknown")
    return chances_said({name: getattr(cause, name) for name in names}, words)


def mixed(evidence: tuple[Stream, ...]) -> bool:
    """Whether several causes at once are a likelihood that is told."""
    return any(stream.probabilities[CAUSES.index("mixed")] >= TOLD for stream in evidence)


def measured(evidence: tuple[Stream, ...], words: Words) -> list[Measured]:
    """The streams told in full: episodes before usual hours, those of most requests first."""
    ranked = sorted(evidence, key=lambda s: (s.onset is None, -s.requests, s.start))
    return [_measured(stream, words) for stream in ranked[:MOST]]


def _measured(stream: Stream, words: Words) -> Measured:
    chances: dict[str, float] = dict(zip(CAUSES, stream.probabilities, strict=True))
    return Measured(
        stream=stream,
        verdict="" if stream.verdict in CAUSES else words.say(CANT_TELL),
        chances=chances_said(chances, words),
        traits=[
            (
                words.say(CAUSE_WORDS[trait.towards]) if trait.towards else "",
                say_trait(trait, words),
            )
            for trait in stream.traits[:TRAITS]
        ],
        otherwise=otherwise_said(stream.traits, likeliest_of(stream.probabilities), words),
    )


def likeliest_of(probabilities: Sequence[float]) -> str:
    """The likeliest cause; ``probabilities`` are in the order of CAUSES."""
    return max(zip(probabilities, CAUSES, strict=True), key=lambda each: each[0])[1]


def otherwise_said(traits: Iterable[Trait], cause: str, words: Words) -> list[str]:
    """What would change our mind about a cause; there is always something."""
    before = words.say("a record of the requests from before it began")
    return otherwise(traits, cause, words) or [before]


def shown(statements: tuple[Statement, ...]) -> list[Statement]:
    """The statements told on a page, in order of time."""
    ranked = sorted(statements, key=lambda s: (not s.claim, -s.at))[:STATEMENTS]
    return [statement for statement in statements if statement in ranked]


def standing_said(statement: Statement, words: Words) -> str:
    """Why a claim stands as it does."""
    if statement.measured is None:
        return words.say("Nothing was measured that could confirm it.")
    return words.say(
        _MEASURED[statement.standing],
        cause=words.say(CAUSE_WORDS[statement.claim]),
        share=words.sure(statement.measured),
    )


def named_all(names: tuple[str, ...], words: Words) -> list[str]:
    """Several names."""
    return [named(name, words) for name in names]


def named(name: str, words: Words) -> str:
    """A name as its bearer writes it, isolated from the direction of the text around it."""
    return words.isolated(Names(ar=name, en=name))
