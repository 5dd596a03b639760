"""Signs of machines among the reports: their timing, their words, where and what they tell of.

Each is a mean of values between 0 and 1 set against what an honest crowd can come to, and counts
only where Hoeffding's inequality leaves no doubt (``CLEAR``). They lower the certainty, by no more
than ``MOST`` nats together, and never hold a problem back: an honest crowd may look odd, and an
attacker who knows of them need not.
"""

from __future__ import annotations

import math

from marsad.nouns.signs import ALIKE, FAILING, PAIRS, REPORTS, TEXTS, UNEVEN
from marsad.nouns.verdict import Reason
from marsad.sense.case import Case
from marsad.sense.trust.book import Look
from marsad.sense.trust.bounded import above, below
from marsad.sense.ward import KINDS, Ward

CLEAR = 10.0
"""Nats from which a sign is told."""
EACH = 2.5
"""Nats of certainty a sign takes away at most ..."""
MOST = 4.0
"""... and all of them together."""
EVEN = 0.27
"""Least mean unevenness of an honest crowd's gaps: 1/3 by theory, whatever its rate does."""
PULSE = 0.3
"""Most that an honest crowd keeps to the same second of every minute, 0 to 1."""
SCATTER = 0.2
"""Mean square of such a point of one minute, of eight reports or more, about their mean."""
SAME = 0.06
"""Most pairs of longer notes by honest people that are one text."""
MUTE = 1.0 / 3.0
"""Least share of the usual share that says what fails ..."""
KNOWN = 100.0
"""... where that is known from so many reports."""
COUNTRY = KINDS.index("country")
RARE = 0.01
"""Share of a service's usual reports under which a place is strange to it ..."""
STRANGE = 0.35
"""... and the most of an honest outage that comes from strange ones."""


def signs(look: Look, ward: Ward, case: Case | None) -> tuple[Reason, ...]:
    """What speaks against people being behind a case, weights below zero."""
    said = [
        *_timing(look),
        *_same_text(look),
        *_mute(look),
        *(_mix(ward, case) if case else []),
    ]
    whole = -sum(reason.weight for reason in said)
    if whole <= MOST:
        return tuple(said)
    return tuple(_scaled(reason, MOST / whole) for reason in said)


def _scaled(reason: Reason, share: float) -> Reason:
    return Reason(reason.signal, reason.value, reason.expected, reason.weight * share)


def _told(signal: str, value: float, expected: float, nats: float) -> list[Reason]:
    if nats < CLEAR:
        return []
    return [Reason(signal, value, expected, -min(EACH, nats / CLEAR))]


def _timing(look: Look) -> list[Reason]:
    """Clockwork: gaps too even (1 is chance, 0 a clock), or the same second of every minute.

    Of two successive gaps of a Poisson process, the first's share of both is uniform, also where
    the rate changes slowly; so the squared difference has a mean of 1/3 (the local variation of
    Shinomoto, Shima and Tanji 2003 over three, of gaps in pairs that share none). Where nothing
    binds reports to a second, the mean points of minutes add up to little (Bernstein's inequality
    in the plane, Pinelis 1994).
    """
    pairs = look.sums[PAIRS]
    mean = look.sums[UNEVEN] / pairs if pairs else 1.0
    said = _told("timing", 3.0 * mean, 1.0, below(mean, pairs, EVEN))
    held = math.hypot(look.east, look.north) / look.beats if look.beats else 0.0
    more = max(held - PULSE, 0.0)
    return said + _told("pulse", held, 0.0, look.beats * more**2 / (2.0 * (SCATTER + more / 3.0)))


def _same_text(look: Look) -> list[Reason]:
    """The share of pairs of notes that are nearly the same."""
    texts = look.sums[TEXTS]
    share = look.sums[ALIKE] / texts if texts else 0.0
    return _told("same_text", share, SAME, above(share, texts, SAME))


def _mute(look: Look) -> list[Reason]:
    """The share of reports that say what fails, against the service's usual share."""
    if look.usual[REPORTS] < KNOWN:
        return []
    share = look.sums[FAILING] / max(look.sums[REPORTS], 1.0)
    usual = look.usual[FAILING] / look.usual[REPORTS]
    nats = below(share, look.sums[REPORTS], MUTE * usual)
    return _told("mute", share, usual, nats)


def _mix(ward: Ward, case: Case) -> list[Reason]:
    """Reports from places that the service hardly ever has any from.

    Which symptoms there are says nothing: an outage is a change of symptoms.
    """
    rows = [j for j, k in enumerate(ward.kinds) if k == COUNTRY and j < len(case.common_x)]
    usual = sum(case.common_l[j] for j in rows)
    n = sum(case.common_x[j] for j in rows)
    if usual <= 0.0 or n <= 0.0:
        return []
    rare = [j for j in rows if case.common_l[j] < RARE * usual]
    share = sum(case.common_x[j] for j in rare) / n
    strange = sum(case.common_l[j] for j in rare) / usual
    return _told("mix", share, strange, above(share, n, STRANGE))
