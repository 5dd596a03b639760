"""How sure a status is, and why: the strongest reasons first, in words."""

from __future__ import annotations

from dataclasses import dataclass

from marsad.catalog.catalog import Catalog
from marsad.nouns.status import Status
from marsad.nouns.verdict import Reason
from marsad.show.reasons import say_reason, shown
from marsad.show.words import Words

MOST = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One reason in words, and whether it speaks for an outage or against."""

    text: str
    speaks_for: bool


def why(status: Status, words: Words, catalog: Catalog) -> list[Said]:
    """The reasons of the latest verdicts; those of the service as a whole before its parts'."""
    verdicts = sorted(status.verdicts, key=lambda verdict: verdict.component)
    said: dict[str, Said] = {}
    for verdict in verdicts:
        for each in reasons_said(verdict.because, words, catalog, status.service):
            said.setdefault(each.text, each)
    return list(said.values())[:MOST]


def reasons_said(
    because: tuple[Reason, ...], words: Words, catalog: Catalog, service: str
) -> list[Said]:
    """Reasons in words, weightiest first."""
    ranked = sorted(shown(because), key=lambda reason: -abs(reason.weight))
    return [
        Said(say_reason(reason, words, catalog, service), reason.weight >= 0) for reason in ranked
    ]
