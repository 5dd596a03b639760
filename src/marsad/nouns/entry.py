"""One durable group of events in the journal."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marsad.nouns.event import Event


class Entry(msgspec.Struct, frozen=True):
    """What one append of one partition left in the journal."""

    partition: int
    position: int
    """Grows within a partition, from 1; gaps are allowed, repeats are not."""
    events: Sequence[Event]
