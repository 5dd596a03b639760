"""A line cut at its separators into the fields that a layout asks for. Compiled.

Nothing here looks beyond the line's end, so that no line can swallow the next one, whatever
quotes it leaves open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.machine import inlined
from marsad.watch.traffic.words import QUOTE, SPACE, Text, escaped, find

BRACKET, CLOSING = 0x5B, 0x5D


@inlined
def closing(text: Text, start: int, end: int, separator: int, doubled: bool) -> int:
    """Where the quote that is open at ``start`` is closed: by one before a separator, or the end.

    A quote within a field that some server didn't escape therefore closes nothing.
    """
    at = find(text, start, end, QUOTE)
    while at < end:
        if at + 1 == end or text[at + 1] == separator:
            if doubled or not escaped(text, start, at):
                return at
        elif doubled and text[at + 1] == QUOTE:
            at += 1
        at = find(text, at + 1, end, QUOTE)
    return end


@inlined
def dated(text: Text, at: int, end: int) -> bool:
    """Whether a field begins like ``[10/Oct/``."""
    if at + 12 > end or text[at] != BRACKET:
        return False
    return text[at + 3] == 0x2F and text[at + 7] == 0x2F


@inlined
def cut(text: Text, at: int, end: int, layout: Layout, spans: NDArray[np.int64]) -> int:
    """Note in ``spans`` (ROLES x 2) where each field that says something is; how many were seen."""
    column, wanted = 0, len(layout.roles)
    separator, anchor = layout.separator, layout.anchor
    while column < wanted and at <= end:
        start, moment = at, False
        if at < end and text[at] == QUOTE:
            start = at + 1
            stop = closing(text, start, end, separator, layout.doubled)
            at = stop + 2
        elif column <= anchor and dated(text, at, end):
            start, column, moment = at + 1, anchor, True
            stop = find(text, start, end, CLOSING)
            at = stop + 2
        else:
            stop = find(text, at, end, separator)
            at = stop + 1
        if column == anchor and not moment:
            continue
        role = layout.roles[column]
        if role != 0 and spans[role, 0] < 0:
            spans[role, 0], spans[role, 1] = start, stop
        column += 1
        while separator == SPACE and at < end and text[at] == SPACE:
            at += 1
    return column
