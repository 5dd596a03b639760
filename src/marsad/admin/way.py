"""Where an editor was going: a path of the desk, and never an address elsewhere."""

from __future__ import annotations

import re

_OURS = re.compile(r"/(?:account|services|(?:incidents|services|plans)/[\w.-]{1,200})?", re.ASCII)


def way_to(path: str) -> str:
    """The path if it is one of the desk's pages, else its first page.

    >>> way_to("/incidents/2026-05-24-chirp"), way_to("//evil.example"), way_to("/enter")
    ('/incidents/2026-05-24-chirp', '/', '/')
    """
    return path if _OURS.fullmatch(path) else "/"
