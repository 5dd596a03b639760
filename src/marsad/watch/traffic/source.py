"""Where a log's bytes come from: a file, a file that grows, or standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from marsad.watch.traffic.packed import BLOCK, unpacked
from marsad.watch.traffic.refusal import LogRefused

STANDARD_INPUT = "-"


class Source:
    """One log's bytes, unpacked. ``taken`` of ``size`` packed bytes have been read so far."""

    def __init__(self, path: str, standard_input: BinaryIO | None = None) -> None:
        self.name = "standard input" if path == STANDARD_INPUT else path
        self.taken = 0
        self.path = path
        self._input = standard_input
        self.size = 0 if self.piped else _stat(path).st_size

    @property
    def piped(self) -> bool:
        """Whether it is standard input."""
        return self.path == STANDARD_INPUT

    def blocks(self) -> Iterator[bytes]:
        """From the beginning to the end. Raises LogRefused."""
        return unpacked(self._read(), self.name)

    def growing(self, wait: Callable[[], bool]) -> Iterator[bytes]:
        """The same, and on as it grows; an empty block where there is nothing new for now.

        ``wait`` is called then, and ends it by answering no. A file that was moved aside is read to
        its end before its successor; one that became shorter is read from its beginning.
        """
        return unpacked(self._piping() if self.piped else self._growing(wait), self.name)

    def _read(self) -> Iterator[bytes]:
        if self.piped:
            yield from filter(None, self._piping())
            return
        with _opened(self.path) as file:
            yield from self._rest_of(file)

    def _piping(self) -> Iterator[bytes]:
        assert self._input is not None
        if self._input.isatty():
            remedy = "pipe a log into it: zcat access.log.gz | marsad traffic -"
            raise LogRefused(self.name, "nothing is piped in", remedy)
        read = getattr(self._input, "read1", self._input.read)
        while block := read(BLOCK):
            self.taken += len(block)
            yield block
            yield b""

    def _growing(self, wait: Callable[[], bool]) -> Iterator[bytes]:
        file = _opened(self.path)
        try:
            while True:
                yield from self._rest_of(file)
                yield b""
                if file.tell() > os.fstat(file.fileno()).st_size:
                    file.seek(0)
                elif successor := _moved(file, self.path):
                    yield from self._rest_of(file)
                    # The last line of a file ends with it.
                    yield b"\n"
                    file.close()
                    file = successor
                elif not wait():
                    return
        finally:
            file.close()

    def _rest_of(self, file: BinaryIO) -> Iterator[bytes]:
        while block := file.read(BLOCK):
            self.taken += len(block)
            yield block


def _stat(path: str) -> os.stat_result:
    try:
        found = Path(path).stat()
    except (OSError, ValueError) as error:
        raise LogRefused(path, _why(error), "look at its name and who may read it") from None
    if Path(path).is_dir():
        raise LogRefused(path, "is a folder", f"name the logs in it: {path.rstrip('/')}/*.log*")
    return found


def _opened(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb", buffering=0)  # pyright: ignore[reportReturnType]
    except OSError as error:
        raise LogRefused(path, _why(error), "look at its name and who may read it") from None


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "may not be read"
    return str(getattr(error, "strerror", None) or error)


def _moved(file: BinaryIO, path: str) -> BinaryIO | None:
    """The file that is at the path now, where that is another one."""
    try:
        there = Path(path).stat()
    except OSError:
        return None
    ours = os.fstat(file.fileno())
    if (there.st_ino, there.st_dev) == (ours.st_ino, ours.st_dev):
        return None
    return _opened(path)
