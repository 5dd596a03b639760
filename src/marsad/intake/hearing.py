"""Judges windows of request streams and statements as they were sent; knows nothing of HTTP.

Comes in: JSON and who sent it. Goes out: events, or Refused. Called by ``Evidence``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from marsad.intake.inspection import CONTROL, Inspection, Known
from marsad.intake.problems import refusal
from marsad.intake.rules import Rules
from marsad.intake.said import UNREADABLE, refusal_of
from marsad.nouns.incident import Incident
from marsad.nouns.minute import rfc3339
from marsad.nouns.problem import Refused, excerpt
from marsad.nouns.statement import AFTERWARDS_MS, CLAIMS, ROLES, Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.traffic_json import NotAWindow, window_in

SPEAKER_CHARS = 100
TEXT_CHARS = 2_000
SOURCE_CHARS = 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.ASCII)

Incidents = Callable[[str], Incident | None]
"""Looks an incident up by its id."""


class SaidOf(msgspec.Struct):
    """A statement as sent; unknown members are ignored, null and "" mean 'not said'."""

    speaker: str
    text: str
    service: str | None = None
    incident: str | None = None
    role: str | None = None
    language: str | None = None
    source: str | None = None
    at: str | None = None
    claim: str | None = None


_decode = msgspec.json.Decoder(SaidOf).decode


def nobody_knows(_: str) -> None:
    """No incident is known by any id."""


class Hearing:
    """Turns what bearers of an API key send into events, or refuses."""

    def __init__(self, catalog: Known, rules: Rules, incidents: Incidents = nobody_knows) -> None:
        self._inspection = Inspection(catalog, rules)
        self._ahead = rules.ahead_ms
        self._incidents = incidents

    def window(self, data: bytes, sender: str, now: int) -> TrafficWindow:
        """One window. Raises Refused."""
        try:
            window = window_in(data)
        except NotAWindow as error:
            raise _refused(error, data) from None
        self._inspection.service(window.service, now)
        for instant, pointer in ((window.start, "/start"), (window.end, "/end")):
            self._in_time(instant, pointer, now)
        return msgspec.structs.replace(window, source=sender, received=now)

    def statement(self, body: bytes, sender: str, id: bytes, now: int) -> Stated:
        """One statement. Raises Refused."""
        said = _said_in(body)
        incident = self._incident(said.incident, now)
        return Stated(
            id=id,
            at=self._inspection.at(said.at, now, AFTERWARDS_MS) if said.at else now,
            received=now,
            service=self._service(said.service, incident, now),
            speaker=_plain(said.speaker, "speaker", SPEAKER_CHARS),
            text=_plain(said.text, "text", TEXT_CHARS),
            incident=incident.id if incident else "",
            role=_one_of(ROLES, said.role, "role"),
            language=_matching(_LANGUAGE, said.language, "language", "a BCP 47 tag like ar, en-GB"),
            source=_matching(_ADDRESS, said.source, "source", "an http or https address"),
            claim=_one_of(CLAIMS, "" if said.claim == "none" else said.claim, "claim"),
            sender=sender,
        )

    def _in_time(self, instant: int, pointer: str, now: int) -> None:
        when = f"`{pointer[1:]}`, {rfc3339(instant)},"
        if instant > now + self._ahead:
            detail = f"{when} lies ahead of {rfc3339(now)}, the time here."
            raise refusal("time-ahead", detail, pointer=pointer)
        if instant < now - AFTERWARDS_MS:
            detail = f"{when} is before {rfc3339(now - AFTERWARDS_MS)}, the oldest that is taken."
            raise refusal("time-too-old", detail, pointer=pointer)

    def _incident(self, id: str | None, now: int) -> Incident | None:
        found = self._incidents(id) if id else None
        if found and found.merged_into:
            found = self._incidents(found.merged_into)
        if id and not found:
            detail = f"There is no incident `{excerpt(id)}`."
            raise refusal("unknown-incident", detail, pointer="/incident")
        if found and found.ended and found.ended.at < now - AFTERWARDS_MS:
            detail = f"{found.id} ended at {rfc3339(found.ended.at)}."
            raise refusal("incident-over", detail, pointer="/incident")
        return found

    def _service(self, text: str | None, incident: Incident | None, now: int) -> str:
        if incident and text and text != incident.service:
            detail = f"{incident.id} is an incident of {incident.service}."
            raise refusal("bad-value", detail, pointer="/service")
        if incident:
            return incident.service
        if not text:
            detail = "Name the `service`, or the `incident`."
            raise refusal("missing-field", detail, pointer="/service")
        return self._inspection.service(text, now)


def _said_in(body: bytes) -> SaidOf:
    try:
        return _decode(body.decode())
    except UnicodeDecodeError as error:
        raise refusal("broken-utf8", f"Byte {error.start} of the body is not UTF-8.") from None
    except UNREADABLE as error:
        raise refusal_of(error, body) from None


def _refused(error: NotAWindow, data: bytes) -> Refused:
    if not data.strip():
        return refusal("body-empty", "The body is empty.")
    kind = "missing-field" if error.missing else "bad-window"
    what = str(error)
    return refusal(kind, what[0].upper() + what[1:] + ".", pointer=error.pointer)


def _plain(text: str, field: str, limit: int) -> str:
    """A text that must say something, stripped."""
    if not text.strip():
        raise refusal("missing-field", f"`{field}` says nothing.", pointer=f"/{field}")
    if len(text) > limit:
        detail = f"`{field}` has {len(text)} characters; up to {limit} are taken."
        raise refusal("text-too-long", detail, pointer=f"/{field}")
    if found := CONTROL.search(text):
        detail = f"`{field}` has U+{ord(found[0]):04X} at character {found.start()}."
        raise refusal("bad-text", detail, pointer=f"/{field}")
    return text.strip()


def _one_of(known: tuple[str, ...], text: str | None, field: str) -> str:
    if not text or text in known:
        return text or ""
    detail = f"`{excerpt(text)}` is none of {', '.join(known)}."
    raise refusal("bad-value", detail, pointer=f"/{field}")


def _matching(pattern: re.Pattern[str], text: str | None, field: str, wanted: str) -> str:
    if not text or (len(text) <= SOURCE_CHARS and pattern.fullmatch(text)):
        return text or ""
    raise refusal("bad-value", f"`{excerpt(text)}` is not {wanted}.", pointer=f"/{field}")
