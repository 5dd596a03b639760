"""A judged window as JSON: what ``marsad traffic --json`` prints and ``/api/v1/traffic`` takes.

The names are those of ``TrafficWindow``, times are RFC 3339, the probabilities are named by cause.
Who sent it and when (``source``, ``received``) is for the observatory to say and is left out.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

import msgspec

from marsad.nouns.minute import parse_rfc3339, rfc3339, rfc3339_or_none
from marsad.nouns.problem import excerpt
from marsad.nouns.traffic import CAUSES, TrafficWindow, Trait

VERDICTS = (*CAUSES, "uncertain")
TRAITS = 64
"""Traits that one window may have."""
LONGEST_MS = 3_600_000
_SLACK = 0.01
"""What the probabilities may lack of one, having been rounded."""
_AT_ODDS = "/probabilities"
_PATH = re.compile(r" - at `\$([^`]*)`")
_MISSING = re.compile(r"missing required field `(\w+)`")
_END_OF_TIME = 253_402_300_800_000
"""The year 10000, beyond which RFC 3339 has no times."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Code = Annotated[str, msgspec.Meta(max_length=40, pattern="^[a-z][a-z0-9_]*$")]


class NotAWindow(ValueError):
    """What came is no window; ``pointer`` (RFC 6901) says where, ``missing`` which member lacks."""

    def __init__(self, what: str, pointer: str = "", missing: str = "") -> None:
        super().__init__(what)
        self.pointer = pointer
        self.missing = missing


class _Trait(msgspec.Struct):
    name: Code
    value: float
    weight: float
    usual: float | None = None
    towards: str = ""


class _Window(msgspec.Struct):
    service: Id
    start: str
    end: str
    requests: Count
    clients: Count
    errors: Share
    verdict: str
    probabilities: dict[str, Share]
    traits: Annotated[tuple[_Trait, ...], msgspec.Meta(max_length=TRAITS)] = ()
    onset: str | None = None
    reached_at: str | None = None


_decoder = msgspec.json.Decoder(_Window)


def window_json(window: TrafficWindow) -> dict[str, Any]:
    """A window as JSON values. What isn't known is None."""
    return {
        "service": window.service,
        "start": rfc3339(window.start),
        "end": rfc3339(window.end),
        "requests": window.requests,
        "clients": window.clients,
        "errors": window.errors,
        "verdict": window.verdict,
        "probabilities": dict(zip(CAUSES, window.probabilities, strict=True)),
        "traits": [trait_json(trait) for trait in window.traits],
        "onset": rfc3339_or_none(window.onset),
        "reached_at": rfc3339_or_none(window.reached_at),
    }


def trait_json(trait: Trait) -> dict[str, Any]:
    """A trait as JSON values; a usual value that isn't known is None."""
    usual = None if math.isnan(trait.usual) else trait.usual
    return {
        "name": trait.name,
        "value": trait.value,
        "usual": usual,
        "weight": trait.weight,
        "towards": trait.towards,
    }


def window_in(data: bytes) -> TrafficWindow:
    """The window in a JSON object; unknown members are ignored. Raises NotAWindow.

    >>> window_in(b'{"service": "x"}')
    Traceback (most recent call last):
    marsad.nouns.traffic_json.NotAWindow: `start` is missing
    """
    try:
        told = _decoder.decode(data.decode())
    except UnicodeDecodeError as error:
        raise NotAWindow(f"byte {error.start} is not UTF-8") from None
    except msgspec.ValidationError as error:
        raise _refused(error) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotAWindow(f"not JSON: {excerpt(str(error))}") from None
    return _window(told)


def _window(told: _Window) -> TrafficWindow:
    start, end = _instant(told.start, "/start"), _instant(told.end, "/end")
    if end <= start:
        raise NotAWindow("`end` is not after `start`", "/end")
    if end - start > LONGEST_MS:
        raise NotAWindow("a window is an hour at most", "/end")
    onset = _instant(told.onset, "/onset") if told.onset else None
    if onset is not None and onset >= end:
        raise NotAWindow("`onset` is not before `end`", "/onset")
    if told.verdict not in VERDICTS:
        known = ", ".join(VERDICTS)
        raise NotAWindow(f"`{excerpt(told.verdict)}` is none of {known}", "/verdict")
    return TrafficWindow(
        service=told.service,
        start=start,
        end=end,
        requests=told.requests,
        clients=told.clients,
        errors=told.errors,
        verdict=told.verdict,
        probabilities=_probabilities(told.probabilities),
        traits=tuple(_trait(trait, number) for number, trait in enumerate(told.traits)),
        onset=onset,
        reached_at=_instant(told.reached_at, "/reached_at") if told.reached_at else None,
    )


def _probabilities(told: dict[str, float]) -> tuple[float, float, float, float, float]:
    if strange := told.keys() - set(CAUSES):
        raise NotAWindow(f"`{excerpt(min(strange))}` is none of {', '.join(CAUSES)}", _AT_ODDS)
    if abs(sum(told.values()) - 1.0) > _SLACK:
        raise NotAWindow(f"the probabilities sum to {sum(told.values()):.3f}, not to 1", _AT_ODDS)
    normal, crowd, attack, fault, mixed = (told.get(cause, 0.0) for cause in CAUSES)
    return normal, crowd, attack, fault, mixed


def _trait(told: _Trait, number: int) -> Trait:
    if told.towards and told.towards not in CAUSES:
        where = f"/traits/{number}/towards"
        raise NotAWindow(f"`{excerpt(told.towards)}` is none of {', '.join(CAUSES)}", where)
    usual = math.nan if told.usual is None else told.usual
    return Trait(told.name, told.value, usual, told.weight, told.towards)


def _instant(text: str, pointer: str) -> int:
    try:
        instant = parse_rfc3339(text)
    except (ValueError, OverflowError):
        raise NotAWindow(f"`{excerpt(text)}` is not a time", pointer) from None
    if not 0 <= instant < _END_OF_TIME:
        where = "before 1970" if instant < 0 else "after the year 9999"
        raise NotAWindow(f"`{excerpt(text)}` lies {where}", pointer)
    return instant


def _refused(error: msgspec.ValidationError) -> NotAWindow:
    text = str(error)
    what, path = text.partition(" - at ")[0], _PATH.search(text)
    where = pointer(path[1]) if path else ""
    if missing := _MISSING.search(text):
        return NotAWindow(f"`{missing[1]}` is missing", f"{where}/{missing[1]}", missing[1])
    return NotAWindow(what, where)


def pointer(path: str) -> str:
    """A JSON Pointer (RFC 6901) from the path msgspec gives.

    >>> pointer(".traits[3].value")
    '/traits/3/value'
    """
    return re.sub(r"\[(\d+)\]", r"/\1", re.sub(r"\.(\w+)", r"/\1", path))
