"""The backup of docs/operations.md, taken while reports come in, holds all that came before it."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(sys.executable).parent
SECONDS = 30
BEFORE = 40


@contextmanager
def observatory(folder: Path) -> Generator[str]:
    """An observatory on this data folder, at the address given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [HERE / "marsad", "serve", "--port", str(port), "--data", folder]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, cwd=folder.parent)
    try:
        wait_until_well(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(SECONDS)


def wait_until_well(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address + "/healthz", timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the observatory isn't well")


def report(address: str) -> None:
    body = json.dumps({"service": "x", "symptom": "slow"}).encode()
    request = Request(f"{address}/api/v1/reports", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=5) as answer:
        assert answer.status == 202


def total(address: str) -> int:
    with urlopen(f"{address}/api/v1/services/x/counts?range=1h", timeout=5) as answer:
        return json.load(answer)["total"]


def backup(data: Path, to: Path) -> None:
    """What the page says to type, with this test's folders."""
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    section = page[page.index("## Back up") :]
    block = re.search(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert block
    typed = (
        block[1].replace("/opt/marsad/.venv/bin", str(HERE)).replace("/var/lib/marsad", str(data))
    )
    typed, moved = re.subn(r"/backup/\$\(.*?\)", str(to), typed)
    assert moved == 1
    subprocess.run(["bash", "-euc", typed], check=True, timeout=SECONDS)


def test_all_that_was_acknowledged_before_a_backup_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_INTAKE_TRUSTED", "127.0.0.0/8")
    enough = threading.Event()
    sent: list[int] = []

    def go_on_reporting(address: str) -> None:
        while not enough.is_set():
            report(address)
            sent.append(1)

    with observatory(tmp_path / "data") as address:
        for _ in range(BEFORE):
            report(address)
        sender = threading.Thread(target=go_on_reporting, args=[address])
        sender.start()
        backup(tmp_path / "data", tmp_path / "copy")
        enough.set()
        sender.join()
    with observatory(tmp_path / "copy") as address:
        assert BEFORE <= total(address) <= BEFORE + len(sent)
        report(address)
