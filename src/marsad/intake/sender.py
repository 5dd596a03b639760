"""Who sends: an address turned into country, network and keyed hashes, and then forgotten."""

from __future__ import annotations

from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from iptocc import country_code

from marsad.catalog.networks import Networks
from marsad.intake.answer import Fields, Headers
from marsad.intake.problems import refusal
from marsad.intake.rules import Rules
from marsad.intake.salt import Salt

UNIX = "unix"
_REMEMBERED = 4_096
_HOPS = 16
"""Entries of X-Forwarded-For looked at, from the last; anybody may have written thousands."""


class Place(NamedTuple):
    """What is kept of an address for the day."""

    country: str = ""
    network: bytes = b""
    reporter: bytes = b""
    asn: int = 0
    """Autonomous system; negative stands for a part of an intranet, see ``intranet``."""
    hosting: bool = False


class Sender(NamedTuple):
    """Who posts this request."""

    place: Place
    trusted: bool = False
    """May speak for others, and has no limits."""
    name: str = ""
    """Name of the API key."""


class Ranges:
    """A set of networks, given as CIDRs; ``unix`` stands for a peer on a unix socket."""

    def __init__(self, networks: tuple[str, ...], setting: str) -> None:
        self._unix = UNIX in networks
        self._networks: list[IPv4Network | IPv6Network] = []
        for text in networks:
            if text != UNIX:
                self._networks.append(_network(text, setting))

    def hold(self, address: str) -> bool:
        """Whether the address (empty for a unix socket) lies in one of the networks."""
        if not address:
            return self._unix
        known = parsed(address)
        return known is not None and any(known in network for network in self._networks)


class Senders:
    """Tells senders by their address, their proxies' word and their API key."""

    def __init__(self, rules: Rules, salt: Salt, networks: Networks) -> None:
        self._salt = salt
        self._networks = networks
        self._trusted = Ranges(rules.trusted, "intake.trusted")
        self._proxies = Ranges(rules.proxies, "intake.proxies")
        self._keys = {digest.lower(): name for name, digest in rules.keys.items()}
        self._known: dict[str, Sender] = {}

    def sender(self, peer: str, fields: Fields, headers: Headers) -> Sender:
        """Who posts, from the peer's address ("" on a unix socket) and the request's headers,
        given both as a mapping and, because X-Forwarded-For may come in many, as they came.

        Raises Refused for an API key that isn't one of ours.
        """
        address = peer
        if b"x-forwarded-for" in fields and self._proxies.hold(peer):
            address = self._client([v for n, v in headers if n == b"x-forwarded-for"], peer)
        known = self._known.get(address) or self._meet(address)
        authorization = fields.get(b"authorization")
        return self._by_key(authorization, known) if authorization else known

    def place(self, address: str) -> Place | None:
        """What is kept of an address; None if it isn't one."""
        known = parsed(address)
        if known is None:
            return None
        bits = known.packed
        network, reporter = (bits[:3], bits) if len(bits) == 4 else (bits[:6], bits[:8])
        asn = self._networks.asn(known)
        return Place(
            country_code(str(known)) or "",
            self._salt.hash(b"network", network),
            self._salt.hash(b"reporter", reporter),
            asn or intranet(known),
            self._networks.hosting(asn),
        )

    def reporter(self, word: str) -> bytes:
        """The hash that stands today for a reporter's id as a trusted sender says it."""
        return self._salt.hash(b"said", word.encode())

    def forget(self) -> None:
        """Forget every address: the salt has changed."""
        self._known.clear()

    def __len__(self) -> int:
        return len(self._known)

    def _meet(self, address: str) -> Sender:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        sender = Sender(self.place(address) or Place(), self._trusted.hold(address))
        self._known[address] = sender
        return sender

    def _client(self, forwarded: list[bytes], peer: str) -> str:
        # Each proxy appends whom it heard from, so the last entry no proxy of ours wrote is the
        # client; what stands before it is anybody's word.
        address = peer
        for part in reversed(b",".join(forwarded).rsplit(b",", _HOPS)[-_HOPS:]):
            known = parsed(part.strip().decode("latin-1"))
            if known is None:
                return "unknown"
            address = str(known)
            if not self._proxies.hold(address):
                break
        return address

    def _by_key(self, authorization: bytes, known: Sender) -> Sender:
        # The time of the look-up tells of the hash of what was sent, and a hash can't be steered
        # towards another; so there is nothing that a comparison in constant time would hide.
        scheme, _, key = authorization.partition(b" ")
        name = self._keys.get(sha256(key.strip()).hexdigest())
        if scheme.lower() != b"bearer" or name is None:
            raise refusal("bad-api-key", "The Authorization header holds no API key of ours.")
        return Sender(known.place, True, name)


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """The address in a text, None if there is none; IPv4 in IPv6 clothes (RFC 4291) is IPv4."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def intranet(address: IPv4Address | IPv6Address) -> int:
    """A number below -1 that stands for a part of a network of one's own; 0 for the world's.

    Where nobody comes from the internet, a /16 (of IPv6: a /56) is to the crowd what an autonomous
    system is elsewhere.

    >>> intranet(IPv4Address("10.7.1.2")), intranet(IPv4Address("8.8.8.8"))
    (-2569, 0)
    """
    if address.is_global:
        return 0
    bits = address.packed
    part = int.from_bytes(bits[:2]) if len(bits) == 4 else 0x10000 + bits[6]
    return -2 - part


def _network(text: str, setting: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(
            f"{setting}: {text!r} is no network ({error}); write it like 10.0.0.0/8"
        ) from None
