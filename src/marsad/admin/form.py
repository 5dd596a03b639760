"""Forms of the desk: read within bounds, and their fields read as what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from marsad.intake.body import Bodies, Disconnected
from marsad.intake.form import fields_in
from marsad.show.problems import refused

LARGEST = 64 * 1024
ENTRY_LARGEST = 16 * 1024
"""Of who is not signed in: a name, a password, or what a passkey signed."""
PATIENCE_SECONDS = 10.0
_MEDIA = "application/x-www-form-urlencoded"


async def read_form(request: Request, bodies: Bodies, largest: int = LARGEST) -> Mapping[str, str]:
    """The fields of a posted form. Raises Refused where it is none, too large or too slow."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _MEDIA:
        raise refused("form-refused", f"Forms are sent as {_MEDIA}")
    headers = list(request.scope["headers"])
    try:
        body = await bodies.read(request.receive, headers, largest, PATIENCE_SECONDS)
    except Disconnected:
        # Nobody is there to hear it; it is only no fault of ours.
        raise refused("form-refused", "The form ended before it was complete") from None
    return fields_in(body)


def instant_in(text: str, zone: ZoneInfo) -> int | None:
    """The instant of a ``datetime-local`` field on the site's clock; None for what is none.

    An hour that the clock skips in spring is none; of one that it shows twice, the first is meant.

    >>> instant_in("2026-11-20T18:00", ZoneInfo("Asia/Riyadh"))
    1795186800000
    >>> instant_in("2026-03-29T02:30", ZoneInfo("Europe/Berlin"))
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    if local.tzinfo is not None or not 2000 <= local.year < 2100:
        return None
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        return None
    return int(instant.timestamp() * 1000)


def field_of(instant: int, zone: ZoneInfo) -> str:
    """What a ``datetime-local`` field shows for an instant.

    >>> field_of(1795186800000, ZoneInfo("Asia/Riyadh"))
    '2026-11-20T18:00'
    """
    local = datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M")


def text_in(fields: Mapping[str, str], name: str, most: int) -> str:
    """A text as it was typed, with its line breaks as one character. Raises Refused if too long."""
    text = fields.get(name, "").replace("\r\n", "\n").strip()
    if len(text) > most:
        raise refused("form-refused", f"The field {name} takes up to {most} characters")
    return text
