"""What a feed holds: the newest incidents, a month of the past, or the life of one incident.

What no longer fits in a feed stands in an archive by month (RFC 5005, 4), linked from the newest
to the oldest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from marsad.nouns.incident import Incident
from marsad.show.atom import ATOM, Entry, Feed, Link, tag
from marsad.show.atom_entry import Teller
from marsad.show.moments import Moments
from marsad.show.sieve import Sieve
from marsad.show.stage import Stage
from marsad.show.words import Words

NEWEST = 40
"""Entries of a feed at most; a page of its archive holds the whole month."""


class Asked(NamedTuple):
    """Which incidents, and of which month (``2026-05``, of their onset in UTC) if one is named."""

    sieve: Sieve = Sieve()
    month: str = ""

    def path(self, month: str = "") -> str:
        """The feed's address after the language, or that of one month of it."""
        pairs = self.sieve.pairs()
        alone = list(pairs) == ["service"]
        path = f"/services/{self.sieve.service}.atom" if alone else "/incidents.atom"
        query = urlencode(({} if alone else pairs) | ({"month": month} if month else {}))
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Feeds:
    """Makes the feeds of one site in one language."""

    stage: Stage
    words: Words
    address: str

    def incidents(self, asked: Asked) -> Feed:
        """Those asked for, newest first."""
        teller = self._teller()
        found = self._month(asked) if asked.month else self._newest(asked)
        links = self._archived(asked) if asked.month else self._past(asked, found)
        service = asked.sieve.service
        return self._feed(
            asked.path(asked.month),
            title=self._title(asked),
            page=f"/services/{service}" if service else "/",
            links=links,
            entries=[teller.incident(each) for each in (found if asked.month else found[:NEWEST])],
            kind="archive" if asked.month else "",
        )

    def incident(self, incident: Incident) -> Feed:
        """All that happened in it."""
        teller = self._teller()
        return self._feed(
            f"/incidents/{incident.id}.atom",
            title=teller.title(incident),
            page=f"/incidents/{incident.id}",
            links=(self._link("up", f"/services/{incident.service}.atom"),),
            entries=teller.life(incident),
            kind="complete",
        )

    def _teller(self) -> Teller:
        """Speaks of no "now": the same facts are told in the same words tomorrow."""
        return Teller(self.stage, Moments(self.words, self.stage.zone, 0), self.address)

    def _newest(self, asked: Asked) -> list[Incident]:
        """One more than a feed holds, where there are more."""
        inquiry = asked.sieve.inquiry(self.stage)
        return self.stage.sight.found(replace(inquiry, limit=NEWEST + 1))

    def _month(self, asked: Asked) -> list[Incident]:
        first = datetime.fromisoformat(f"{asked.month}-01T00:00:00+00:00")
        # The longest month and a day more: what began after the month is left out below.
        start, end = (round(at.timestamp() * 1000) for at in (first, first + timedelta(32)))
        found = self.stage.sight.found(asked.sieve.inquiry(self.stage, start, end))
        return [each for each in found if month_of(each.onset.at) == asked.month]

    def _title(self, asked: Asked) -> str:
        """``Chirp, Banks: incidents – 2026-05 – Marsad``, as far as it is asked for."""
        catalog, words, sieve = self.stage.sight.catalog, self.words, asked.sieve
        names = [self.stage.noun(sieve.service).names] if sieve.service else []
        names += [catalog.categories[sieve.category]] if sieve.category else []
        names += [catalog.countries[sieve.country]] if sieve.country else []
        listed = words.listed(words.isolated(each) for each in names)
        title = words.say("{what}: incidents", what=listed) if names else words.say("All incidents")
        parts = (title, words.digits(asked.month), words.say("Marsad"))
        return " – ".join(part for part in parts if part)

    def _feed(
        self,
        path: str,
        *,
        title: str,
        page: str,
        links: tuple[Link, ...],
        entries: list[Entry],
        kind: str,
    ) -> Feed:
        say = self.words.say
        told = say("What does not work right now, by the reports of those who use it.")
        played = say("Nothing on this page is happening now.")
        home = self._link("alternate", page)
        return Feed(
            id=tag(self.address, f"{self.words.language}{path}"),
            title=title,
            subtitle=played if self.stage.sight.demo else told,
            language=self.words.language,
            author=say("Marsad"),
            home=f"{self.address}/{self.words.language}/",
            links=(
                self._link("self", path),
                Link(home.rel, home.href, "text/html", self.words.language),
                *links,
            ),
            entries=entries,
            kind=kind,
        )

    def _link(self, rel: str, path: str) -> Link:
        return Link(rel, f"{self.address}/{self.words.language}{path}", ATOM)

    def _past(self, asked: Asked, found: list[Incident]) -> tuple[Link, ...]:
        """From the feed to the month of its oldest entry, and up to the feed of all."""
        links = [self._link("up", "/incidents.atom")] if asked.path() != "/incidents.atom" else []
        if len(found) > NEWEST:
            oldest = month_of(found[NEWEST - 1].onset.at)
            links.append(self._link("prev-archive", asked.path(oldest)))
        return tuple(links)

    def _archived(self, asked: Asked) -> tuple[Link, ...]:
        """From a month to those before and after it, and to the feed itself."""
        spells = self.stage.sight.spells(asked.sieve.inquiry(self.stage))
        months = sorted({month_of(each.onset) for each in spells})
        older = [month for month in months if month < asked.month][-1:]
        newer = [month for month in months if month > asked.month][:1]
        return (
            self._link("current", asked.path()),
            *(self._link("prev-archive", asked.path(month)) for month in older),
            *(self._link("next-archive", asked.path(month)) for month in newer),
        )


def month_of(instant: int) -> str:
    """``2026-05``, in UTC."""
    return datetime.fromtimestamp(instant / 1000, UTC).strftime("%Y-%m")
