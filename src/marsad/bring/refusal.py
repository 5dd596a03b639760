"""What is said of a file that can't be used."""

from __future__ import annotations

from marsad.nouns.failure import Failure


class FileRefused(Failure):
    """A file that can't be used; ``str()`` is one line: file and line, what, and the next step."""

    def __init__(self, file: object, what: str, remedy: str, line: int | str | None = None) -> None:
        where = str(file) if line is None else f"{file}:{line}"
        super().__init__(what, where=where, remedy=remedy)
