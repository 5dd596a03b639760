"""Tables as files of comma-separated values (RFC 4180), safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from csv import writer
from io import StringIO

from starlette.requests import Request
from starlette.responses import Response

from marsad.show.answers import Answer, respond
from marsad.show.outlet import saved_as

CSV = "text/csv; charset=utf-8; header=present"
Cell = str | int | float | None
"""None is what isn't known or hasn't happened: an empty cell."""
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file: a header, then the rows, in UTF-8 and with CR LF at the end of each.

    Without a header it is a later part of one.
    """
    held = StringIO(newline="")
    sheet = writer(held, lineterminator="\r\n")
    if header:
        sheet.writerow([written(name) for name in header])
    sheet.writerows([written(cell) for cell in row] for row in rows)
    return held.getvalue().encode("utf-8", "replace")


def written(cell: Cell) -> str:
    """A cell's text. A stranger's that a spreadsheet would run begins with an apostrophe.

    That is OWASP's remedy for "CSV injection"; numbers of ours keep their sign.

    >>> written("=1+1"), written(-1), written(None)
    ("'=1+1", '-1', '')
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    plain = cell.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return f"'{plain}" if plain.startswith(_FORMULAS) else plain


def downloaded(request: Request, answer: Answer, name: str) -> Response:
    """The answer as a file of that name."""
    return saved_as(respond(request, answer), name)
