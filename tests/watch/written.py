"""Requests as they were, and how each format writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from marsad.nouns.requests import Requests
from marsad.watch.traffic.log import Log, Reading
from marsad.watch.traffic.merge import ordered

EPOCH = 1_700_000_000
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_%", min_size=1, max_size=12)
AGENTS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters='"\\\t'),
    min_size=2,
    max_size=80,
).filter(lambda text: text.strip() == text)


@dataclass(frozen=True)
class Asked:
    """One request as it was."""

    second: int
    client: str
    method: str
    path: str
    query: str
    status: int
    size: int
    millis: int
    referrer: str
    agent: str

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(EPOCH + self.second, UTC)


V6 = st.ip_addresses(v=6).filter(lambda address: getattr(address, "ipv4_mapped", None) is None)
asked = st.builds(
    Asked,
    second=st.integers(0, 10**8),
    client=st.ip_addresses(v=4).map(str) | V6.map(str),
    method=st.sampled_from(["GET", "HEAD", "POST", "DELETE"]),
    path=st.lists(NAMES, max_size=4).map(lambda parts: "/" + "/".join(parts)),
    query=st.just("") | NAMES.filter(lambda name: name != "-"),
    status=st.integers(100, 599),
    size=st.integers(0, 10**12),
    millis=st.integers(0, 10**6),
    referrer=st.just("-") | NAMES.map(lambda name: f"https://{name}.example/x"),
    agent=st.just("-") | AGENTS,
)


def common(one: Asked) -> str:
    when = one.moment.strftime("%d/%b/%Y:%H:%M:%S +0000")
    return (
        f'{one.client} - - [{when}] "{one.method} {one.url} HTTP/1.1" {one.status} {one.size}'
        f' "{one.referrer}" "{one.agent}" {one.millis / 1000:.3f}'
    )


def nginx_json(one: Asked) -> str:
    said = {
        "time_iso8601": one.moment.isoformat(),
        "remote_addr": one.client,
        "request_method": one.method,
        "request_uri": one.url,
        "status": str(one.status),
        "body_bytes_sent": one.size,
        "request_time": f"{one.millis / 1000:.3f}",
        "http_referer": one.referrer,
        "http_user_agent": one.agent,
    }
    return json.dumps(said)


def caddy_json(one: Asked) -> str:
    said = {
        "ts": EPOCH + one.second + 0.0,
        "request": {
            "client_ip": one.client,
            "method": one.method,
            "uri": one.url,
            "headers": {"User-Agent": [one.agent], "Referer": [one.referrer]},
        },
        "status": one.status,
        "size": one.size,
        "duration": one.millis / 1000 + 1e-7,
    }
    return json.dumps(said)


W3C_FIELDS = (
    "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs(User-Agent)"
    " cs(Referer) time-taken"
)


def w3c(one: Asked) -> str:
    when = one.moment.strftime("%Y-%m-%d %H:%M:%S")
    agent = one.agent.replace(" ", "+")
    return (
        f"{when} {one.client} {one.method} {one.path} {one.query or '-'} {one.status} {one.size}"
        f" {agent} {one.referrer} {one.millis}"
    )


def cloudfront(one: Asked) -> str:
    agent = one.agent.replace(" ", "%20")
    parts = [
        one.moment.strftime("%Y-%m-%d"),
        one.moment.strftime("%H:%M:%S"),
        one.client,
        one.method,
        one.path,
        one.query or "-",
        str(one.status),
        str(one.size),
        agent,
        one.referrer,
        f"{one.millis / 1000:.3f}",
    ]
    return "\t".join(parts)


def alb(one: Asked) -> str:
    client = f"[{one.client}]" if ":" in one.client else one.client
    when = one.moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    return (
        f"https {when} app/my/50dc {client}:2817 10.0.0.1:80 0.000 {one.millis / 1000:.3f} 0.000"
        f' {one.status} 200 34 {one.size} "{one.method} https://shop.example:443{one.url} HTTP/1.1"'
        f' "{one.agent}" ECDHE TLSv1.2 arn:x "Root=1" "-" "-" 0 {when} "forward" "-" "-"'
    )


WRITERS = {
    "common": ("", common),
    "json": ("", nginx_json),
    "json, nested": ("", caddy_json),
    "w3c": (f"#Version: 1.0\n#Fields: {W3C_FIELDS}\n", w3c),
    "cloudfront": (f"#Version: 1.0\n#Fields: {W3C_FIELDS}\n", cloudfront),
    "alb": ("", alb),
}


def read(text: bytes, chunk: int = 1 << 16, **reading) -> tuple[Requests, Log]:
    """All of a log at once, and the log itself."""
    log = Log("a.log", iter([text] if text else []), Reading(chunk=chunk, **reading))
    chunks = list(log.chunks())
    return chunks[0] if len(chunks) == 1 else in_order(chunks), log


def in_order(chunks: list[Requests]) -> Requests:
    """Chunks behind each other, as they are."""
    if not chunks:
        return EMPTY
    names = Requests.__slots__
    return Requests(**{n: np.concatenate([getattr(c, n) for c in chunks]) for n in names})


def lines(name: str, requests: list[Asked]) -> bytes:
    head, write = WRITERS[name]
    return (head + "".join(write(each) + "\n" for each in requests)).encode()


def keep(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


_one = Asked(0, "192.0.2.1", "GET", "/", "", 200, 1, 1, "-", "-")
_read = ordered([read(lines("common", [_one]))[0]])
EMPTY = Requests(**{n: getattr(_read, n)[:0] for n in Requests.__slots__})
