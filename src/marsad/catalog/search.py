"""Finds the services a search text may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from marsad.catalog.fold import key, stems
from marsad.catalog.sound import sound
from marsad.nouns.service import Provider, Service

MOST = 20
_LONGEST = 100
_LONGEST_NAME_WORDS = 5
_SHORTEST_SLIP = 4
_LONG = 7
"""Letters of a word that may have two slips."""
_SHORTEST_SOUND = 4
_SHORTEST_INSIDE = 3
_ORDINARY = 3
"""Weight from which a word may well mean something else."""

Found = list[tuple[int, str]]
"""How far off a service is, and its id: the least comes first."""


class Index:
    """Every name of every service, made ready once."""

    def __init__(self, services: Iterable[Service], providers: Mapping[str, Provider]) -> None:
        self._named: dict[str, dict[str, int]] = {}
        for service in services:
            for weight, name in _names(service, providers.get(service.provider)):
                self._add(key(name), service.id, weight)
        self._padded = [(f" {name}", len(name), ids) for name, ids in self._named.items()]
        self._slips = _by_cuts(self._named)
        self._sounds = _by_sound(self._named)

    def _add(self, name: str, id: str, weight: int) -> None:
        for spelling in {name, name.replace(" ", "")}:
            ids = self._named.setdefault(spelling, {})
            ids[id] = min(weight, ids.get(id, weight))

    def find(self, text: str) -> list[str]:
        """Service ids, best first.

        The name itself, names that begin so (else names that differ by a slip or two), names in
        the text; where there are none, names that hold the text, names that differ from one of
        its words by a slip or two, names that sound alike.
        """
        asked = key(text[:_LONGEST])
        if not asked:
            return []
        found = _ordered(self._same(asked)) | _ordered(self._beginning(asked))
        if not found:
            found = _ordered(self._slipped([asked.replace(" ", "")]))
        found |= _ordered(self._within(asked))
        for guess in (self._inside, self._slipped_words, self._sounding):
            if not found:
                found = _ordered(guess(asked))
        return list(found)[:MOST]

    def _same(self, asked: str) -> Found:
        first, _, rest = asked.partition(" ")
        spellings = [f"{stem} {rest}".strip() for stem in stems(first)]
        spellings.append(asked.replace(" ", ""))
        return [
            (10 * off + weight, service)
            for off, spelling in enumerate(spellings)
            for service, weight in self._named.get(spelling, {}).items()
        ]

    def _beginning(self, asked: str) -> Found:
        first, *more = (f" {word}" for word in asked.split())
        return [
            (100 * weight + length, service)
            for name, length, ids in self._padded
            if first in name and all(word in name for word in more)
            for service, weight in ids.items()
        ]

    def _within(self, asked: str) -> Found:
        """Names that stand as whole words in the text, longest first."""
        words = asked.split()
        return [
            (1000 * (weight >= _ORDINARY) + weight - 10 * length, service)
            for name, length in _runs(words)
            for service, weight in self._named.get(name, {}).items()
        ]

    def _slipped(self, words: Iterable[str]) -> Found:
        found: Found = []
        for word in words:
            if len(word) < _SHORTEST_SLIP:
                continue
            for name in {name for cut in _cuts(word) for name in self._slips.get(cut, ())}:
                off = _slips_between(word, name)
                if off <= 1 + (len(word) >= _LONG):
                    found += [(10 * off + w, service) for service, w in self._named[name].items()]
        return found

    def _slipped_words(self, asked: str) -> Found:
        return self._slipped({stem for word in asked.split() for stem in stems(word)})

    def _inside(self, asked: str) -> Found:
        if len(asked) < _SHORTEST_INSIDE:
            return []
        holding = ((length, ids) for name, length, ids in self._padded if asked in name)
        return [(length, service) for length, ids in holding for service in ids]

    def _sounding(self, asked: str) -> Found:
        heard = enumerate(map(sound, (asked, *asked.split())))
        return [(off, service) for off, name in heard for service in self._sounds.get(name, ())]


def _names(service: Service, provider: Provider | None) -> Iterator[tuple[int, str]]:
    """Names by weight: its own, sure ones, hashtags, ordinary words, the id, who runs it."""
    yield from ((0, name) for name in service.names.by_language().values())
    yield from ((1, name) for name in service.aliases)
    yield from ((2, tag) for tag in service.hashtags)
    yield from ((_ORDINARY, word) for word in service.ambiguous)
    yield (4, service.id)
    if provider:
        called = (*provider.names.by_language().values(), *provider.aliases)
        yield from ((5, name) for name in called)


def _ordered(found: Found) -> dict[str, None]:
    return dict.fromkeys(service for _, service in sorted(found))


def _runs(words: list[str]) -> Iterator[tuple[str, int]]:
    """Every run of neighbouring words with its length, in one word too, and also without the
    particles joined to its first.
    """
    for start, first in enumerate(words):
        for end in range(start + 1, min(start + _LONGEST_NAME_WORDS, len(words)) + 1):
            for stem in stems(first):
                run = (stem, *words[start + 1 : end])
                spaced, joined = " ".join(run), "".join(run)
                yield spaced, len(spaced)
                if joined != spaced:
                    yield joined, len(spaced)


def _cuts(word: str) -> set[str]:
    """The word and what it is with one letter missing: two words one slip apart share a cut
    (the symmetric deletion of Garbe's SymSpell, 2012, at distance one).
    """
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _by_cuts(names: Iterable[str]) -> dict[str, list[str]]:
    slips: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= _SHORTEST_SLIP and " " not in name:
            for cut in _cuts(name):
                slips.setdefault(cut, []).append(name)
    return slips


def _by_sound(names: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    sounds: dict[str, dict[str, int]] = {}
    for name, ids in names.items():
        heard = sound(name)
        if len(heard) >= _SHORTEST_SOUND:
            sounds.setdefault(heard, {}).update(ids)
    return sounds


def _slips_between(one: str, other: str) -> int:
    """Optimal string alignment distance: letters added, dropped, changed or swapped."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
