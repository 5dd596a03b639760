"""What a sender says in one report, as it comes over the wire."""

from __future__ import annotations

import re

import msgspec

from marsad.intake.problems import refusal
from marsad.nouns.problem import Refused, excerpt


class Said(msgspec.Struct):
    """One report as sent; unknown members are ignored, null and "" mean 'not said'."""

    service: str
    component: str | None = None
    symptom: str | None = None
    country: str | None = None
    note: str | None = None
    kind: str | None = None
    at: str | None = None
    reporter: str | None = None
    ip: str | None = None
    altcha: str | None = None
    """Solution of a challenge, as ALTCHA's widget sends it."""


decode_said = msgspec.json.Decoder(Said).decode
"""Said from bytes that are known to be UTF-8; raises what ``refusal_of`` explains."""
UNREADABLE = (msgspec.DecodeError, RecursionError)
_PLACE = re.compile(r" - at `\$\.(\w+)")
_MISSING = re.compile(r"missing required field `(\w+)`")


def said_in(body: bytes) -> Said:
    """The report in a JSON body. Raises Refused saying what is wrong and where."""
    try:
        return decode_said(body.decode())
    except UnicodeDecodeError as error:
        raise refusal("broken-utf8", f"Byte {error.start} of the body is not UTF-8.") from None
    except UNREADABLE as error:
        raise refusal_of(error, body) from None


def refusal_of(error: Exception, body: bytes) -> Refused:
    """Why ``decode_said`` failed on a body, for its sender."""
    text = str(error)
    if not body.strip():
        return refusal("body-empty", "The body is empty.")
    if not isinstance(error, msgspec.ValidationError):
        return refusal("not-json", f"The body is not JSON: {excerpt(text)}.")
    if missing := _MISSING.search(text):
        return refusal("missing-field", f"`{missing[1]}` is missing.", pointer=f"/{missing[1]}")
    place = _PLACE.search(text)
    what = text.partition(" - at ")[0]
    return refusal("wrong-type", f"{what}.", pointer=f"/{place[1]}" if place else "")
