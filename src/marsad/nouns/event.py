"""What the journal keeps: one union of events, and its bytes.

A new kind of evidence is a new Struct with a tag of its own, added to ``Event``.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marsad.nouns.act import Act
from marsad.nouns.report import Report
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.withdrawn import Amended, Withdrawn


class Counts(msgspec.Struct, frozen=True, array_like=True, tag="counts"):
    """Counts somebody else made: a run of equal bins of one cell, as imported histories are."""

    service: str
    start: int
    """First minute."""
    reports: tuple[int, ...]
    """Reports in each bin, in order of time."""
    step: int = 1
    """Bin width in minutes; a bin's reports are spread over its minutes when tallied."""
    component: str = ""
    symptom: str = ""
    country: str = ""


class Tick(msgspec.Struct, frozen=True, array_like=True, tag="tick"):
    """The clock, as data: every minute before ``minute`` is closed in this partition.

    Only the worker that follows a partition writes its ticks. Folding minutes on ticks found in
    the journal, and never on the wall clock, is what makes a replay give the same incidents.
    """

    minute: int


Event = Report | Counts | Tick | TrafficWindow | Stated | Withdrawn | Amended | Act

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Event])


def encode_events(events: Sequence[Event]) -> bytes:
    """A group of events as MessagePack."""
    return _encoder.encode(events)


def decode_events(data: bytes | memoryview) -> list[Event]:
    """The group of events in ``data``. Raises msgspec.DecodeError on anything else."""
    try:
        return _decoder.decode(data)
    except UnicodeDecodeError as error:  # msgspec's own is no MsgspecError
        raise msgspec.DecodeError(f"text that is not UTF-8: {error}") from None
