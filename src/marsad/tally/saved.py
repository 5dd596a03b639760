"""A tally at rest: what a checkpoint holds, and its bytes."""

from __future__ import annotations

import msgspec

from marsad.tally.changeable import SavedChanges
from marsad.tally.gathering import Line
from marsad.tally.memory import Remembered
from marsad.tally.signs import SavedSigns
from marsad.tally.times import Counted
from marsad.tally.watched import CellKey
from marsad.tally.words import Remembered as Words

VERSION = 1


class Saved(msgspec.Struct, array_like=True, frozen=True):
    """Everything a tally must know to go on. Tables are packed (see ``rows.pack``)."""

    version: int
    closed: int | None
    late: int
    names: list[list[str]]
    series: bytes
    hot: bytes
    opened: bytes
    carried: list[tuple[CellKey, int]]
    covered: list[tuple[int, int]]
    ids: Remembered
    reporters: Remembered
    since: bytes
    kept: dict[int, int]
    words: Words = []
    crowd: tuple[list[Line], Counted] = ([], (0, [], b"", b""))
    """Open lines, and how often networks were heard."""
    signs: SavedSigns = SavedSigns()
    changes: SavedChanges = SavedChanges()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Saved)


def encode(saved: Saved) -> bytes:
    """A checkpoint as MessagePack; the same for the same state."""
    return _encoder.encode(saved)


def decode(data: bytes) -> Saved:
    """The checkpoint in ``data``.

    Raises ValueError when it is none, is damaged, or is of another version: the remedy is always
    to replay the journal from its beginning.
    """
    try:
        saved = _decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a checkpoint of a tally ({error}): replay the journal") from error
    if saved.version != VERSION:
        raise ValueError(
            f"checkpoint of version {saved.version}, this is {VERSION}: replay the journal"
        )
    return saved
