"""Checks what a sender said against the catalogue and the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple, Protocol

from marsad.intake.limits import Buckets
from marsad.intake.problems import refusal
from marsad.intake.rules import Rules
from marsad.intake.said import Said
from marsad.nouns.minute import parse_rfc3339, rfc3339
from marsad.nouns.problem import Refused, excerpt
from marsad.nouns.report import ReportKind
from marsad.nouns.service import Service

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_REMEMBERED = 16_384
_GUESSED = 40
"""Characters of a name that a guess looks at."""
_GUESSES = 60
"""Guesses at what was meant, a minute for all senders: searching costs a hundred times what
refusing does, and a flood of misspellings must not stop the door."""


class Known(Protocol):
    """What the door asks of the catalogue."""

    @property
    def services(self) -> Mapping[str, Service]: ...
    @property
    def symptoms(self) -> Mapping[str, Any]: ...
    @property
    def countries(self) -> Mapping[str, Any]: ...
    def find(self, text: str) -> Sequence[str]: ...
    def topic(self, note: str, symptom: str = "") -> str: ...
    def part_of(self, service: str, symptom: str) -> str: ...


class Matter(NamedTuple):
    """What a report is about, in the catalogue's words."""

    service: str
    component: str
    symptom: str
    country: str
    kind: ReportKind


class Inspection:
    """Turns what was said into what is meant, or refuses."""

    def __init__(self, catalog: Known, rules: Rules) -> None:
        self._catalog = catalog
        self._rules = rules
        self._matters: dict[tuple[str | None, ...], Matter] = {}
        self._services = catalog.services
        self._budget = Buckets(_GUESSES, room=1)

    def matter(self, said: Said, now: int) -> Matter:
        """What the report is about. Raises Refused where the catalogue doesn't know it."""
        key = (said.service, said.component, said.symptom, said.country, said.kind)
        services = self._catalog.services
        known = self._matters.get(key) if services is self._services else None
        if known is None:
            known = self._look_up(said, now)
            # Where the catalogue was renewed, what was meant before may be wrong now.
            if len(self._matters) >= _REMEMBERED or services is not self._services:
                self._matters.clear()
                self._services = services
            self._matters[key] = known
        return known

    def at(self, text: str, now: int, oldest_ms: int = 0) -> int:
        """When it was seen (instant), at most now. Raises Refused.

        ``oldest_ms`` is how far back it may lie, where that isn't the rule for reports.
        """
        oldest = now - (oldest_ms or self._rules.oldest_ms)
        try:
            at = parse_rfc3339(text)
        except (ValueError, OverflowError):
            raise refusal(
                "not-a-time", f"`{excerpt(text)}` is not a time.", pointer="/at"
            ) from None
        if at > now + self._rules.ahead_ms:
            raise refusal(
                "time-ahead",
                f"{excerpt(text)} lies ahead of {rfc3339(now)}, the time here.",
                pointer="/at",
            )
        if at < oldest:
            raise refusal(
                "time-too-old",
                f"{excerpt(text)} is before {rfc3339(oldest)}, the oldest that is taken.",
                pointer="/at",
            )
        return min(at, now)

    def topic(self, note: str, matter: Matter) -> str:
        """What is complained of that is no failure, or ""."""
        if matter.kind == "works" or not (note or matter.symptom):
            return ""
        return self._catalog.topic(note, matter.symptom)

    def note(self, text: str) -> str:
        """The note, stripped. Raises Refused."""
        if len(text) > self._rules.note_chars:
            raise refusal(
                "note-too-long",
                f"The note has {len(text)} characters; up to {self._rules.note_chars} are taken.",
                pointer="/note",
            )
        # isprintable is many times as fast, and false for line breaks, which are welcome.
        if not text.isprintable() and (found := CONTROL.search(text)):
            raise refusal(
                "bad-text",
                f"The note has U+{ord(found[0]):04X} at character {found.start()}.",
                pointer="/note",
            )
        return text.strip()

    def service(self, text: str, now: int) -> str:
        """A service of the catalogue. Raises Refused, with a guess at what was meant."""
        if text not in self._catalog.services:
            raise self._no_service(text, now)
        return text

    def _look_up(self, said: Said, now: int) -> Matter:
        service = self._catalog.services[self.service(said.service, now)]
        kind = _kind(said.kind)
        # "It works" has no symptom, whatever a form left selected.
        symptom = self._symptom(said.symptom, service, now) if kind == "problem" else ""
        component = self._component(said.component, service, now)
        if not component and symptom:
            component = self._catalog.part_of(service.id, symptom)
        return Matter(service.id, component, symptom, self._country(said.country), kind)

    def _no_service(self, text: str, now: int) -> Refused:
        guesses = self._guesses(text, now, self._catalog.find)
        hint = f"; did you mean {' or '.join(guesses)}?" if guesses else "."
        return refusal(
            "unknown-service",
            f"`{excerpt(text)}` is no service of the catalogue{hint}",
            pointer="/service",
            did_you_mean=guesses,
        )

    def _guesses(self, text: str, now: int, find: Callable[[str], Iterable[str]]) -> list[str]:
        if not text.strip() or self._budget.take("", now):
            return []
        return list(find(text[:_GUESSED]))[:3]

    def _symptom(self, text: str | None, service: Service, now: int) -> str:
        if not text or text in self._catalog.symptoms:
            return text or ""
        guesses = self._guesses(
            text, now, partial(get_close_matches, possibilities=[*self._catalog.symptoms])
        )
        raise refusal(
            "unknown-symptom",
            f"`{excerpt(text)}` is no symptom.",
            pointer="/symptom",
            did_you_mean=guesses,
            usual=list(service.symptoms),
        )

    def _component(self, text: str | None, service: Service, now: int) -> str:
        if not text or service.component(text):
            return text or ""
        known = [part.id for part in service.components]
        near = partial(get_close_matches, possibilities=known)
        raise refusal(
            "unknown-component",
            f"`{excerpt(text)}` is no component of {service.id}.",
            pointer="/component",
            did_you_mean=self._guesses(text, now, near),
            components=known,
        )

    def _country(self, text: str | None) -> str:
        if not text:
            return ""
        # Upper case makes two letters of some single ones (ﬁ): only ASCII is folded.
        code = text.upper() if text.isascii() else text
        if code not in self._catalog.countries:
            raise refusal(
                "unknown-country", f"`{excerpt(text)}` is no country code.", pointer="/country"
            )
        return code


def _kind(text: str | None) -> ReportKind:
    if not text or text == "problem":
        return "problem"
    if text == "works":
        return "works"
    raise refusal("bad-kind", f"`{excerpt(text)}` is no kind of report.", pointer="/kind")
