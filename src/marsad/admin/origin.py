"""Where the desk is opened: over https or on this machine, and from none but its own pages."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import Request

from marsad.admin.ceremony import Party
from marsad.show.problems import refused


class Origin(NamedTuple):
    """Scheme, host and port of the desk (RFC 6454), for one request."""

    scheme: str
    host: str
    netloc: str

    @property
    def secure(self) -> bool:
        """Whether cookies may be marked so."""
        return self.scheme == "https"

    @property
    def fits(self) -> bool:
        """Whether a password may be typed there."""
        return self.secure or is_loopback(self.host)

    @property
    def party(self) -> Party | None:
        """Who asks for passkeys; None where no passkey can be asked for, as at a bare address."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return Party(self.host, str(self)) if self.fits else None
        return None

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


def origin_of(request: Request, address: str) -> Origin:
    """The site's public address; or what the request says, where it is this machine's own, or
    where no setting names an address.
    """
    asked = urlsplit(str(request.base_url))
    parts = asked if not address or is_loopback(asked.hostname or "") else urlsplit(address)
    return Origin(parts.scheme, parts.hostname or "", parts.netloc.lower())


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.1"), is_loopback("localhost.example")
    (True, True, False)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def check_origin(request: Request, origin: Origin) -> None:
    """Let a form in that a page of ours sent. Raises Refused.

    Browsers name the origin of every post (Fetch, 3.1), and most the relation to it.
    """
    said = request.headers.get("origin", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if said.lower() != str(origin) or site != "same-origin":
        raise refused("form-refused", "The form was not sent from a page of this site")
