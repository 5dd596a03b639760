"""What a ``nats://`` setting says: servers, who we are there, and the name of the stream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from marsad.journal.errors import JournalForeign

SYNTAX = (
    "nats://[user:password@]host:port[,host:port…][?stream=NAME&replicas=1–5&monitor=host:port]"
)

# Not urllib's: it takes no list of hosts in which one is an IPv6 address in brackets.
_URL = re.compile(
    r"(?P<scheme>nats|tls)://(?P<netloc>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>.*))?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class JetStreamUrl:
    """A parsed setting."""

    servers: tuple[str, ...]
    user: str | None
    password: str | None
    stream: str
    replicas: int
    """Copies of every entry; 0: three where the servers form a cluster, else one."""
    monitor: str
    """``host:port`` of the server's HTTP monitoring, or empty."""

    @property
    def where(self) -> str:
        """The servers and the stream, without the password."""
        return f"{','.join(self.servers)}, stream {self.stream}"


def parse_url(url: str) -> JetStreamUrl:
    """Reads a setting. Raises JournalForeign, saying what it can't make of it.

    Each server may repeat the ``nats://``.

    >>> parse_url("nats://a:4222,b:4222?replicas=3").servers
    ('nats://a:4222', 'nats://b:4222')
    """
    parts = _URL.fullmatch(re.sub(r",(nats|tls)://", ",", url))
    if parts is None:
        raise _unread("No server is named")
    login, _, hosts = parts["netloc"].rpartition("@")
    user, _, password = login.partition(":")
    options = dict(parse_qsl(parts["query"] or "", keep_blank_values=True))
    stream, replicas = options.pop("stream", "marsad"), options.pop("replicas", "0")
    monitor = options.pop("monitor", "")
    servers = tuple(f"{parts['scheme']}://{host}" for host in hosts.split(",") if host)
    if options:
        raise _unread(f"Unknown options {', '.join(sorted(options))}")
    if not servers or not all(re.fullmatch(r"[\w.\-\[\]:]+", host) for host in hosts.split(",")):
        raise _unread("No server is named")
    if parts["path"] not in {"", "/"}:
        raise _unread(f"{parts['path']!r} has no meaning here")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", stream):
        raise _unread(f"{stream!r} is no name for a stream (letters, digits, - and _)")
    if not re.fullmatch("[0-5]", replicas):
        raise _unread(f"replicas is {replicas!r}, not 1 to 5")
    return JetStreamUrl(
        servers, unquote(user) or None, unquote(password) or None, stream, int(replicas), monitor
    )


def _unread(what: str) -> JournalForeign:
    return JournalForeign(what, "setting journal", f"Write it as {SYNTAX}.")
