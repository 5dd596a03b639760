"""Windows of a request stream made into streams: one for each episode, or hour of usual traffic.

Comes in: judged windows as their senders sent them, in the journal's order. Goes out: ``Stream``
values. Windows that come twice count once; those sent anew from an episode's beginning replace it.
"""

from __future__ import annotations

import msgspec

from marsad.nouns.evidence import Stream
from marsad.nouns.traffic import TrafficWindow

HOUR_MS = 3_600_000
MOST = 256
"""Streams of a service kept at once; the oldest go first."""
TRAITS = 12


def joined(streams: list[Stream], window: TrafficWindow) -> list[Stream]:
    """The streams of a service with one window more, in order of time and source."""
    known = next((stream for stream in reversed(streams) if _goes_on(stream, window)), None)
    new = _grown(known, window) if known else _begun(window)
    if new is known:
        return streams
    others = [stream for stream in streams if stream is not known]
    return sorted([*others, new], key=lambda stream: (stream.start, stream.source))[-MOST:]


def _goes_on(stream: Stream, window: TrafficWindow) -> bool:
    """Whether a window belongs to a stream: the same episode, or the same hour of the usual.

    An episode is known by its time, not by its exact onset, which may be estimated anew.
    """
    if stream.source != window.source or (stream.onset is None) != (window.onset is None):
        return False
    if stream.onset is None or window.onset is None:
        return stream.start // HOUR_MS == window.start // HOUR_MS
    began = min(stream.onset, stream.start)
    return window.onset <= stream.end and began <= window.end


def _begun(window: TrafficWindow) -> Stream:
    return Stream(
        source=window.source,
        start=window.start,
        end=window.end,
        onset=window.onset,
        requests=window.requests,
        clients=window.clients,
        per_second=_rate(window),
        errors=window.errors,
        verdict=window.verdict,
        probabilities=window.probabilities,
        reached_at=window.reached_at,
        traits=window.traits[:TRAITS],
    )


def _grown(stream: Stream, window: TrafficWindow) -> Stream:
    if window.start <= stream.start:
        return _begun(window)
    if window.end <= stream.end:
        return stream
    requests = stream.requests + window.requests
    failed = stream.errors * stream.requests + window.errors * window.requests
    return msgspec.structs.replace(
        _begun(window),
        start=stream.start,
        requests=requests,
        clients=max(stream.clients, window.clients),
        per_second=max(stream.per_second, _rate(window)),
        errors=failed / requests if requests else 0.0,
        traits=window.traits[:TRAITS] or stream.traits,
    )


def _rate(window: TrafficWindow) -> float:
    return window.requests * 1000 / (window.end - window.start)
