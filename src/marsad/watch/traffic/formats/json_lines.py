"""One JSON object a line, with the member names of nginx, Caddy, Traefik, Envoy, GCP, Cloudflare.

A role is taken from the first of its names that the log has, by their order here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.json_fields import path_hash
from marsad.watch.traffic.layout import Layout, members

NAMES: dict[int, str] = {
    role.TIME: "EdgeStartTimestamp @timestamp time_iso8601 StartUTC start_time msec ts timestamp"
    " time time_local datetime date",
    role.CLIENT: "request.client_ip client_ip ClientIP httpRequest.remoteIp ClientHost"
    " request.remote_ip remote_addr remote_ip downstream_remote_address_without_port"
    " downstream_remote_address clientip client.ip client.address ip source_address host_ip",
    role.FORWARDED: "x_forwarded_for http_x_forwarded_for request_X-Forwarded-For"
    " request.headers.X-Forwarded-For forwarded_for",
    role.REQUEST: "request request_line",
    role.METHOD: "request.method request_method method ClientRequestMethod"
    " httpRequest.requestMethod RequestMethod http.request.method verb",
    role.URL: "request.uri request_uri ClientRequestURI httpRequest.requestUrl RequestPath uri url"
    " path url.original url.path ClientRequestPath",
    role.QUERY: "args query query_string url.query",
    role.STATUS: "EdgeResponseStatus httpRequest.status DownstreamStatus response_code status"
    " status_code http.response.status_code response",
    role.SIZE: "EdgeResponseBytes httpRequest.responseSize DownstreamContentSize bytes_sent"
    " body_bytes_sent size bytes response.bytes",
    role.SECONDS: "request_time duration Duration httpRequest.latency OriginResponseTime"
    " EdgeTimeToFirstByteMs latency upstream_response_time response_time elapsed",
    role.REFERRER: "http_referer request.headers.Referer ClientRequestReferer"
    " httpRequest.referer request_Referer referer referrer http_referrer http.request.referrer",
    role.AGENT: "http_user_agent request.headers.User-Agent ClientRequestUserAgent"
    " httpRequest.userAgent request_User-Agent user_agent agent user_agent.original useragent",
    role.HOST: "request.host ClientRequestHost RequestHost authority http_host server_name host"
    " vhost",
}
UNITS = {"Duration": 1e-9, "OriginResponseTime": 1e-9, "EdgeTimeToFirstByteMs": 1e-3}
"""Seconds of a one; ``duration`` and others tell theirs by having fractions or not."""
WHOLE = {"duration", "latency", "elapsed", "response_time"}
"""In milliseconds where they are whole numbers, as Envoy's."""
MILLISECONDS = 1e-3
DEEPEST = 4

Path = tuple[str, ...]


def recognise(sample: Sample) -> Layout | None:
    """The members that the first lines have."""
    found: dict[str, tuple[Path, Any]] = {}
    for line in sample:
        for path, value in _members(_object(line)):
            kept = found.get(".".join(path))
            if kept is None or isinstance(value, float):
                found[".".join(path)] = path, value
    says = {name: r for r in NAMES if (name := _first(r, found))}
    # Where the request is one field, its parts by themselves would say the same again.
    if role.TIME not in says.values() or len(says) < 3:
        return None
    timed = next((name for name, r in says.items() if r == role.SECONDS), "")
    unit = _unit(timed, found[timed][1]) if timed else 1.0
    return members({path_hash(found[name][0]): r for name, r in says.items()}, unit)


def _object(line: str) -> dict[str, Any]:
    try:
        read = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return {}
    if not isinstance(read, dict) or "resultType" in line[:200]:
        return {}
    return cast("dict[str, Any]", read)


def _members(read: dict[str, Any], before: Path = ()) -> Iterator[tuple[Path, Any]]:
    for name, value in read.items():
        many = cast("list[Any]", value) if isinstance(value, list) else [value]
        first: Any = many[0] if many else None
        if isinstance(first, dict):
            if len(before) + 1 < DEEPEST:
                yield from _members(cast("dict[str, Any]", first), (*before, name))
        elif first is not None:
            yield (*before, name), first


def _first(role_: int, found: dict[str, Any]) -> str:
    return next((name for name in NAMES[role_].split() if name in found), "")


def _unit(name: str, value: Any) -> float:
    if name in WHOLE and isinstance(value, int):
        return MILLISECONDS
    return UNITS.get(name, 1.0)


FORMAT = Format("json", recognise)
