"""A scenario: the quiet life of some services, and what then goes wrong, as a TOML file.

The format is described in docs/scenarios.md. ``read_scenario`` is called by ``simulate``, the
demonstration and the tests; it refuses with file, line and remedy what makes no sense.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

from marsad.bring.expectation import Expectation
from marsad.bring.refusal import FileRefused
from marsad.bring.toml_line import line_of

Moment = Annotated[datetime, Meta(tz=True)]
Positive = Annotated[float, Meta(gt=0)]
Natural = Annotated[float, Meta(ge=0)]
Mix = Annotated[dict[str, Natural], Meta(min_length=1)]
"""Shares by name; they need not sum to one."""


class Quiet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The usual life of one service, outages apart."""

    id: str
    rate: Positive
    """Reports a minute over all countries, as the mean of a day (weekends apart)."""
    countries: Mix
    parts: Mix
    """Shares by ``component/symptom``; either may be empty, as in ``/slow``."""
    dispersion: Annotated[float, Meta(ge=1)] = 1.5
    """Variance over mean of the reports of a minute (NB1); 1 is Poisson."""
    wobble: Natural = 0.0
    """Standard deviation of a slow (90 min) wobble of the logarithm of the rate."""


class Size(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How large an outage is, as it was published."""

    reports: Positive
    minutes: Annotated[int, Meta(ge=1)] = 15
    """Width of the bin the figure is a sum over; Downdetector's bins are 15 minutes wide."""
    country: str = ""
    """Where the figure was counted; empty for the whole world."""


class Outage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reports above the usual: a ramp, a level held, and a decay by half-lives."""

    service: str
    start: Moment
    ramp: Positive
    """Minutes from the start to the full level, in a straight line."""
    until: Moment
    """When the decay begins."""
    half_life: Positive
    """Minutes in which the decay halves."""
    countries: Mix
    parts: Mix
    peak: Size | None = None
    """The largest sum of one bin (bins on whole multiples of their width), usual level included."""
    first: Size | None = None
    """The sum of the first minutes after the start, usual level included."""
    total: Size | None = None
    """All reports above the usual; ``minutes`` has no meaning here."""
    delays: dict[str, Natural] = {}
    """Minutes by which a country begins later than ``start``."""
    note: str = ""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who said what, when: evidence for later rooms, told with the scenario."""

    speaker: str
    at: Moment
    text: str
    language: str = "en"
    source: str = ""
    claim: str = ""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything one file says."""

    title: str
    seed: int
    start: Moment
    """Where the story begins; ``quiet_days`` of usual life lie before it."""
    end: Moment
    zones: dict[str, str]
    """Time zone (IANA) of each country that is named anywhere."""
    service: Annotated[list[Quiet], Meta(min_length=1)]
    quiet_days: Annotated[int, Meta(ge=0, le=400)] = 14
    hours: Annotated[list[Natural], Meta(min_length=24, max_length=24)] | None = None
    """Relative rate at each full hour of local time, instead of the usual shape."""
    weekend: Positive = 0.9
    """Rate on Saturday and Sunday relative to the other days."""
    about: str = ""
    sources: list[str] = []
    outage: list[Outage] = []
    statement: list[Said] = []
    expect: list[Expectation] = []


def read_scenario(path: Path) -> Scenario:
    """The scenario in a TOML file. Raises FileRefused."""
    try:
        text = path.read_text("utf-8")
        scenario = msgspec.convert(tomllib.loads(text), Scenario)
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise FileRefused(path, reason, "name a scenario file (docs/scenarios.md)") from None
    except UnicodeDecodeError:
        raise FileRefused(path, "not UTF-8 text", "save the scenario as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(path, f"not TOML: {error}", "correct it there") from None
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        where = place.rstrip("`") or "$"
        raise FileRefused(
            path, f"{where[2:] or 'scenario'}: {what}", "see docs/scenarios.md", line_of(text, where)
        ) from None
    for place, what in _wrong(scenario):
        raise FileRefused(
            path, f"{place[2:]}: {what}", "see docs/scenarios.md", line_of(text, place)
        )
    return scenario


@cache
def bundled() -> dict[str, Path]:
    """The scenarios that come with the program, by name."""
    folder = resources.files("marsad.bring") / "scenarios"
    files = (Path(str(each)) for each in folder.iterdir() if each.name.endswith(".toml"))
    return {file.stem: file for file in sorted(files)}


def _wrong(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Everything that makes no sense, as (place, what)."""
    if scenario.end <= scenario.start:
        yield "$.end", "is not after start"
    for country, zone in scenario.zones.items():
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield f"$.zones.{country}", f"no time zone {zone!r}"
    services = [quiet.id for quiet in scenario.service]
    for index, quiet in enumerate(scenario.service):
        place = f"$.service[{index}]"
        if services.index(quiet.id) != index:
            yield f"{place}.id", f"{quiet.id!r} is described twice"
        yield from _mixes(place, quiet, scenario)
    for index, outage in enumerate(scenario.outage):
        yield from _wrong_outage(f"$.outage[{index}]", outage, services, scenario)
    for index, expect in enumerate(scenario.expect):
        if expect.service not in services:
            yield f"$.expect[{index}].service", f"no [[service]] has the id {expect.service!r}"


def _wrong_outage(
    place: str, outage: Outage, services: list[str], scenario: Scenario
) -> Iterator[tuple[str, str]]:
    if outage.service not in services:
        yield f"{place}.service", f"no [[service]] has the id {outage.service!r}"
    if not scenario.start <= outage.start < scenario.end:
        yield f"{place}.start", "lies outside start and end of the scenario"
    if outage.until <= outage.start:
        yield f"{place}.until", "is not after start"
    sizes = [name for name in ("peak", "first", "total") if getattr(outage, name) is not None]
    if len(sizes) != 1:
        yield place, f"needs one of peak, first and total, but has {' and '.join(sizes) or 'none'}"
    else:
        country = getattr(outage, sizes[0]).country
        if country and not outage.countries.get(country):
            yield f"{place}.{sizes[0]}", f"{country!r} has no share in countries"
    for country in outage.delays:
        if country not in outage.countries:
            yield f"{place}.delays", f"{country!r} has no share in countries"
    yield from _mixes(place, outage, scenario)


def _mixes(place: str, holder: Quiet | Outage, scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name in ("countries", "parts"):
        if sum(getattr(holder, name).values()) <= 0:
            yield f"{place}.{name}", "all shares are zero"
    for country in holder.countries:
        if country not in scenario.zones:
            yield f"{place}.countries", f"{country!r} has no time zone under [zones]"
    for part in holder.parts:
        if part.count("/") != 1:
            yield f"{place}.parts", f"{part!r} is not of the form component/symptom"
