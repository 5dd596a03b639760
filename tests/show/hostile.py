"""Names and words that would do harm wherever they are glued into something."""

from __future__ import annotations

import dataclasses

import msgspec
from hypothesis import strategies as st
from show.invented import CATALOG, CHIRP, OPEN, Invented

from marsad.nouns.incident import Statement
from marsad.nouns.names import Names

NAME = "=1+1\"'><script>alert(1)</script><svg onload=alert(2)>&amp;\x00\x1b]]>\r\nEND:VEVENT"
TEXT = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [NAME, "", "\r", "a\nb"]
)


def hostile(name: str = NAME) -> Invented:
    """The invented observatory in which a service, and what is said of it, bear such a name."""
    chirp = msgspec.structs.replace(CHIRP, names=Names(ar=name, en=name))
    services = {**CATALOG.services, "chirp": chirp}
    sight = Invented(dataclasses.replace(CATALOG, services=services))
    said = Statement(name, name, OPEN.updated_at, source="javascript:alert(3)")
    attacked = msgspec.structs.replace(OPEN, statements=(said,))
    sight.kept = [attacked if each.id == OPEN.id else each for each in sight.kept]
    act = msgspec.structs.replace(sight.corrected[0].act, who=name, why=name)
    sight.corrected = [msgspec.structs.replace(sight.corrected[0], act=act)]
    sight.planned = [
        msgspec.structs.replace(each, service="chirp", text=name) for each in sight.planned
    ]
    return sight
