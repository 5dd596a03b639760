"""What the door looks at in a request before its body is understood."""

from __future__ import annotations

import re

from marsad.intake.answer import Fields
from marsad.intake.problems import refusal
from marsad.nouns.problem import excerpt

JSON = frozenset({b"application/json"})
NDJSON = frozenset(
    {b"application/x-ndjson", b"application/ndjson", b"application/jsonl", b"application/json"}
)
LINES = NDJSON - JSON
FORM = frozenset({b"application/x-www-form-urlencoded"})
_KEY = re.compile(rb"[\x20-\x7e]{1,255}")
_UTF8 = re.compile(rb"""\s*charset\s*=\s*"?utf-?8"?\s*""", re.IGNORECASE)


def check_media(fields: Fields, taken: frozenset[bytes], origins: frozenset[bytes]) -> None:
    """Refuse other media types, charsets and encodings than those taken.

    A body without a Content-Type is taken for the right one, but not from another site's page:
    browsers ask leave (CORS preflight) for every type that we take, only not for none.
    """
    media = fields.get(b"content-type", b"")
    if media not in taken:
        kind, _, parameters = media.partition(b";")
        if kind.strip().lower() not in taken and media:
            raise _unsupported(media, taken)
        if parameters.strip() and not all(map(_is_harmless, parameters.split(b";"))):
            raise _unsupported(media, taken)
        if not media:
            check_origin(fields, origins)
    encoding = fields.get(b"content-encoding")
    if encoding and encoding.lower() != b"identity":
        raise refusal(
            "unsupported-encoding", f"Content-Encoding `{_shown(encoding)}` is not taken."
        )


def is_lines(fields: Fields) -> bool:
    """Whether the body has a JSON value on each line, rather than one in all."""
    return fields.get(b"content-type", b"").partition(b";")[0].strip().lower() in LINES


def check_origin(fields: Fields, origins: frozenset[bytes]) -> None:
    """Refuse what another site's page posts, by Fetch Metadata or else by Origin.

    The order of tests is that of Go's net/http CrossOriginProtection: browsers send at least one
    of the two headers with a POST, programs neither.
    """
    origin = fields.get(b"origin", b"")
    if origin and origin in origins:
        return
    site = fields.get(b"sec-fetch-site")
    if site in {b"same-origin", b"none"}:
        return
    host = origin.partition(b"://")[2]
    if site is None and (not origin or (host and host == fields.get(b"host"))):
        return
    raise refusal("cross-site", f"The request comes from {_shown(origin) or 'another site'}.")


def idempotency_key(fields: Fields) -> bytes:
    """The Idempotency-Key, empty where there is none. Raises Refused for a malformed one.

    The draft (draft-ietf-httpapi-idempotency-key-header) has a quoted string, most clients send
    a bare one; both are taken as they are.
    """
    key = fields.get(b"idempotency-key")
    if key is None:
        return b""
    if not _KEY.fullmatch(key):
        raise refusal(
            "bad-idempotency-key", f"The Idempotency-Key has {len(key)} bytes or odd characters."
        )
    return key


def _is_harmless(parameter: bytes) -> bool:
    name = parameter.partition(b"=")[0].strip().lower()
    return name != b"charset" or _UTF8.fullmatch(parameter) is not None


def _unsupported(media: bytes, taken: frozenset[bytes]):
    wanted = min(taken, key=lambda kind: (kind != b"application/x-ndjson", kind)).decode()
    return refusal(
        "unsupported-media-type",
        f"`{_shown(media)}` is not taken here; send {wanted}, in UTF-8.",
        accepted=sorted(kind.decode() for kind in taken),
    )


def _shown(value: bytes) -> str:
    return excerpt(value.decode("latin-1"))
