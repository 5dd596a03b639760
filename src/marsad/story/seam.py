"""A seam an editor made in an excess that goes on: what lies before it is no part of what follows.

``retract`` makes a quiet one, behind which nothing is heard until the service has returned to its
usual, or fails by far more than what was taken back; ``split`` makes one that only divides.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Peak, Span, Verdict
from marsad.story.thread import Thread

LARGER = 3.0
"""Times the height of what was taken back from which a failure is another one."""


class Seam(msgspec.Struct):
    """Of one service, until its excess is over."""

    at: int
    excess: float
    """Reports above the usual that lie before it; negative where an earlier incident's were joined
    to what goes on.
    """
    height: float
    """Reports a minute at the height of what lies before it."""
    quiet: bool = False
    thread: Thread | None = None
    """What was taken back, should an editor call it a problem after all."""
    component: str = ""
    """Of the latest verdict that was not heard."""
    before: Seam | None = None
    """The one that was there, should ``thread`` go on."""


def heard(
    seams: dict[str, Seam], service: str, said: Sequence[Verdict], step: int
) -> list[Verdict]:
    """What is to be heard of a service's verdicts on one bin; the seam goes once all is well."""
    seam = seams.get(service)
    if seam is None:
        return list(said)
    failing = [verdict for verdict in said if verdict.state != "ok"]
    if not failing:
        del seams[service]
    elif seam.quiet and any(_is_another(verdict, seam) for verdict in failing):
        seam.quiet, seam.thread, seam.before = False, None, None
    if not seam.quiet:
        return [_since(seam, verdict, step) for verdict in said]
    for verdict in failing:
        seam.component = verdict.component
    return [verdict for verdict in said if verdict.state == "ok"]


def _is_another(verdict: Verdict, seam: Seam) -> bool:
    peak = verdict.peak.reports_per_minute if verdict.peak else 0.0
    return verdict.state == "problem" and peak >= LARGER * seam.height


def _since(seam: Seam, verdict: Verdict, step: int) -> Verdict:
    """The verdict without what lies before the seam."""
    onset, peak = verdict.onset, verdict.peak
    if onset:
        onset = Span(*(max(seam.at, each) for each in (onset.at, onset.low, onset.high)))
    if peak and peak.at <= seam.at:
        closed_at = instant_of(verdict.minute + 1)
        peak = Peak(closed_at, verdict.reports / step, verdict.expected / step)
    excess = max(0.0, verdict.excess - seam.excess)
    return msgspec.structs.replace(verdict, onset=onset, peak=peak, excess=excess)
