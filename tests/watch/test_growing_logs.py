"""A log is followed as it grows, is moved aside, or is emptied; nothing is read twice or lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from marsad.watch.traffic.log import Reading
from marsad.watch.traffic.reader import Reader
from marsad.watch.traffic.source import Source


def line(status: int, second: int = 20) -> str:
    return f'192.0.2.1 - - [14/Nov/2023:22:13:{second:02} +0000] "GET /a HTTP/1.1" {status} 5\n'


def followed(path: Path, *steps: Callable[[], object]) -> list[int]:
    """The statuses read while the steps happen, one each time nothing is new."""
    waiting = iter(steps)

    def wait() -> bool:
        step = next(waiting, None)
        if step:
            step()
        return step is not None

    reader = Reader([str(path)], Reading(), wait=wait)
    return [int(status) for chunk in reader.chunks() for status in chunk.status]


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_what_is_written_later_is_read(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line(200))
    assert followed(log, lambda: append(log, line(201)), lambda: append(log, line(202))) == [
        200,
        201,
        202,
    ]


def test_half_a_line_waits_for_its_other_half(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line(200) + line(201)[:30])
    assert followed(log, lambda: None, lambda: append(log, line(201)[30:])) == [200, 201]


def test_an_empty_log_is_waited_for(tmp_path):
    log = tmp_path / "access.log"
    log.touch()
    assert followed(log, lambda: None, lambda: append(log, line(200))) == [200]


def test_a_log_that_is_moved_aside_is_read_to_its_end_first(tmp_path):
    log, old = tmp_path / "access.log", tmp_path / "access.log.1"
    log.write_text(line(200))

    def rotate() -> None:
        log.rename(old)
        append(old, line(201))
        log.write_text(line(202))

    assert followed(log, rotate, lambda: append(log, line(203))) == [200, 201, 202, 203]


def test_a_log_that_is_away_for_a_moment_is_waited_for(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line(200))
    moved = [lambda: log.rename(tmp_path / "old"), lambda: None, lambda: log.write_text(line(201))]
    assert followed(log, *moved) == [200, 201]


def test_the_last_line_of_a_log_moved_aside_needs_no_end(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line(200).rstrip())

    def rotate() -> None:
        log.rename(tmp_path / "old")
        log.write_text(line(201))

    assert followed(log, rotate) == [200, 201]


def test_a_log_that_is_emptied_is_read_from_its_beginning(tmp_path):
    log = tmp_path / "access.log"
    log.write_text(line(200) * 3)
    assert followed(log, lambda: log.write_text(line(201))) == [200, 200, 200, 201]


def test_a_pipe_is_read_as_it_comes():
    class Pipe(io.BytesIO):
        def isatty(self) -> bool:
            return False

    source = Source("-", Pipe(line(200).encode() * 2))
    blocks = list(source.growing(lambda: True))
    assert b"".join(blocks) == line(200).encode() * 2
    assert b"" in blocks


def test_of_several_logs_the_newest_is_followed(tmp_path):
    old, log = tmp_path / "access.log.1", tmp_path / "access.log"
    old.write_text(line(200, 20))
    log.write_text(line(201, 30))
    steps = iter([lambda: append(log, line(202, 31))])

    def wait() -> bool:
        step = next(steps, None)
        if step:
            step()
        return step is not None

    reader = Reader([str(log), str(old)], Reading(), wait=wait)
    assert [int(s) for chunk in reader.chunks() for s in chunk.status] == [200, 201, 202]
