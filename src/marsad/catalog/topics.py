"""What a note complains of that is no failure: prices, policy, a boycott."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marsad.catalog.drawer import Drawer
from marsad.catalog.finding import Finding
from marsad.catalog.fold import fold, key, stems
from marsad.nouns.service import Symptom, Topic

WORDS = 40
"""Words of a note that are looked at."""

Phrase = tuple[str, ...]
"""Folded words, without articles."""
_FAILURE = ""


class Topics:
    """Phrases of all topics, and of the symptoms, which come before them.

    Someone who says that something fails is believed, whatever else they complain of: "so dear,
    and it doesn't even open" is about a failure.
    """

    def __init__(self, topics: Iterable[Topic], symptoms: Iterable[Symptom]) -> None:
        self._phrases: dict[str, list[tuple[Phrase, str]]] = {}
        self._choices: dict[str, str] = {}
        for symptom in symptoms:
            self._learn(symptom.phrases, _FAILURE)
        for topic in topics:
            self._learn(topic.phrases, topic.id)
            for choice in topic.symptoms:
                self._choices.setdefault(choice, topic.id)

    def _learn(self, phrases: dict[str, tuple[str, ...]], topic: str) -> None:
        for said in phrases.values():
            for text in said:
                words = tuple(key(text).split())
                if words:
                    self._phrases.setdefault(words[0], []).append((words, topic))

    def of(self, note: str, symptom: str = "") -> str:
        """The topic of a report, or "": the one its note says most of, or else the one chosen."""
        chosen = self._choices.get(symptom, "")
        if symptom and not chosen:
            return ""
        found: dict[str, int] = {}
        for topic in self._said(note):
            if topic == _FAILURE:
                return chosen
            found[topic] = found.get(topic, 0) + 1
        return max(found, key=lambda topic: found[topic], default=chosen)

    def _said(self, note: str) -> Iterator[str]:
        words = [{word, *stems(word)} for word in fold(note).split()[:WORDS]]
        for at, forms in enumerate(words):
            for form in forms:
                for phrase, topic in self._phrases.get(form, ()):
                    there = words[at : at + len(phrase)]
                    if len(there) == len(phrase) and all(map(_is_in, phrase, there)):
                        yield topic


def _is_in(word: str, forms: set[str]) -> bool:
    return word in forms


def review_topics(drawer: Drawer) -> Iterator[Finding]:
    """Phrases that could never be found, or mean two topics."""
    owner: dict[str, str] = {}
    failures = {
        key(word.text): name.text
        for name, row in drawer.rows("phrases")
        for dialect in row.entries
        for word in row.words(dialect)
    }
    for name, row in drawer.rows("topics"):
        phrases = row.table("phrases")
        for word in (word for dialect in phrases.entries for word in phrases.words(dialect)):
            folded = key(word.text)
            other = owner.setdefault(folded, name.text)
            if not folded:
                what = f"nothing is left of '{word.text}' once it is folded"
                yield Finding(word.file, word.line, what, "use letters or digits")
            elif folded in failures:
                what = f"'{word.text}' of topic '{name.text}' says '{failures[folded]}' already"
                yield Finding(word.file, word.line, what, "keep it where it means a failure")
            elif other != name.text:
                what = f"'{word.text}' of topic '{name.text}' also says '{other}'"
                yield Finding(word.file, word.line, what, "keep it in one of the two")
