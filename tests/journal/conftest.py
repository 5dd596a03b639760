"""Real engines for the journal's tests: SQLite folders and nats-servers of our own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from marsad.journal.journal import Journal, open_journal
from marsad.nouns.report import Report


def find_server() -> str | None:
    """A nats-server that can flush every write (2.10 or newer), if there is one here."""
    places = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    program = os.environ.get("NATS_SERVER") or shutil.which("nats-server", path=places)
    if program is None:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"v(\d+)\.(\d+)", said.stdout + said.stderr)
    return program if version and (int(version[1]), int(version[2])) >= (2, 10) else None


SERVER = find_server()
CONFIG = """
listen: 127.0.0.1:{port}
http: 127.0.0.1:{monitor}
server_name: n{port}
max_payload: {payload}
jetstream {{ store_dir: "{folder}", sync_interval: {sync}, max_file_store: {store} }}
"""
CLUSTER = """
cluster {{ name: marsad-test, listen: 127.0.0.1:{own}, routes: [{routes}] }}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class NatsServer:
    """One nats-server process with a folder of its own."""

    folder: Path
    sync: str = "always"
    payload: int = 1 << 20
    store: int = 1 << 30
    more: str = ""
    port: int = field(default_factory=free_port)
    monitor: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}?monitor=127.0.0.1:{self.monitor}"

    def start(self, *, ready: bool = True) -> None:
        self.folder.mkdir(exist_ok=True)
        config = self.folder / "nats-server.conf"
        config.write_text(
            CONFIG.format(
                port=self.port,
                monitor=self.monitor,
                payload=self.payload,
                folder=self.folder,
                sync=self.sync,
                store=self.store,
            )
            + self.more
        )
        log = self.folder / "nats-server.log"
        self.process = subprocess.Popen(
            [str(SERVER), "-c", str(config), "-l", str(log)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if ready:
            self.wait_ready()

    def wait_ready(self) -> None:
        for _ in range(400):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.025)
        raise AssertionError((self.folder / "nats-server.log").read_text())

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None


@pytest.fixture
def nats_server(tmp_path: Path) -> Iterator[Callable[..., NatsServer]]:
    """Makes and starts servers; stops them at the end."""
    if SERVER is None:
        pytest.skip("no nats-server of 2.10 or newer here")
    servers: list[NatsServer] = []

    def make(**settings: object) -> NatsServer:
        server = NatsServer(tmp_path / f"nats{len(servers)}", **settings)  # type: ignore[arg-type]
        servers.append(server)
        server.start()
        return server

    yield make
    for server in servers:
        server.kill()


@pytest.fixture
def nats_cluster(tmp_path: Path) -> Iterator[list[NatsServer]]:
    """Three servers on loopback that form a cluster."""
    if SERVER is None:
        pytest.skip("no nats-server of 2.10 or newer here")
    routes = [free_port() for _ in range(3)]
    servers = [
        NatsServer(
            tmp_path / f"nats{number}",
            more=CLUSTER.format(
                own=own,
                routes=", ".join(f"nats://127.0.0.1:{port}" for port in routes if port != own),
            ),
        )
        for number, own in enumerate(routes)
    ]
    for server in servers:
        server.start(ready=False)
    for server in servers:
        server.wait_ready()
    yield servers
    for server in servers:
        server.kill()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer | None]:
    """One server for all tests of the contract; each uses a stream of its own."""
    if SERVER is None:
        yield None
        return
    server = NatsServer(tmp_path_factory.mktemp("nats") / "store")
    server.start()
    yield server
    server.kill()


class Engine:
    """Opens journals of one engine and closes them at the end."""

    def __init__(self, kind: str, folder: Path, server: NatsServer | None) -> None:
        self.kind = kind
        self._folder = folder
        self._server = server
        self._opened: list[Journal] = []

    async def open(self, name: str = "one", partitions: int = 4) -> Journal:
        """A journal; the same name opens the same one again."""
        journal = await open_journal(self.url(name), self._folder / name, partitions)
        self._opened.append(journal)
        return journal

    def url(self, name: str) -> str:
        if self._server is None:
            return "sqlite"
        return f"{self._server.url}&stream={self._folder.parent.name}-{self._folder.name}-{name}"

    async def close(self) -> None:
        for journal in self._opened:
            await journal.close()


@pytest.fixture(params=["sqlite", "jetstream"])
async def engine(
    request: pytest.FixtureRequest, tmp_path: Path, shared_server: NatsServer | None
) -> AsyncIterator[Engine]:
    """Each of the two engines."""
    if request.param == "jetstream" and shared_server is None:
        pytest.skip("no nats-server of 2.10 or newer here")
    server = shared_server if request.param == "jetstream" else None
    engine = Engine(request.param, tmp_path, server)
    yield engine
    await engine.close()


def a_report(number: int = 0, service: str = "facebook", note: str = "") -> Report:
    return Report(
        number.to_bytes(16, "big"), 1_748_091_600_000, 1_748_091_600_123, service, note=note
    )


@pytest.fixture(scope="session")
def report() -> Callable[..., Report]:
    """Makes reports: ``report(number, service, note)``."""
    return a_report


async def all_of(journal: Journal, limit: int = 256) -> list[list[object]]:
    """Every partition's events, in order, however they are grouped."""
    lanes: list[list[object]] = []
    for partition in range(journal.partitions):
        events: list[object] = []
        after = 0
        while entries := await journal.read(partition, after, limit):
            for entry in entries:
                assert entry.partition == partition
                assert entry.position > after
                after = entry.position
                events += entry.events
        lanes.append(events)
    return lanes


@pytest.fixture(scope="session")
def everything() -> Callable[..., object]:
    """Reads a whole journal: ``await everything(journal)``."""
    return all_of
