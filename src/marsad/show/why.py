"""How sure a status is, and why: the strongest reasons first, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from marsad.catalog.catalog import Catalog
from marsad.nouns.status import Status
from marsad.nouns.verdict import Reason
from marsad.show.manner import topic_names
from marsad.show.reasons import say_reason, shown, told_once
from marsad.show.words import Words

MOST = 6
"""Reasons that speak for an outage or against it."""
FOR, AGAINST = 3, 1
"""Reasons told in brief."""
ASIDE = "set_aside"
COMPLAINTS = "campaign:"


@dataclass(frozen=True, slots=True)
class Said:
    """One reason in words, and what it does: ``for`` an outage, ``against``, or ``aside``."""

    text: str
    speaks: Literal["for", "against", "aside"]


def why(status: Status, words: Words, catalog: Catalog) -> list[Said]:
    """The reasons of the latest verdicts; those of the service as a whole before its parts'."""
    verdicts = sorted(status.verdicts, key=lambda verdict: verdict.component)
    said: dict[str, Said] = {}
    for verdict in verdicts:
        for each in reasons_said(verdict.because, words, catalog, status.service):
            said.setdefault(each.text, each)
    weighty = [each for each in said.values() if each.speaks != "aside"]
    return weighty[:MOST] + [each for each in said.values() if each.speaks == "aside"]


def briefly(reasons: Sequence[Said]) -> list[Said]:
    """The weightiest of those, and how much wasn't counted; the incident's page has them all."""
    told = [each for each in reasons if each.speaks == "for"][:FOR]
    told += [each for each in reasons if each.speaks == "against"][:AGAINST]
    return [*told, *(each for each in reasons if each.speaks == "aside")]


def reasons_said(
    because: tuple[Reason, ...], words: Words, catalog: Catalog, service: str
) -> list[Said]:
    """Reasons in words, weightiest first; pages say how much was set aside beside the incident."""
    told = [reason for reason in told_once(shown(because)) if reason.signal != ASIDE]
    return [
        Said(say_reason(reason, words, catalog, service), _speaks(reason))
        for reason in sorted(told, key=lambda reason: -abs(reason.weight))
    ]


def _speaks(reason: Reason) -> Literal["for", "against", "aside"]:
    if reason.signal.startswith(ASIDE):
        return "aside"
    return "for" if reason.weight >= 0 else "against"


def doubt(status: Status, words: Words, catalog: Catalog) -> str:
    """Why many reports are less than they seem; empty where nothing says so."""
    if status.state not in {"possible", "problem"}:
        return ""
    reasons = [each for verdict in status.verdicts for each in verdict.because]
    heard = {each.signal: each for each in reasons}
    topic = next((signal for signal in heard if signal.startswith(COMPLAINTS)), "")
    if topic:
        name = words.isolated(topic_names(catalog, topic.removeprefix(COMPLAINTS)))
        return words.say(
            "Many more reports than usual, most of them complaints: {topic}", topic=name
        )
    if status.state == "problem":
        return ""
    aside, counted = heard.get(ASIDE), heard.get("reports")
    if aside and counted and aside.value > counted.value:
        return words.say("Most reports come from a few networks, and those are not counted.")
    if any(each.signal == "trust" and each.weight < 0 for each in reasons):
        return words.say("More reports than usual, but from too few independent networks.")
    return ""
