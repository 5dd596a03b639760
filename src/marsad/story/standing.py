"""Claims set against what was measured: pure arithmetic on an incident's evidence.

Comes in: the streams that touch an incident, and what was said of it. Goes out: the probabilities
of its causes, and how each claim stands. The rules and their reasons: docs/claims.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Cause, Statement
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import CAUSES

SUPPORTED = 0.8
"""Probability from which what was measured supports a claim: that from which a cause is named."""
REFUTED = 0.05
"""Probability up to which it speaks against one: to contradict somebody takes more."""
LEANING = 0.8
"""Share of what looks like a fault, or like nothing known, that announced work takes to itself."""
_SILENT = ("", "maintenance")
"""Claims that a request stream says nothing of."""


def cause_of(evidence: Sequence[Stream]) -> Cause | None:
    """What the request stream looked like, over all who measured it; None where nobody did.

    Each sender's episodes weigh by their requests; senders weigh the same, so that one of them
    can't outvote the others by sending more (a linear opinion pool, Stone 1961).
    """
    sources = sorted({stream.source for stream in evidence})
    if not sources:
        return None
    each = [_of_source([s for s in evidence if s.source == source]) for source in sources]
    pooled = [sum(values) / len(each) for values in zip(*each, strict=True)]
    return _split(dict(zip(CAUSES, pooled, strict=True)))


def _of_source(streams: list[Stream]) -> list[float]:
    """One sender's probabilities. Usual traffic counts only where there is no episode."""
    told = [stream for stream in streams if stream.onset is not None] or streams
    weights = [max(stream.requests, 1) for stream in told]
    return [
        sum(w * s.probabilities[cause] for w, s in zip(weights, told, strict=True)) / sum(weights)
        for cause in range(len(CAUSES))
    ]


def _split(chances: dict[str, float]) -> Cause:
    """Several causes at once are shared out among them as they are likely by themselves.

    What looks usual names no cause: it stays unknown.
    """
    single = {name: chances[name] for name in ("fault", "crowd", "attack")}
    whole = sum(single.values())
    share = {name: p / whole if whole else 1 / len(single) for name, p in single.items()}
    told = {name: round(p + chances["mixed"] * share[name], 4) for name, p in single.items()}
    return Cause(**told, unknown=round(max(0.0, 1.0 - sum(told.values())), 4))


def planned(cause: Cause) -> Cause:
    """The cause of what began within an announced window.

    Requests can't tell work from a fault, so it takes most of both; an attack or a crowd that was
    measured stays.
    """
    fault, unknown = (round(p * (1.0 - LEANING), 4) for p in (cause.fault, cause.unknown))
    rest = round(max(0.0, 1.0 - cause.crowd - cause.attack - fault - unknown), 4)
    return msgspec.structs.replace(cause, fault=fault, unknown=unknown, maintenance=rest)


def statements_of(
    stated: Sequence[Stated], cause: Cause | None, evidence: Sequence[Stream]
) -> tuple[Statement, ...]:
    """What was said, in order of time, each claim with its standing."""
    sources = {stream.source for stream in evidence}
    ordered = sorted(stated, key=lambda each: (each.at, each.received, each.id))
    return tuple(_statement(each, ordered, cause, sources) for each in ordered)


def _statement(
    stated: Stated, others: Sequence[Stated], cause: Cause | None, sources: set[str]
) -> Statement:
    rivals = _rivals(stated, others)
    disputed = any(not _refuted(claim, cause) for claim in rivals.values())
    measured = _measured(stated.claim, cause)
    return Statement(
        speaker=stated.speaker,
        text=stated.text,
        at=stated.at,
        language=stated.language,
        source=stated.source,
        claim=stated.claim,
        standing=_standing(stated.claim, cause, disputed),
        role=stated.role,
        sender=stated.sender,
        measured=measured,
        own_measurement=measured is not None and sources == {stated.sender},
        disputed_by=tuple(rivals),
    )


def _measured(claim: str, cause: Cause | None) -> float | None:
    return None if cause is None or claim in _SILENT else getattr(cause, claim)


def _refuted(claim: str, cause: Cause | None) -> bool:
    measured = _measured(claim, cause)
    if measured is None or cause is None:
        return False
    # A fault need not show in the requests: only another cause that does speaks against it.
    hidden = cause.unknown if claim == "fault" else 0.0
    return measured + hidden <= REFUTED


def _standing(claim: str, cause: Cause | None, disputed: bool) -> str:
    measured = _measured(claim, cause)
    if not claim:
        return ""
    if measured is not None and measured >= SUPPORTED:
        return "supported"
    if _refuted(claim, cause):
        return "refuted"
    if disputed:
        return "disputed"
    return "claimed" if measured is None else "unconfirmed"


def _rivals(stated: Stated, others: Sequence[Stated]) -> dict[str, str]:
    """Other speakers whose latest claim is another one, with that claim."""
    latest = {other.speaker: other.claim for other in others if other.claim}
    return {
        speaker: claim
        for speaker, claim in latest.items()
        if stated.claim and speaker != stated.speaker and claim != stated.claim
    }
