"""Every reason the door refuses for: one row a kind, and its RFC 9457 document."""

from __future__ import annotations

from typing import Any

from marsad.nouns.problem import Kind, Problem, Refused

KINDS: dict[str, Kind] = {
    "bad-address": Kind(
        422, "Not an IP address", "Send an IPv4 or IPv6 address as text, or leave `ip` out."
    ),
    "bad-api-key": Kind(
        401, "Unknown API key", "Send `Authorization: Bearer <key>` with a key of this observatory."
    ),
    "bad-form": Kind(
        400, "The form can't be read", "Send application/x-www-form-urlencoded fields, UTF-8."
    ),
    "bad-idempotency-key": Kind(
        400,
        "Malformed Idempotency-Key",
        "Send 1 to 255 printable ASCII characters; a UUID serves well.",
    ),
    "bad-kind": Kind(422, "Unknown kind of report", "Send `problem` or `works`, or leave it out."),
    "bad-receipt": Kind(
        403,
        "Not the receipt of a report of yours",
        "Change a report from the page that thanked for it, on the same network.",
    ),
    "bad-request": Kind(400, "Not an HTTP request", "Speak HTTP/1.1."),
    "bad-value": Kind(
        422,
        "Not a value that is taken here",
        "Send a value like those the detail names, or leave it out.",
    ),
    "bad-window": Kind(
        422, "Not a window of traffic", "Send windows as `marsad traffic --json` prints them."
    ),
    "bad-text": Kind(
        422, "Text with control characters", "Send plain text; tabs and line breaks are allowed."
    ),
    "body-empty": Kind(400, "Nothing was sent", "Send the report in the body of the request."),
    "body-too-large": Kind(413, "The body is too large", "Send less, or send it in parts."),
    "broken-utf8": Kind(400, "The text is not UTF-8", "Encode the body as UTF-8."),
    "busy": Kind(503, "Too much is being sent at once", "Wait for Retry-After, then send again."),
    "cross-site": Kind(
        403,
        "Posted from another site",
        "Use the form on the service's page, or the API from a program.",
    ),
    "form-expired": Kind(
        403,
        "The form is too old, or was sent before",
        "Open the service's page again and report from there; programs use /api/v1/reports.",
    ),
    "head-too-large": Kind(431, "The headers are too large", "Send fewer or shorter headers."),
    "idempotency-key-reused": Kind(
        422,
        "Idempotency-Key was used for another request",
        "Use a new key for each new report; repeat a key only with the same body.",
    ),
    "incident-over": Kind(
        409, "The incident is long over", "Statements are taken until 48 hours after the end."
    ),
    "journal-away": Kind(
        503,
        "The report could not be kept",
        "Send it again after Retry-After; with the same Idempotency-Key it counts once.",
    ),
    "journal-full": Kind(
        507,
        "The observatory's disk is full",
        "Send it again later; its operator must make room on the disk.",
    ),
    "method-not-allowed": Kind(405, "Only POST is answered here", "Use POST."),
    "missing-field": Kind(422, "A field is missing", "Add the field."),
    "no-api-key": Kind(
        401,
        "An API key is needed",
        "Send `Authorization: Bearer <key>`; the observatory's operator hands out keys.",
    ),
    "not-a-time": Kind(
        422, "Not a time", "Send RFC 3339, such as 2025-05-24T13:00:00Z, or leave `at` out."
    ),
    "not-found": Kind(404, "No such address", "Look at /openapi.json."),
    "not-json": Kind(400, "Not JSON", "Send one JSON object (a batch: one on each line)."),
    "not-trusted": Kind(
        403,
        "You may not speak for others",
        "Leave `reporter` and `ip` out, or send an API key, or have the operator add your network "
        "to intake.trusted.",
    ),
    "note-too-long": Kind(422, "The note is too long", "Shorten it."),
    "text-too-long": Kind(422, "A text is too long", "Shorten it."),
    "proof-needed": Kind(
        403,
        "A proof of work is needed for the moment",
        "Solve the `challenge` (ALTCHA, version 2) and send the report again with the solution in "
        "`altcha`; or send with an API key.",
    ),
    "quota-spent": Kind(
        429,
        "The API key's quota is spent",
        "Wait for Retry-After, or have the operator raise intake.quotas.",
    ),
    "time-ahead": Kind(422, "The time lies in the future", "Set the sender's clock right."),
    "time-too-old": Kind(
        422, "The time lies too far back", "Send reports as they come; import older ones."
    ),
    "too-late": Kind(
        410,
        "Too late to change the report",
        "A report can be changed for two minutes; report again if something else is the matter.",
    ),
    "too-many-lines": Kind(413, "Too many lines", "Send several batches."),
    "too-many-requests": Kind(
        429, "Too many reports from you", "One report is enough: wait for Retry-After."
    ),
    "too-slow": Kind(408, "The body came too slowly", "Send it again on a better line."),
    "trouble": Kind(
        503, "The door itself failed", "Send it again; the operator finds the cause in the log."
    ),
    "unknown-component": Kind(
        422, "Unknown component", "Send one of the service's components, or leave it out."
    ),
    "unknown-country": Kind(
        422, "Unknown country", "Send an ISO 3166-1 alpha-2 code such as SA, or leave it out."
    ),
    "unknown-incident": Kind(
        422, "Unknown incident", "Send an id from /api/v1/incidents, or the service alone."
    ),
    "unknown-service": Kind(422, "Unknown service", "Send an id from /api/v1/services."),
    "unknown-symptom": Kind(
        422, "Unknown symptom", "Send a symptom of the service, or leave it out."
    ),
    "unsupported-encoding": Kind(
        415, "Compressed bodies are not taken", "Send the body without Content-Encoding."
    ),
    "unsupported-media-type": Kind(
        415, "Unsupported media type", "Send the Content-Type that the detail names."
    ),
    "wrong-type": Kind(422, "A field has the wrong type", "Send the type that the detail names."),
}


def refusal(name: str, detail: str, *, pointer: str = "", status: int = 0, **extra: Any) -> Refused:
    """The exception that refuses with a kind of ``KINDS``; ``extra`` become members of its own."""
    return KINDS[name].refuse(name, detail, pointer=pointer, status=status, **extra)


def name_of(problem: Problem) -> str:
    """The kind's name.

    >>> name_of(refusal("not-json", "A comma is missing.").problem)
    'not-json'
    """
    return problem.type.rpartition("/")[2]
