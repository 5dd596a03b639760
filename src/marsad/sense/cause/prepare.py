"""Compile the observer of request streams ahead of time: some seconds, once after an install.

``python -m marsad.sense.cause.prepare``; without it, the first log waits that long.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from marsad.nouns.requests import Requests
from marsad.sense.cause.gather import MOST
from marsad.sense.cause.observer import Observer

KINDS = {
    "time": np.int64,
    "asn": np.int32,
    "status": np.int16,
    "size": np.int64,
    "seconds": np.float32,
    "flags": np.uint8,
    "weight": np.int32,
}


def prepare() -> None:
    """Observe more clients than are kept, so that every compiled part is used."""
    rows = np.arange(1, 2 * MOST)
    columns: dict[str, Any] = {
        each.name: rows.astype(KINDS.get(each.name, np.uint64)) for each in fields(Requests)
    }
    eye = Observer()
    eye.take(Requests(**columns))
    eye.end()


if __name__ == "__main__":
    prepare()
