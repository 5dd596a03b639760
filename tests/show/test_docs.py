"""docs/api.md, docs/outlets.md and the description speak of the same addresses."""

import re
from pathlib import Path

from marsad.show.openapi import document
from marsad.show.site import NO_DOOR
from marsad.show.span import range_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "api.md").read_text("utf-8")
OUTLETS = (DOCS / "outlets.md").read_text("utf-8")


def test_every_address_read_by_get_is_on_a_page():
    described = {path for path, methods in document(NO_DOOR)["paths"].items() if "get" in methods}
    told = {address.partition("?")[0] for address in re.findall(r"`GET (/[^`]+)`", PAGE + OUTLETS)}
    assert told == described


def test_the_steps_on_the_page_are_those_of_the_ranges():
    assert [range_of(text, 0).step for text in ("6h", "24h", "7d", "30d")] == [1, 5, 30, 120]
    assert "a minute up to 6 hours, 5 minutes for a day, 30 for a week, 2 hours" in PAGE
