"""A scenario read from its TOML file, and refused with line and remedy where it makes no sense."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from marsad.bring.refusal import FileRefused
from marsad.bring.scenario import Outage, Quiet, Scenario
from marsad.bring.toml_line import line_of

_REMEDY = "see docs/scenarios.md"


def read_scenario(path: Path) -> Scenario:
    """The scenario in a TOML file, or the bundled one of that name. Raises FileRefused."""
    if not path.exists():
        path = bundled().get(str(path), path)
    text = _text(path)
    try:
        scenario = msgspec.convert(tomllib.loads(text), Scenario)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(path, f"not TOML: {error}", "correct it there") from None
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        raise _refusal(path, text, place.rstrip("`") or "$", what) from None
    for place, what in _wrong(scenario):
        raise _refusal(path, text, place, what)
    return scenario


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise FileRefused(path, "not UTF-8 text", "save the scenario as UTF-8") from None
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        names = ", ".join(bundled())
        raise FileRefused(path, reason, f"name a scenario file, or one of {names}") from None


def _refusal(path: Path, text: str, place: str, what: str) -> FileRefused:
    named = f"{place[2:]}: {what}" if place != "$" else what
    return FileRefused(path, named, _REMEDY, line_of(text, place))


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
        yield from _wrong_size(f"{place}.{sizes[0]}", outage, scenario)
    for country in outage.delays:
        if country not in outage.countries:
            yield f"{place}.delays", f"{country!r} has no share in countries"
    yield from _mixes(place, outage, scenario)


def _wrong_size(place: str, outage: Outage, scenario: Scenario) -> Iterator[tuple[str, str]]:
    size = outage.peak or outage.first or outage.total
    assert size is not None, "one of them is there"
    counted = [c for c, share in outage.countries.items() if share and size.country in ("", c)]
    if not counted:
        yield place, f"{size.country!r} has no share in countries"
        return
    if size.minutes * 60 > (scenario.end - scenario.start).total_seconds():
        yield place, f"{size.minutes} minutes are longer than the story"
    begins = min(outage.delays.get(country, 0.0) for country in counted)
    lasts = (outage.until - outage.start).total_seconds() / 60
    if begins >= (size.minutes if outage.first else lasts):
        yield place, "nobody who is counted has begun to fail by then"


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
