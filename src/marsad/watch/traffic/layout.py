"""How a format's lines are cut into fields, and what each of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.role import TIME

SLOTS = 256
"""Places for the names of JSON members."""


class Layout(NamedTuple):
    """What the compiled readers are told. Build it with ``columns`` or ``members``."""

    roles: NDArray[np.int8]
    """(columns) What each column says; empty for JSON."""
    separator: int
    """Byte between two columns."""
    doubled: bool
    """A quote within quotes is written twice (RFC 4180), not with a backslash."""
    anchor: int
    """The column that ``[10/Oct/...`` always is, however many words a user's name has; or -1."""
    names: NDArray[np.uint64]
    """(SLOTS) Hashes of JSON members' paths, by their lowest bits; 0 where free."""
    says: NDArray[np.int8]
    """(SLOTS) What each of them says."""
    unit: float
    """Seconds that a one in SECONDS is."""
    least: int
    """Columns without which a line is cut off."""


def columns(
    roles: Sequence[int],
    separator: str = " ",
    *,
    doubled: bool = False,
    anchored: bool = False,
    unit: float = 1.0,
    least: int = 1,
) -> Layout:
    """A layout of columns, in their order."""
    made = np.array(roles, np.int8)
    anchor = list(roles).index(TIME) if anchored else -1
    nothing = np.zeros(SLOTS, np.uint64), np.zeros(SLOTS, np.int8)
    return Layout(made, ord(separator), doubled, anchor, *nothing, unit, least)


def members(says: Mapping[int, int], unit: float = 1.0) -> Layout:
    """A layout of JSON members: roles by the hash of their path (see ``json_fields.path_hash``)."""
    names, roles = np.zeros(SLOTS, np.uint64), np.zeros(SLOTS, np.int8)
    for name, role in says.items():
        slot = name % SLOTS
        while names[slot]:
            slot = (slot + 1) % SLOTS
        names[slot], roles[slot] = name, role
    return Layout(np.zeros(0, np.int8), 0, False, -1, names, roles, unit, 0)
