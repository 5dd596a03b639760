"""What is known of the world: providers, services, symptoms, categories and countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from marsad.catalog.calendar import Calendar
from marsad.catalog.drawer import BUNDLED, Drawer, gather
from marsad.catalog.edit import Edits, lay
from marsad.catalog.finding import MOST, CatalogError, Finding
from marsad.catalog.making import events, names, providers, services, symptoms, topics, zones
from marsad.catalog.review import review
from marsad.catalog.search import Index
from marsad.catalog.topics import Topics
from marsad.nouns.names import Names
from marsad.nouns.occasion import Days, Occasion
from marsad.nouns.series import Series
from marsad.nouns.service import Provider, Service, Symptom, Topic


@dataclass(slots=True)
class Catalog:
    """The catalogue as it was opened, or as editors have it since (``renew``)."""

    providers: Mapping[str, Provider]
    services: Mapping[str, Service]
    symptoms: Mapping[str, Symptom]
    categories: Mapping[str, Names]
    countries: Mapping[str, Names]
    """By ISO 3166-1 alpha-2 code."""
    _index: Index = field(repr=False)
    _parts: Mapping[tuple[str, str], str] = field(repr=False)
    topics: Mapping[str, Topic] = field(default_factory=dict[str, Topic])
    """Complaints that are no failures, by id."""
    _topics: Topics = field(default_factory=lambda: Topics((), ()), repr=False)
    events: tuple[Occasion, ...] = ()
    """What operators' files announce, by begin."""
    _calendar: Calendar = field(default_factory=lambda: Calendar({}, {}, {}), repr=False)

    def renew(self, other: Catalog) -> None:
        """Become what ``other`` is, for all who hold this one; others may read it meanwhile.

        Edits never take a service away: as services come before what finds them, whatever is
        found is there.
        """
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def find(self, text: str) -> list[str]:
        """Ids of the services a search text may mean, best first; at most twenty.

        Spelling is folded, particles joined to Arabic words are seen through, beginnings and
        small slips are understood, Arabic script finds Latin names and the other way round.
        """
        return self._index.find(text)

    def part_of(self, service: str, symptom: str) -> str:
        """The component of a service that a symptom points at, or ""."""
        return self._parts.get((service, symptom), "")

    def topic(self, note: str, symptom: str = "") -> str:
        """What a report complains of that is no failure, or ""; see ``Topics``."""
        return self._topics.of(note, symptom)

    def days(self, series: Series) -> Days | None:
        """The holidays and events that touch a series."""
        return self._calendar.days(series)

    def holidays(self, country: str, years: range) -> list[Occasion]:
        """Public holidays of a country, by date."""
        return self._calendar.holidays(country, years)


def load(folders: Sequence[Path] = (), edits: Edits = MappingProxyType({})) -> Catalog:
    """The bundled catalogue with operators' folders on top of it, and editors' edits on these.

    Raises CatalogError, which tells every fault with its file and line, if there is any.
    """
    drawer, findings = _looked_at(folders, edits)
    if findings:
        raise CatalogError(findings)
    return _opened(drawer)


def check(folders: Sequence[Path] = ()) -> list[Finding]:
    """Every fault of the bundled catalogue and of operators' folders; none when ``load`` works.

    Past two hundred, the last one says that there are more.
    """
    return _looked_at(folders, {})[1]


def _looked_at(folders: Sequence[Path], edits: Edits) -> tuple[Drawer, list[Finding]]:
    drawer, findings = gather((BUNDLED, *folders))
    lay(drawer, edits, findings)
    findings = list(dict.fromkeys(findings + review(drawer)))
    if len(findings) > MOST:
        what, remedy = f"there are more faults than these {MOST}", "put these right first"
        findings[MOST:] = [Finding("catalogue", 0, what, remedy)]
    return drawer, findings


def _opened(drawer: Drawer) -> Catalog:
    found, runners = services(drawer), providers(drawer)
    seen, complaints = symptoms(drawer), topics(drawer)
    countries, announced = names(drawer, "countries"), events(drawer)
    return Catalog(
        providers=runners,
        services=found,
        symptoms=seen,
        categories=names(drawer, "categories"),
        countries=countries,
        _index=Index(found.values(), runners),
        _parts=MappingProxyType(
            {
                (service.id, symptom): part.id
                for service in found.values()
                for part in service.components
                for symptom in part.symptoms
            }
        ),
        topics=complaints,
        _topics=Topics(complaints.values(), seen.values()),
        events=announced,
        _calendar=Calendar(found, countries, zones(drawer), announced),
    )
