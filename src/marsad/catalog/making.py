"""Nouns out of the drawer, once it was found sound."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from marsad.catalog.drawer import Drawer
from marsad.catalog.sheet import Table
from marsad.nouns.minute import minute_of, parse_rfc3339
from marsad.nouns.names import Names
from marsad.nouns.occasion import Occasion
from marsad.nouns.service import Component, Provider, Service, Symptom, Topic


def providers(drawer: Drawer) -> Mapping[str, Provider]:
    """Every provider by id."""
    return MappingProxyType(
        {
            name.text: Provider(
                id=name.text,
                names=_names(row),
                aliases=row.texts("aliases"),
                kind=row.text("kind", "company"),
                depends_on=row.texts("depends_on"),
                status=row.text("status"),
            )
            for name, row in drawer.rows("providers")
        }
    )


def services(drawer: Drawer) -> Mapping[str, Service]:
    """Every service by id; one that lists no symptoms offers those of its category."""
    usual = {name.text: row.texts("symptoms") for name, row in drawer.rows("categories")}
    return MappingProxyType(
        {name.text: _service(name.text, row, usual) for name, row in drawer.rows("services")}
    )


def symptoms(drawer: Drawer) -> Mapping[str, Symptom]:
    """Every symptom by id, with all phrases of all files."""
    return MappingProxyType(
        {
            name.text: Symptom(
                id=name.text,
                names=_names(row),
                severity=int(row.text("severity")),
                phrases=_phrases(drawer["phrases"].table(name.text)),
            )
            for name, row in drawer.rows("symptoms")
        }
    )


def topics(drawer: Drawer) -> Mapping[str, Topic]:
    """Every topic of complaint by id."""
    return MappingProxyType(
        {
            name.text: Topic(
                id=name.text,
                names=_names(row),
                symptoms=row.texts("symptoms"),
                phrases=_phrases(row.table("phrases")),
            )
            for name, row in drawer.rows("topics")
        }
    )


def names(drawer: Drawer, kind: str) -> Mapping[str, Names]:
    """The names of every entry of a kind, by id."""
    return MappingProxyType({name.text: _names(row) for name, row in drawer.rows(kind)})


def zones(drawer: Drawer) -> Mapping[str, str]:
    """The main time zone of every country that has one said."""
    rows = ((name.text, row.text("zone")) for name, row in drawer.rows("countries"))
    return MappingProxyType({code: zone for code, zone in rows if zone})


def events(drawer: Drawer) -> tuple[Occasion, ...]:
    """Every event by its begin."""
    made = [
        Occasion(
            kind="holiday" if row.text("kind") == "holiday" else "event",
            begin=minute_of(parse_rfc3339(row.text("begin"))),
            end=minute_of(parse_rfc3339(row.text("end"))),
            names=_names(row),
            countries=row.texts("countries"),
            services=row.texts("services"),
        )
        for _, row in drawer.rows("events")
    ]
    return tuple(sorted(made, key=lambda event: (event.begin, event.end)))


def _service(id: str, row: Table, usual: Mapping[str, tuple[str, ...]]) -> Service:
    category = row.text("category")
    return Service(
        id=id,
        names=_names(row),
        provider=row.text("provider"),
        category=category,
        countries=row.texts("countries"),
        aliases=row.texts("aliases"),
        ambiguous=row.texts("ambiguous"),
        hashtags=row.texts("hashtags"),
        components=tuple(
            Component(part.text, _names(table), table.texts("symptoms"))
            for part, table in row.table("components").tables()
        ),
        symptoms=row.texts("symptoms") or usual.get(category, ()),
        depends_on=row.texts("depends_on"),
        status=row.text("status"),
    )


def _names(row: Table) -> Names:
    words = row.table("names")
    more = sorted(language for language in words.entries if language not in {"ar", "en"})
    spoken = tuple((language, words.text(language)) for language in more)
    return Names(ar=words.text("ar"), en=words.text("en"), more=spoken)


def _phrases(table: Table) -> dict[str, tuple[str, ...]]:
    return {dialect: table.texts(dialect) for dialect in table.entries}
