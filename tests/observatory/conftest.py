"""A real observatory in a process of its own, on a free port, with data in a temporary folder."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

PROGRAM = Path(sys.executable).with_name("marsad")


def total(running, service="x"):
    answer = running.client.get(f"/api/v1/services/{service}/counts", params={"range": "60m"})
    assert answer.status_code == 200, answer.text
    return answer.json()["total"]


def eventually(check, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


class Running:
    """A ``marsad serve`` process and a client for it."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.log = folder / "log.txt"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--data", folder / "data", *arguments],
                env={
                    **os.environ,
                    "MARSAD_INTAKE_TRUSTED": "127.0.0.0/8",
                    "MARSAD_PORT": "0",
                    **environment,
                },
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.url = self._address()
        self.client = httpx.Client(base_url=self.url, timeout=10)

    def _address(self) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            said = self.log.read_text()
            if found := re.search(r"Marsad is at (http://\S+)", said):
                return found[1]
            if self.process.poll() is not None:
                raise AssertionError(f"marsad serve ended: {said}")
            time.sleep(0.02)
        raise AssertionError(f"marsad serve did not start: {self.log.read_text()}")

    def ready(self) -> "Running":
        """Wait for the first answer."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if self.client.get("/healthz").status_code == 200:
                    return self
            time.sleep(0.02)
        raise AssertionError(f"never healthy: {self.log.read_text()}")

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Stop the process; answers its exit code."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(20)


@pytest.fixture
def serve(tmp_path):
    """Start ``marsad serve``; every process started is stopped at the end."""
    started: list[Running] = []

    def start(*arguments: str, **environment: str) -> Running:
        started.append(Running(tmp_path, *arguments, **environment))
        return started[-1].ready()

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop(signal.SIGKILL)


@pytest.fixture
def jetstream(tmp_path):
    """The address of a NATS server that flushes every message, with a folder of its own."""
    program = shutil.which("nats-server", path=f"{PROGRAM.parent}:{os.environ['PATH']}")
    assert program, "make test installs nats-server"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = tmp_path / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\n'
        f'jetstream {{ store_dir: "{tmp_path / "nats"}", sync_interval: always }}\n'
    )
    process = subprocess.Popen([program, "-c", config], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.05)
    yield f"nats://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)
