"""Which line of a TOML text a value stands on; ``tomllib`` keeps no positions."""

from __future__ import annotations

import re


def line_of(text: str, path: str) -> int:
    r"""The line (from 1) of a JSONPath-like ``path`` such as ``$.outage[1].start``.

    Falls back to the line of the nearest parent that is found, and to 1.

    >>> line_of('a = 1\n[[b]]\nc = 2\n[[b]]\nc = 3', "$.b[1].c")
    5
    """
    lines = text.splitlines()
    line = begin = 0
    for name, index in re.findall(r"\.(\w+)(?:\[(\d+)\])?", path):
        found = _next(lines, begin, name, int(index or 0))
        if found is None:
            break
        line = begin = found
    return line + 1


def _next(lines: list[str], begin: int, name: str, index: int) -> int | None:
    """Where the table or key ``name`` stands from line ``begin`` on; of an array, which one."""
    header = re.compile(rf"\s*\[\[?\s*{name}\s*\]")
    key = re.compile(rf"\s*(?:[\w.\"]+\.)?\"?{name}\"?\s*=|\s*\[\[?.*\.{name}\]")
    seen = -1
    for number in range(begin, len(lines)):
        if header.match(lines[number]):
            seen += 1
            if seen == index:
                return number
        elif key.match(lines[number]):
            return number
    return None
