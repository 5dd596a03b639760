"""What an editor did to the public record, and why: an event like any other."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

ActKind = Literal[
    "confirm", "retract", "merge", "split", "statement", "plan", "unplan", "catalogue"
]
ACTS: tuple[str, ...] = get_args(ActKind)
"""Call an incident a problem; take it back; make it part of another; cut it in two; pass on what
somebody said; announce work; call that off; change how a service is catalogued."""


class Act(msgspec.Struct, frozen=True, array_like=True, tag="act"):
    """One deed of one editor. New fields go last, with a default."""

    id: bytes
    """16 bytes, random."""
    at: int
    """When it was done (instant)."""
    kind: ActKind
    who: str
    """The editor's name, as the public log shows it."""
    why: str
    """In the editor's own words; never empty."""
    service: str
    """Whose record it changes."""
    incident: str = ""
    """The incident it is about, where there is one."""
    into: str = ""
    """``merge``: the incident of the same service that goes on."""
    start: int = 0
    """``plan``: when the work begins; ``split``: when the second part begins (instant)."""
    end: int = 0
    """``plan``: when the work ends (instant)."""
    text: str = ""
    """``statement``: the words passed on; ``catalogue``: the service's YAML as it is from now on;
    ``plan``: what is planned; ``unplan``: id of the plan, in hexadecimal."""
