"""The wording of what speaks against people being behind reports, and of complaint waves."""

from __future__ import annotations

from collections.abc import Callable

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.nouns.verdict import Reason
from marsad.show.words import Words


def topic_names(catalog: Catalog, topic: str) -> Names:
    """What a topic of complaint is called; its id where no catalogue says it any more."""
    known = catalog.topics.get(topic)
    return known.names if known else Names(ar=topic, en=topic)


def campaign(reason: Reason, words: Words, topic: str) -> str:
    """``value`` complaints among the ``expected`` reports that say anything, lately."""
    return words.count(
        "A wave of complaints about {topic}, which is no failure: "
        "{value} of the last {n} report that says anything",
        "A wave of complaints about {topic}, which is no failure: "
        "{value} of the last {n} reports that say anything",
        max(1, round(reason.expected)),
        topic=topic,
        value=words.number(round(reason.value)),
    )


def _timing(reason: Reason, words: Words) -> str:
    return words.say(
        "Reports come as evenly as a clock’s: their gaps vary {share} of what chance gives",
        share=words.percent(min(1.0, max(0.0, reason.value))),
    )


def _pulse(reason: Reason, words: Words) -> str:
    return words.say("Reports come at the same second of every minute, as a machine’s do")


def _same_text(reason: Reason, words: Words) -> str:
    return words.say(
        "{share} of all pairs of longer notes are the same text",
        share=words.percent(min(1.0, max(0.0, reason.value))),
    )


def _mute(reason: Reason, words: Words) -> str:
    return words.say(
        "{share} of the reports say what fails, usually {usual}",
        share=words.percent(min(1.0, max(0.0, reason.value))),
        usual=words.percent(min(1.0, max(0.0, reason.expected))),
    )


def _mix(reason: Reason, words: Words) -> str:
    return words.say(
        "{share} of the reports come from countries that hardly ever report, usually {usual}",
        share=words.percent(min(1.0, max(0.0, reason.value))),
        usual=words.percent(min(1.0, max(0.0, reason.expected))),
    )


MANNER: dict[str, Callable[[Reason, Words], str]] = {
    "timing": _timing,
    "pulse": _pulse,
    "same_text": _same_text,
    "mute": _mute,
    "mix": _mix,
}
