"""What sort of file it is, by what is in it rather than by its name."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import Literal

from marsad.bring.refusal import FileRefused

Kind = Literal["csv", "parquet", "ndjson"]

_PARQUET = b"PAR1"
_GZIP = b"\x1f\x8b"
_REMEDY = "name a CSV, CSV.gz or Parquet file of counts, or an NDJSON file of reports"
CUT_SHORT = "the gzip data is cut short or damaged"
FETCH_AGAIN = "fetch the file again, or test it with gzip -t"


def kind_of(path: Path) -> Kind:
    """The kind of a file. Raises FileRefused on what can't be read or has nothing in it."""
    head = _head(path)
    if head.startswith(_PARQUET):
        return "parquet"
    if path.suffix.lower() == ".parquet":
        raise FileRefused(path, "not a Parquet file (no PAR1 at its start)", _REMEDY)
    if not head.strip():
        raise FileRefused(path, "the file is empty", _REMEDY)
    return "ndjson" if head.lstrip().startswith(b"{") else "csv"


def is_gzip(path: Path) -> bool:
    """Whether the file is compressed, by its first two bytes."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def opened(path: Path) -> gzip.GzipFile | io.BufferedReader:
    """The bytes of a file, unpacked where it is gzip."""
    return gzip.open(path) if is_gzip(path) else path.open("rb")


def _head(path: Path) -> bytes:
    try:
        with opened(path) as file:
            return file.read(4096).removeprefix(b"\xef\xbb\xbf")
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileRefused(path, CUT_SHORT, FETCH_AGAIN) from None
    except IsADirectoryError:
        raise FileRefused(path, "a folder, not a file", _REMEDY) from None
    except OSError as error:
        raise FileRefused(path, (error.strerror or "not readable").lower(), _REMEDY) from None
