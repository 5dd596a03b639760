"""The door under load: single reports beside nginx answering 204 to the same POST on the same
cores, with the same generator (wrk); batches beside writing the same bytes to a file and flushing.

The door runs as it does in production: uvicorn, uvloop, its short way, a SQLite journal on disk.
Afterwards the journal is read back: it must hold what was acknowledged, each report once.
About 30 seconds. Needs nginx and wrk (Debian: nginx-light, wrk); says so where they are absent.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
import uvloop
from figure import figure

from marsad.catalog import load
from marsad.clock import WallClock
from marsad.intake.door import Door
from marsad.intake.rules import Rules
from marsad.intake.wire import wire
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.event import encode_events
from marsad.nouns.report import Report

CONNECTIONS = 400
SECONDS = 3
ROUNDS = 3
SENDERS = 3
BATCHES = 12
LINES = 10_000
PARTITIONS = 4
SCRIPT = Path(__file__).with_name("report.lua")


NGINX = """
worker_processes auto; daemon off; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 204; }} }}
}}
"""


async def serve(folder: Path, port: int) -> None:
    """The process under test; on SIGTERM prints what it accepted and what the journal holds."""
    journal = await open_journal("sqlite", folder, PARTITIONS)
    rules = Rules(trusted=("127.0.0.0/8",))
    door = Door(load(), journal, WallClock().now, folder, rules)
    config = uvicorn.Config(
        door,
        port=port,
        http=wire(lambda: door),
        loop="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
    )
    # uvicorn sends itself the signal again when it is done; what follows must still happen.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    await uvicorn.Server(config).serve()
    ids = await kept_ids(journal)
    await journal.close()
    refused = dict(door.counters.refused)
    counted = {"accepted": door.counters.accepted, "kept": len(ids), "distinct": len(set(ids))}
    print(json.dumps({**counted, "refused": refused}), flush=True)


async def kept_ids(journal: Journal) -> list[bytes]:
    """The id of every report in the journal."""
    found: list[bytes] = []
    for partition in range(journal.partitions):
        position = 0
        while entries := await journal.read(partition, position):
            position = entries[-1].position
            found += [e.id for entry in entries for e in entry.events if isinstance(e, Report)]
    return found


@dataclass(frozen=True)
class Server:
    """A server under load."""

    process: subprocess.Popen[str]
    port: int


@contextmanager
def running(command: list[str], port: int) -> Generator[Server]:
    """A server, once it listens, until the end of the block."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        while not listens(port) and process.poll() is None:
            time.sleep(0.05)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def listens(port: int) -> bool:
    """Whether somebody does."""
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def load_with_wrk(server: Server) -> dict[str, float]:
    """One round of load; what the generator saw, and the server's processor time a request."""
    before = processor_seconds(server.process.pid)
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-s", str(SCRIPT)]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"], capture_output=True, text=True, check=True
    ).stdout
    seen = json.loads(re.findall(r"^\{.*\}$", said, re.MULTILINE)[-1])
    cost = (processor_seconds(server.process.pid) - before) / seen["answers"]
    return {**seen, "rate": seen["answers"] / seen["seconds"], "cost": cost}


def processor_seconds(pid: int) -> float:
    """User and system time of a process and its children so far."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    spent = 0
    for one in (pid, *map(int, children)):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def singles(door: Server, nginx: Server | None) -> int:
    """Single reports; answers how many the generator saw acknowledged."""
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    for _ in range(ROUNDS):
        if nginx:
            theirs.append(load_with_wrk(nginx))
        ours.append(load_with_wrk(door))
    report_singles(ours, theirs)
    if bad := sum(seen["bad"] for seen in ours):
        raise SystemExit(f"{bad:.0f} reports were refused")
    return int(sum(seen["answers"] for seen in ours))


def report_singles(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    """The figures of all rounds."""
    rate, p50, p99 = (statistics.median(r[key] for r in ours) for key in ("rate", "p50", "p99"))
    limit = statistics.median(r["rate"] for r in theirs) if theirs else 0
    shares = [a["rate"] / b["rate"] for a, b in zip(ours, theirs, strict=False)]
    share = statistics.median(shares) if shares else 0.0
    figure(
        "single reports/s, durable",
        f"{rate:,.0f} ({share:.2f} of nginx-204)" if limit else f"{rate:,.0f}",
        limit=f"{limit:,.0f}" if limit else "nginx is absent: apt-get install nginx-light",
        target="≥ 0.5",
        met=share >= 0.5 if limit else None,
    )
    figure("single reports p50", f"{p50:.1f} ms", limit=f"{CONNECTIONS} connections")
    figure("single reports p99", f"{p99:.1f} ms", target="≤ 25 ms", met=p99 <= 25)
    cost, least = (1e6 * statistics.median(r["cost"] for r in rs or ours) for rs in (ours, theirs))
    figure(
        "processor time a single report",
        f"{cost:.1f} µs",
        limit=f"nginx-204 {least:.1f} µs" if theirs else "",
    )


def batch_body() -> bytes:
    """10,000 reports, one a line."""
    symptoms = ("home_not_loading", "feed_missing", "login_failure")
    return b"\n".join(
        b'{"service":"x","symptom":"%b","country":"SA","note":"report %d"}'
        % (symptoms[n % 3].encode(), n)
        for n in range(LINES)
    )


def batches(folder: Path, port: int) -> int:
    """Batches over a few connections, beside one file; answers how many reports."""
    body = batch_body()
    began = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        for sender in [senders.submit(send_batches, port, body) for _ in range(SENDERS)]:
            sender.result()
    reports = SENDERS * BATCHES * LINES
    ours = reports / (time.perf_counter() - began)
    limit = reports / flushed(folder / "plain", body)
    figure(
        "batch reports/s over HTTP, durable",
        f"{ours:,.0f} ({ours / limit:.2f} of file + fdatasync)",
        limit=f"{limit:,.0f} encoded, written and flushed without HTTP or checks",
        target="≥ 0.5",
        met=ours >= 0.5 * limit,
    )
    return reports


def send_batches(port: int, body: bytes) -> None:
    """One connection's share."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(BATCHES):
        headers = {"Content-Type": "application/x-ndjson"}
        client.request("POST", "/api/v1/reports:batch", body, headers)
        answer = client.getresponse().read()
        if answer.count(b'"status":202') != LINES:
            raise SystemExit(f"a batch was refused: {answer[:200]!r}")
    client.close()


def flushed(path: Path, body: bytes) -> float:
    """Seconds that the same reports take to be encoded, written to a file and flushed."""
    lines = [json.loads(line) for line in body.splitlines()]
    reports = [Report(os.urandom(16), 1, 1, **line) for line in lines]
    began = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _ in range(SENDERS * BATCHES):
            file.write(encode_events(reports))
            os.fdatasync(file.fileno())
    return time.perf_counter() - began


def verify(told: dict[str, int], seen: int) -> None:
    """The journal must hold what was acknowledged, each report once.

    The generator hangs up with requests on their way: those are kept too, at most one for each
    connection and round.
    """
    figure("reports kept / acknowledged by the door", f"{told['kept']:,} / {told['accepted']:,}")
    exact = told["kept"] == told["accepted"] == told["distinct"] and not told["refused"]
    if not exact or not 0 <= told["kept"] - seen <= CONNECTIONS * ROUNDS:
        raise SystemExit(f"the journal is not what was acknowledged: {told}, {seen} answers seen")


def main() -> None:
    """All figures."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
        folder, port = Path(name), free_port()
        command = [sys.executable, __file__, "--serve", str(folder), str(port)]
        seen = 0
        with running(command, port) as door:
            if shutil.which("wrk"):
                seen += beside_nginx(folder, door)
            else:
                figure(
                    "single reports/s", "not measured: wrk is absent", limit="apt-get install wrk"
                )
            seen += batches(folder, port)
            door.process.send_signal(signal.SIGTERM)
            told = json.loads(door.process.communicate(timeout=60)[0].splitlines()[-1])
        verify(told, seen)


def beside_nginx(folder: Path, door: Server) -> int:
    """Single reports, with nginx beside them where it is installed."""
    if not shutil.which("nginx"):
        return singles(door, None)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "log")]
    with running(command, port) as nginx:
        return singles(door, nginx)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        uvloop.run(serve(Path(sys.argv[2]), int(sys.argv[3])))
    else:
        main()
