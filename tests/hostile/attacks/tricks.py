"""Requests that mean two things, or too much, or nothing."""

from __future__ import annotations

import gzip
import json

from hostile.line import Target, attack, crowd, get, post, repeated

GOOD = b'{"service":"x"}'
TWO_WAYS = [
    b"content-length: 15\r\ntransfer-encoding: chunked",
    b"transfer-encoding: chunked\r\ncontent-length: 15",
    b"content-length: 15\r\ncontent-length: 16",
    b"content-length: 15, 15",
    b"content-length: +15",
    b"content-length: 0x0f",
    b"content-length: 99999999999999999999999999",
    b"transfer-encoding: xchunked",
    b"transfer-encoding: chunked, identity",
    b"transfer-encoding: gzip, chunked",
    b"transfer-encoding:\x0bchunked",
    b"transfer-encoding : chunked",
    b"content-length: 15\r\nx: a\r\n b",
    b"content-length: 15\nx: bare newline",
    b"content-length: 15\rx: bare return",
    b"content-length: 15\r\nx: a\x00b",
    b"content-length: 15\r\n: no name",
    b"content-length: 15\r\nx y: blank",
]
"""Heads that another server might read otherwise (RFC 9112, 6.3, 11.2); each must be refused."""


def two_ways(head: bytes) -> bytes:
    return b"POST /api/v1/reports HTTP/1.1\r\nhost: here\r\n" + head + b"\r\n\r\n" + GOOD


@attack
async def smuggling(target: Target) -> None:
    """Content-Length against Transfer-Encoding, and all their relations."""
    await repeated(target, [two_ways(head) for head in TWO_WAYS])


PATHS = [
    b"//evil.example/en/",
    b"/%2e%2e/%2e%2e/etc/passwd",
    b"/static/..%2f..%2fsite.py",
    b"/static/%2e%2e/%2e%2e/etc/passwd",
    b"/en/services/%00",
    b"/en/services/%c0%ae%c0%ae",
    b"/en/services/%ff%fe",
    b"/en/services/%ed%a0%80",
    b"/en/services/" + b"%41" * 9_000,
    b"/en/services/x%0d%0aset-cookie:%20a=b/reports",
    b"/en/services/" + b"a/" * 3_000,
    b"/?q=%0d%0aset-cookie:%20a=b",
    b"/en/?" + b"&".join(b"a%d=1" % n for n in range(3_000)),
    b"/api/v1/services/x/counts?range=" + b"9" * 20_000 + b"d",
    b"/api/v1/services/x/counts?range=-1m",
    b"/api/v1/services/x/counts?range=" + "٣٠d".encode(),
    b"/api/v1/incidents?since=0001-01-01T00:00:00%2B23:59&limit=-1",
    b"/api/v1/incidents?since=9999-12-31T23:59:60Z",
    b"/api/v1/live?service=" + b"x&service=" * 2_000,
    b"http://evil.example/en/",
    b"http://[::1/en/",
    b"*",
    b"en",
    b"",
    b"\xff\xfe",
]


@attack
async def paths(target: Target) -> None:
    """Addresses out of the folder, out of UTF-8, out of reason."""
    await repeated(target, [get(path, b"connection: close") for path in PATHS])


@attack
async def no_http(target: Target) -> None:
    """HTTP/0.9, HTTP/2 before its time, TLS, other methods, upgrades to what we don't speak."""
    sayings = [
        b"GET /\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"BREW /en/ HTTP/1.1\r\nhost: a\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nhost: a\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n" + b"x" * 9_000,
        b"OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
        b"PURGE /en/ HTTP/1.1\r\nhost: a\r\n\r\n",
        get(b"/en/", b"upgrade: websocket", b"connection: upgrade"),
        get(b"/en/", b"upgrade: h2c", b"connection: upgrade, http2-settings", b"http2-settings: A"),
        post(GOOD, b"upgrade: h2c", b"connection: upgrade"),
        b"\r\n" * 10_000,
        b"\x00" * 10_000,
    ]
    await repeated(target, sayings)


@attack
async def huge_heads(target: Target) -> None:
    """Headers without end, in one piece and in many."""
    many = b"\r\n".join(b"x%d: a" % n for n in range(20_000))
    sayings = [
        get(b"/en/", b"x: " + b"a" * 200_000),
        get(b"/" + b"a" * 200_000),
        get(b"/en/", many),
        post(GOOD, b"idempotency-key: " + b"k" * 40_000),
        b"GET / HTTP/1.1\r\nx: " + b"a" * 1_000_000,
        b"POST /api/v1/reports HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1;"
        + b"a" * 300_000,
        b"POST /api/v1/reports HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"
        + b"a: b\r\n" * 50_000,
    ]
    await repeated(target, sayings, 4)


@attack
async def huge_bodies(target: Target) -> None:
    """A gigabyte announced, or sent without a word."""
    head = b"POST %b HTTP/1.1\r\nhost: a\r\n%b\r\n\r\n"
    chunks = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    announced = b"content-length: 1000000000"
    chunked = b"transfer-encoding: chunked"
    sayings = [
        head % (path, announced) + b" " * 1_000_000
        for path in (b"/api/v1/reports", b"/api/v1/reports:batch", b"/en/services/x/reports")
    ]
    sayings += [head % (b"/api/v1/reports", chunked) + chunks * 20]
    sayings += [head % (b"/api/v1/reports:batch", chunked) + chunks * 160]
    await repeated(target, sayings, 4)


CODINGS = (
    *(b"gzip", b"GZip", b"x-gzip", b"br", b"Br", b"zstd", b"ZSTD", b"deflate", b"compress"),
    *(
        b"identity, gzip",
        b"gzip, identity",
        b"gzip;q=1",
        b" gzip",
        b"*",
        b"gzip,gzip,gzip",
        b"\xe9",
    ),
)
"""Content-Encodings, all to be refused: what is never inflated is no bomb."""


@attack
async def bombs(target: Target) -> None:
    """A gigabyte of zeros in a megabyte."""
    bomb = gzip.compress(bytes(10_000_000), 9)
    paths = (b"/api/v1/reports", b"/api/v1/reports:batch", b"/en/services/x/reports")
    sayings = [
        post(bomb, b"content-encoding: " + coding, path=path)
        for coding in CODINGS
        for path in paths
    ]
    await repeated(target, sayings)


@attack
async def deep_json(target: Target) -> None:
    """Arrays in arrays, objects in objects, numbers of ten thousand digits."""
    bodies = [
        b"[" * 15_000,
        b'{"a":' * 3_000,
        b'{"service":' + b"[" * 15_000,
        b'{"service":"x","z":' + b'{"a":' * 3_000 + b"1" + b"}" * 3_001,
        b'{"service":"x","z":' + b"1" * 15_000 + b"}",
        b'{"service":"x","z":1e' + b"9" * 15_000 + b"}",
        b'{"service":"' + b"\\ud800" * 2_000 + b'"}',
    ]
    await repeated(target, [post(body) for body in bodies])


@attack
async def colliding_names(target: Target) -> None:
    """As many names as fit wherever names come from outside: members, fields, headers, queries."""
    names = [f"{n:x}" for n in range(3_000)]
    sayings = [
        post(json.dumps({"service": "x"} | dict.fromkeys(names[:1_200], 0)).encode()),
        post("&".join(f"{name}=1" for name in names).encode(), path=b"/en/services/x/reports"),
        post(GOOD, *(f"{name}: 1".encode() for name in names)),
        get(b"/en/search?" + "&".join(f"{name}=1" for name in names).encode()),
    ]
    await repeated(target, sayings)


@attack
async def odd_times(target: Target) -> None:
    """Clocks that are wrong by hours, by centuries, by grammar."""
    times = ["2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2025-02-30T00:00:00Z", "now", "٢٠٢٥"]
    times += ["9999-12-31T23:59:59.999999999-23:59", "1e9", "-1", "2025-05-24T13:00:00+99:99"]
    times += ["1" * 9_000]
    sayings = [post(json.dumps({"service": "x", "at": time}).encode()) for time in times]
    await repeated(target, sayings)


@attack
async def replays(target: Target) -> None:
    """One key again and again, with the same body, with another, and keys without end."""

    async def one(number: int) -> None:
        key = b"idempotency-key: %d" % (number if number < 4 else target.chance.randrange(10**12))
        body = b'{"service":"x","note":"%d"}' % target.chance.randrange(2)
        await target.say(post(body, key), 1)

    await crowd(target, 12, one)


@attack
async def odd_names(target: Target) -> None:
    """Services spelt with what Unicode has for it."""
    names = [
        "ｘ",
        "x\u200f",
        "\u202ex",
        "х",
        "ﬁ",
        "x\u0301" * 500,
        "\x00",
        "../x",
        "X ",
        "𝕏",
        "x" * 9_000,
    ]
    sayings = [post(json.dumps({"service": name}).encode()) for name in names]
    sayings += [post(json.dumps({"service": "x", "country": "ß"}).encode())]
    await repeated(target, sayings)
