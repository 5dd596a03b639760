"""``marsad traffic`` reads, judges and says so: for people, for programs, and to an observatory."""

from __future__ import annotations

import gzip
import io
import json
import random
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from bench.traffic.columns import made
from marsad.cli import run
from marsad.commands.traffic import Silence
from marsad.commands.traffic_sent import Sending
from marsad.nouns.failure import Failure
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.traffic_json import window_in

START = 1_700_000_000
CALM_SECONDS, FLOOD_SECONDS = 600, 60


def line(rng: random.Random, second: int, client: str, url: str, agent: str) -> str:
    when = datetime.fromtimestamp(START + second, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    size = rng.randint(100, 9999)
    return f'{client} - - [{when}] "GET {url} HTTP/1.1" 200 {size} "-" "{agent}" 0.020\n'


def calm(rng: random.Random, seconds: int) -> list[str]:
    return [
        line(
            rng,
            s,
            f"192.0.2.{rng.randint(1, 250)}",
            f"/page{rng.randint(1, 40)}",
            f"A{rng.randint(1, 9)}",
        )
        for s in range(seconds)
        for _ in range(5)
    ]


@pytest.fixture
def quiet(tmp_path):
    path = tmp_path / "access.log"
    path.write_text("".join(calm(random.Random(1), CALM_SECONDS)))
    return str(path)


@pytest.fixture
def flooded(tmp_path):
    rng = random.Random(2)
    lines = calm(rng, CALM_SECONDS)
    for s in range(CALM_SECONDS, CALM_SECONDS + FLOOD_SECONDS):
        lines += [
            line(rng, s, f"198.51.100.{rng.randint(1, 8)}", f"/?{rng.random()}", "bot")
            for _ in range(300)
        ]
    path = tmp_path / "flood.log"
    path.write_text("".join(lines))
    return str(path)


def test_what_was_read_is_summed_up(quiet, capsys):
    assert run(["traffic", quiet]) == 0
    said = capsys.readouterr()
    assert "3,000 requests" in said.out
    assert "60 windows" in said.out
    assert not said.err


def test_json_has_a_window_a_line_that_the_observatory_can_take(flooded, capsys):
    assert run(["traffic", flooded, "--json", "--service", "x", "--claim", "crowd"]) == 0
    bodies = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    windows = [body for body in bodies if body["kind"] == "window"]
    episodes = [body for body in bodies if body["kind"] == "episode"]
    assert len(windows) == (CALM_SECONDS + FLOOD_SECONDS) // 10
    assert sum(body["requests"] for body in windows) == 3000 + 300 * FLOOD_SECONDS
    assert window_in(json.dumps(windows[-1]).encode()).service == "x"
    assert len(episodes) == 1
    assert episodes[0]["claimed"] == "crowd"
    assert abs(sum(episodes[0]["probabilities"].values()) - 1) < 0.01


def test_a_flood_is_told_with_its_reasons_and_set_against_the_claim(flooded, capsys):
    assert run(["traffic", flooded, "--claim", "crowd"]) == 0
    said = capsys.readouterr().out
    assert "Episode 2023-11-14T22:" in said
    assert "claimed: a crowd of real visitors; measured: " in said
    assert "what would change our mind" in said
    assert "usual" in said


def test_the_same_log_gives_the_same_words_packed_or_piped(flooded, tmp_path, capsys, monkeypatch):
    run(["traffic", flooded, "--json"])
    plain = capsys.readouterr().out
    packed = tmp_path / "flood.gz"
    data = Path(flooded).read_bytes()
    packed.write_bytes(gzip.compress(data))
    run(["traffic", str(packed), "--json"])
    assert capsys.readouterr().out == plain
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    run(["traffic", "-", "--json"])
    assert capsys.readouterr().out == plain


def test_lines_that_cannot_be_read_are_counted_on_standard_error(quiet, capsys):
    with Path(quiet).open("a") as file:
        file.write("garbage\n" * 3)
    assert run(["traffic", quiet]) == 0
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert said[0].startswith("marsad: 3 lines of 3,003 could not be read; the first, ")
    assert ":3001," in said[0]


def test_what_was_read_before_the_damage_is_told(quiet, tmp_path, capsys):
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(Path(quiet).read_bytes())[:-2000])
    assert run(["traffic", str(packed)]) == 1
    said = capsys.readouterr()
    assert "requests" in said.out
    assert "ends in the middle" in said.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.log", b"", "is empty"),
        ("a.log", b"\n\n\n", "no format"),
        ("a.log", b"hello\n" * 9, "--format"),
        ("a.log", bytes(100_000), "--format"),
        ("a.log", b'{"a": 1}\n', "--format"),
        ("none.log", None, "there is no such file"),
        (".", None, "is a folder"),
    ],
)
def test_what_is_no_log_is_said_in_one_line(name, content, said, tmp_path, capsys):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert run(["traffic", str(path)]) == 1
    told = capsys.readouterr()
    assert len(told.err.strip().splitlines()) == 1
    assert said in told.err
    assert not told.out


@pytest.mark.parametrize(
    "options",
    [
        ["--window", "0"],
        ["--window", "nan"],
        ["--capacity", "-1"],
        ["--format", "apache"],
        ["--to", "ftp://x", "--service", "x", "--key", "k"],
        ["--to", "http://127.0.0.1:1"],
        ["--to", "http://127.0.0.1:1", "--service", "x"],
        ["--to", "http://127.0.0.1:1", "--service", "x", "--key", "@/no/such/file"],
        ["--key", "k"],
    ],
    ids=" ".join,
)
def test_a_wrong_option_exits_with_1_and_one_line(options, quiet, capsys):
    assert run(["traffic", quiet, *options]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize("call", [["traffic"], ["traffic", "x", "--claim", "aliens"]], ids=" ".join)
def test_a_wrong_call_exits_with_2(call, capsys):
    assert run(call) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_nothing_piped_in_is_said(capsys, monkeypatch):
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Terminal()))
    assert run(["traffic", "-"]) == 1
    assert "nothing is piped in" in capsys.readouterr().err


class Observatory:
    """Answers what it is told to, then 202; keeps what it took."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.taken, self.keys = list(answers), [], []
        observatory = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = observatory.answers.pop(0) if observatory.answers else 202
                if status == 202:
                    observatory.taken += [window_in(each) for each in body.splitlines()]
                observatory.keys.append(self.headers["Authorization"])
                told = json.dumps({"detail": "No such key."}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, format: str, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def test_windows_are_sent_in_order_by_key(quiet, tmp_path, capsys):
    key = tmp_path / "key"
    key.write_text("k123\n")
    with Observatory() as there:
        call = ["traffic", quiet, "--to", there.url, "--service", "x", "--key", f"@{key}"]
        assert run(call) == 0
    assert [window.start for window in there.taken] == sorted(w.start for w in there.taken)
    assert len(there.taken) == CALM_SECONDS // 10
    assert set(there.keys) == {"Bearer k123"}


WINDOW = TrafficWindow("x", 0, 10_000, 5, 2, 0.0, "normal")


def test_an_observatory_that_is_busy_is_asked_again():
    pauses: list[float] = []
    with Observatory(503, 429, 500) as there:
        sending = Sending(there.url, "k", patient=True, pause=pauses.append)
        sending.window(WINDOW)
        sending.end([], 5)
    assert len(there.taken) == 1
    assert pauses == sorted(pauses) and len(pauses) == 3


def test_a_wrong_key_is_not_tried_again():
    with Observatory(401, 401) as there:
        sending = Sending(there.url, "k", patient=True, pause=lambda _: None)
        sending.window(WINDOW)
        with pytest.raises(Failure, match="No such key"):
            sending.end([], 5)
    assert there.answers == [401]


def test_a_follower_keeps_what_nobody_takes_for_the_next_time(capsys):
    with Observatory(503, 503) as there:
        sending = Sending(there.url, "k", patient=False)
        for _ in range(3):
            sending.window(WINDOW)
    assert len(there.taken) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


class At:
    """A clock that stands."""

    def __init__(self, instant: int) -> None:
        self.instant = instant

    def now(self) -> int:
        return self.instant

    def speed(self) -> float:
        return 1.0


def test_time_passes_for_a_log_that_was_written_until_now_and_not_for_an_old_one():
    now = 1_800_000_000_000
    silence = Silence(At(now))
    assert silence.until() == 0
    silence.heard(made(np.array([now - 1000])))
    assert now - 60_000 < silence.until() < now
    silence.heard(made(np.array([now - 86_400_000])))
    assert silence.until() == 0
