"""A wave of complaints that is no outage: prices, policy, a boycott.

Most reports say nothing beside "it does not work". Of those that do, some say what fails and some
complain of what is no failure. A case is a campaign while, beyond doubt, most that say anything
complain, and the rest is no problem by itself. The rest is taken at its most: every report that
says what fails, and of the silent ones all but the share that must be complaints. So nobody's
complaints, however many, hide an outage whose own symptoms are told.
"""

from __future__ import annotations

import msgspec

from marsad.nouns.signs import COMPLAINTS, FAILING, REPORTS
from marsad.nouns.verdict import Reason
from marsad.sense.track import evidence
from marsad.sense.trust.book import HALF_LIFE, Look
from marsad.sense.trust.bounded import at_least
from marsad.sense.ward import KINDS, LEVEL, PHI, USUAL, Facts, Ward

MOSTLY = 0.5
"""Least share of complaints among the reports that say anything ..."""
DOUBT = 4.0
"""... as the lower end of an interval that is wrong once in fifty times (e^-4)."""
COST = 3.0
"""Nats of certainty that a campaign takes away."""
_SAYING = (KINDS.index("component"), KINDS.index("symptom"))


class Campaign(msgspec.Struct, frozen=True, array_like=True):
    """What the complaints say of a case."""

    reason: Reason
    holds_back: bool
    """The rest of the reports is no problem by itself."""


def campaign(look: Look, ward: Ward, facts: Facts, step: int, threshold: float) -> Campaign | None:
    """The campaign behind a service's reports, if there is one. ``threshold`` in nats."""
    reports, failing, complaints = (look.sums[c] for c in (REPORTS, FAILING, COMPLAINTS))
    spoke = failing + complaints
    surely = at_least(complaints / spoke, spoke, DOUBT) if spoke else 0.0
    if surely < MOSTLY:
        return None
    topic = max(look.about, key=lambda each: (look.about[each], each))
    reason = Reason(f"campaign:{topic}", complaints, spoke, -COST)
    silent = max(reports - spoke, 0.0)
    rest = failing + silent * (1.0 - surely)
    return Campaign(reason, not _problem(rest, failing, look, ward, facts, step, threshold))


def _problem(
    rest: float,
    failing: float,
    look: Look,
    ward: Ward,
    facts: Facts,
    step: int,
    threshold: float,
) -> bool:
    """Would the rest, what says what fails, or one part or symptom alone, be a problem?"""
    if any(k in _SAYING and facts[j, LEVEL] >= threshold for j, k in enumerate(ward.kinds)):
        return True
    bins = 1.0 / (1.0 - 0.5 ** (step / HALF_LIFE))
    usual, phi = float(facts[0, USUAL]) * bins, float(facts[0, PHI])
    said = (look.usual[1] + 1.0) / (look.usual[0] + 1.0)
    return _told(rest, usual, phi, threshold) or _told(failing, usual * said, phi, threshold)


def _told(reports: float, usual: float, phi: float, threshold: float) -> bool:
    low = max(usual, 0.01)
    return reports > low and evidence(reports, reports, low, phi) >= threshold
