"""What can only be seen with all files together: names that lead nowhere, twice, or in circles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import islice

from marsad.catalog.agenda import review_events, review_zones
from marsad.catalog.drawer import Drawer
from marsad.catalog.finding import MOST, Finding
from marsad.catalog.fold import key
from marsad.catalog.form import COMPONENT
from marsad.catalog.sheet import Table, Word
from marsad.catalog.suggestion import suggestion
from marsad.catalog.topics import review_topics

_MOST_CIRCLES = 10


def review(drawer: Drawer) -> list[Finding]:
    """Faults of meaning in all entries; looks no further once there are more than can be told."""
    checks: tuple[Callable[[Drawer], Iterator[Finding]], ...] = (
        _unknown_of_services,
        _unknown_elsewhere,
        review_events,
        review_zones,
        review_topics,
        _parts_half_said,
        _symptoms_of_two_parts,
        _names_of_two_services,
        _circles,
    )
    return list(islice((finding for check in checks for finding in check(drawer)), MOST + 1))


def _unknown_of_services(drawer: Drawer) -> Iterator[Finding]:
    symptoms, standing = drawer["symptoms"].entries, _standing(drawer)
    for name, row in drawer.rows("services"):
        at = f"service '{name.text}'"
        yield from _unknown(row, "provider", "provider", drawer["providers"].entries, at)
        yield from _unknown(row, "category", "category", drawer["categories"].entries, at)
        yield from _unknown(row, "countries", "country", drawer["countries"].entries, at)
        yield from _unknown(row, "symptoms", "symptom", symptoms, at)
        yield from _unknown(row, "depends_on", "provider or service", standing, at)
        for part, table in row.table("components").tables():
            where = f"component '{part.text}' of {at}"
            yield from _unknown(table, "symptoms", "symptom", symptoms, where)


def _unknown_elsewhere(drawer: Drawer) -> Iterator[Finding]:
    symptoms, standing = drawer["symptoms"].entries, _standing(drawer)
    for name, row in drawer.rows("providers"):
        at = f"provider '{name.text}'"
        yield from _unknown(row, "depends_on", "provider or service", standing, at)
    for name, row in drawer.rows("categories"):
        yield from _unknown(row, "symptoms", "symptom", symptoms, f"category '{name.text}'")
    for name, row in drawer.rows("topics"):
        yield from _unknown(row, "symptoms", "symptom", symptoms, f"topic '{name.text}'")
    for name, row in drawer.rows("events"):
        at = f"event '{name.text}'"
        yield from _unknown(row, "countries", "country", drawer["countries"].entries, at)
        yield from _unknown(row, "services", "service", drawer["services"].entries, at)
    for name, _ in drawer.rows("phrases"):
        if name.text not in symptoms:
            yield _stranger(name, "symptom", symptoms, "phrases")


def _standing(drawer: Drawer) -> Collection[str]:
    return drawer["providers"].entries.keys() | drawer["services"].entries.keys()


def _unknown(
    row: Table, field: str, noun: str, known: Collection[str], at: str
) -> Iterator[Finding]:
    single = row.word(field)
    for word in [single] if single else row.words(field):
        if word.text not in known:
            yield _stranger(word, noun, known, at)


def _stranger(word: Word, noun: str, known: Collection[str], at: str) -> Finding:
    what = f"{at} names the unknown {noun} '{word.text[:80]}'"
    remedy = suggestion(word.text, known, f"add that {noun}, or remove it here")
    return Finding(word.file, word.line, what, remedy)


def _parts_half_said(drawer: Drawer) -> Iterator[Finding]:
    """Parts that extensions name but nobody says in full."""
    for name, row in drawer.rows("services"):
        for part, table in row.table("components").tables():
            findings: list[Finding] = []
            COMPONENT.check(table, f"services.{name.text}.components.{part.text}", findings)
            yield from findings


def _symptoms_of_two_parts(drawer: Drawer) -> Iterator[Finding]:
    for name, row in drawer.rows("services"):
        first: dict[str, str] = {}
        for part, table in row.table("components").tables():
            for word in table.words("symptoms"):
                other = first.setdefault(word.text, part.text)
                if other != part.text:
                    what = f"'{word.text}' points at '{other}' of service '{name.text}' already"
                    remedy = "a symptom points at one component: keep it in one of the two"
                    yield Finding(word.file, word.line, what, remedy)


def _names_of_two_services(drawer: Drawer) -> Iterator[Finding]:
    """Sure names that more than one service claims.

    Words marked ambiguous are free to be shared: they never name a service by themselves.
    """
    owner: dict[str, tuple[str, Word]] = {}
    for name, row in drawer.rows("services"):
        for word in _called(row):
            folded = key(word.text)
            if not folded:
                what = f"nothing is left of '{word.text}' once it is folded"
                yield Finding(word.file, word.line, what, "use letters or digits")
                continue
            other, first = owner.setdefault(folded, (name.text, word))
            if other != name.text:
                what = f"'{word.text}' of service '{name.text}' also names '{other}'"
                remedy = f"keep it in one, or make it ambiguous in both ({first.file}:{first.line})"
                yield Finding(word.file, word.line, what, remedy)
    yield from _ambiguous_and_sure(drawer, owner)


def _ambiguous_and_sure(drawer: Drawer, owner: dict[str, tuple[str, Word]]) -> Iterator[Finding]:
    for name, row in drawer.rows("services"):
        own = {key(word.text) for word in _named(row)}
        for word in row.words("ambiguous"):
            other, first = owner.get(key(word.text), ("", word))
            if other and key(word.text) not in own:
                what = f"'{word.text}' is ambiguous in '{name.text}' and a sure name of '{other}'"
                remedy = f"keep it in one of the two ({first.file}:{first.line})"
                yield Finding(word.file, word.line, what, remedy)


def _called(row: Table) -> Iterator[Word]:
    yield from _named(row)
    yield from row.words("aliases")
    yield from row.words("hashtags")


def _named(row: Table) -> list[Word]:
    names = row.table("names")
    return [word for name in names.entries if (word := names.word(name))]


def _circles(drawer: Drawer) -> Iterator[Finding]:
    """One finding a circle; each is cut at one link so that the next can be seen."""
    links = _links(drawer)
    for _ in range(_MOST_CIRCLES):
        try:
            TopologicalSorter({node: set(to) for node, to in links.items()}).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]
            word = links[circle[0]].pop(circle[1])
            shown = " → ".join(node.split(":")[1] for node in circle)
            what = f"dependencies run in a circle: {shown}"
            yield Finding(word.file, word.line, what, "remove one of these depends_on")
        else:
            return


def _links(drawer: Drawer) -> dict[str, dict[str, Word]]:
    """Who stands on whom, with the word that says so: a service on its provider too."""
    links: dict[str, dict[str, Word]] = {}
    for kind in ("providers", "services"):
        for name, row in drawer.rows(kind):
            stands_on = links.setdefault(f"{kind}:{name.text}", {})
            for word in (*row.words("depends_on"), *filter(None, [row.word("provider")])):
                known = word.text in drawer["providers"].entries
                stands_on[f"{'providers' if known else 'services'}:{word.text}"] = word
    return links
