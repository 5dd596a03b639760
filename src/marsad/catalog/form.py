"""The form of a catalogue file, and the JSON Schema that is shipped beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marsad.catalog.shape import Choice, ListOf, Number, Record, Shape, TableOf, Text

DIALECTS = ("msa", "gulf", "egypt", "levant", "maghreb", "en")
KINDS = (
    "company",
    "government",
    "bank",
    "payments",
    "telecom",
    "cloud",
    "cdn",
    "network",
    "cable",
    "security",
)

OCCASIONS = ("event", "holiday")

_ID = Text(
    "an id of small Latin letters, digits and '_', at most 40: my_bank",
    r"^[a-z0-9][a-z0-9_]{0,39}$",
)
# no control characters, and none that turn the direction of what follows on a page
_IN_TEXT = r"[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]"
_TEXT = Text(
    "one line of text, at most 200 characters, without blanks at its ends",
    rf"^(?=\S)(?!.*\s$){_IN_TEXT}{{1,200}}$",
)
_CODE = Text("an ISO 3166-1 code of two capitals: SA", r"^[A-Z]{2}$")
_HASHTAG = Text('a hashtag in quotes: "#عطل_تويتر"', r"^#[^\s#]{1,100}$")
_ADDRESS = Text("an address that begins with https://", r"^https?://[^\s/]\S*$")

_ZONE = Text(
    "a time zone by its IANA name: Asia/Riyadh", r"^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$"
)
_TIME = Text(
    "a minute with its distance from UTC: 2026-05-29T20:00+03:00",
    r"^[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:00)?(Z|[+-]\d\d:\d\d)$",
)

_LANGUAGE = Text("a language by its ISO 639 code: fr", r"^[a-z]{2,3}$")
_NAMES = Record({"ar": _TEXT, "en": _TEXT}, ("ar", "en"), (_LANGUAGE, _TEXT))
_PROVIDER = {
    "names": _NAMES,
    "kind": Choice(KINDS),
    "aliases": ListOf(_TEXT),
    "depends_on": ListOf(_ID),
    "status": _ADDRESS,
}
_COMPONENT = {"names": _NAMES, "symptoms": ListOf(_ID)}
COMPONENT = Record(_COMPONENT, ("names",))
_SERVICE = {
    "names": _NAMES,
    "provider": _ID,
    "category": _ID,
    "countries": ListOf(_CODE),
    "aliases": ListOf(_TEXT),
    "ambiguous": ListOf(_TEXT),
    "hashtags": ListOf(_HASHTAG),
    "components": TableOf(_ID, COMPONENT),
    "symptoms": ListOf(_ID),
    "depends_on": ListOf(_ID),
    "status": _ADDRESS,
}
_SYMPTOM = {"names": _NAMES, "severity": Number(1, 5)}
_PHRASES = TableOf(Choice(DIALECTS), ListOf(_TEXT))
_TOPIC = {"names": _NAMES, "symptoms": ListOf(_ID), "phrases": _PHRASES}
_CATEGORY = {"names": _NAMES, "symptoms": ListOf(_ID)}
_COUNTRY = {"names": _NAMES, "zone": _ZONE}
_EVENT = {
    "names": _NAMES,
    "kind": Choice(OCCASIONS),
    "begin": _TIME,
    "end": _TIME,
    "countries": ListOf(_CODE),
    "services": ListOf(_ID),
}
EVENT = Record(_EVENT, ("names", "begin", "end"))


def _loosened(fields: Mapping[str, Shape]) -> Record:
    """The same record with nothing required, all the way down: what an extension may say."""
    loose: dict[str, Shape] = dict(fields)
    if "names" in loose:
        loose["names"] = Record(_NAMES.fields, rest=_NAMES.rest)
    if "components" in loose:
        loose["components"] = TableOf(_ID, _loosened(_COMPONENT))
    return Record(loose)


_EXTENSION = {
    "providers": TableOf(_ID, _loosened(_PROVIDER)),
    "services": TableOf(_ID, _loosened(_SERVICE)),
    "symptoms": TableOf(_ID, _loosened(_SYMPTOM)),
    "topics": TableOf(_ID, _loosened(_TOPIC)),
    "categories": TableOf(_ID, _loosened(_CATEGORY)),
    "countries": TableOf(_CODE, _loosened(_COUNTRY)),
    "events": TableOf(_ID, _loosened(_EVENT)),
}

FILE = Record(
    {
        "providers": TableOf(_ID, Record(_PROVIDER, ("names",))),
        "services": TableOf(_ID, Record(_SERVICE, ("names", "provider", "category"))),
        "symptoms": TableOf(_ID, Record(_SYMPTOM, ("names", "severity"))),
        "topics": TableOf(_ID, Record(_TOPIC, ("names",))),
        "categories": TableOf(_ID, Record(_CATEGORY, ("names",))),
        "countries": TableOf(_CODE, Record(_COUNTRY, ("names",))),
        "events": TableOf(_ID, EVENT),
        "phrases": TableOf(_ID, _PHRASES),
        "extend": Record(_EXTENSION),
    }
)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a catalogue file, as ``catalogue.schema.json`` has it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A catalogue file of Marsad",
        **FILE.schema(),
    }


def schema_text() -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
