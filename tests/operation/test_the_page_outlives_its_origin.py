"""nginx, set up as docs/operations.md says, goes on serving when the observatory is dead."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/sbin:/bin")
SECONDS = 30

pytestmark = pytest.mark.skipif(
    NGINX is None, reason="nginx isn't installed; make test installs it"
)


class Front(NamedTuple):
    """nginx before an observatory."""

    address: str
    origin: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(folder: Path, port: int, origin: int) -> str:
    """The page's own example, without TLS and with this test's folder and ports."""
    page = (ROOT / "docs/operations.md").read_text("utf-8")
    example = re.search(r"^```nginx\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert example, "docs/operations.md shows how to put nginx in front"
    text = re.sub(r"^ *ssl_certificate.*\n", "", example[1], flags=re.MULTILINE)
    text = re.sub(r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};", text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{origin}")
    text = re.sub(r"/var/(cache|log)/nginx", str(folder), text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # As root nginx would hand its workers to a user who can't read this test's folder.
    user = "user root; " if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {temporary}\n{text} }}\n"
    )


def answer(address: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Status, what nginx's copy had to do with it, and the body."""
    try:
        with urlopen(Request(address + path, headers=headers or {}), timeout=10) as response:
            copy = response.headers.get("X-Cache", "")
            return response.status, copy, response.read().decode("utf-8", "replace")
    except HTTPError as error:
        return error.code, error.headers.get("X-Cache", ""), ""


def wait_for(address: str, path: str) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if answer(address, path)[0] == 200:
                return
        except URLError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{address}{path} doesn't answer")


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    origin, port = free_port(), free_port()
    marsad = Path(sys.executable).parent / "marsad"
    command = [marsad, "serve", "--port", str(origin), "--data", tmp_path / "data"]
    with (tmp_path / "marsad.log").open("wb") as log:
        observatory = subprocess.Popen(command, stderr=log, cwd=tmp_path)
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, port, origin), "utf-8")
    nginx = subprocess.Popen([str(NGINX), "-p", tmp_path, "-c", tmp_path / "nginx.conf"])
    try:
        wait_for(f"http://127.0.0.1:{origin}", "/healthz")
        wait_for(f"http://127.0.0.1:{port}", "/healthz")
        yield Front(f"http://127.0.0.1:{port}", observatory)
    finally:
        for process in (nginx, observatory):
            process.terminate()
            process.wait(SECONDS)


PAGES = ["/en/", "/ar/", "/en/services/x", "/api/v1/services", "/api/v1/incidents"]


def test_the_last_good_pages_are_served_when_the_origin_is_dead(front: Front) -> None:
    alive = {path: answer(front.address, path) for path in PAGES}
    assert {path: status for path, (status, _, _) in alive.items()} == dict.fromkeys(PAGES, 200)
    front.origin.kill()
    front.origin.wait(SECONDS)
    for path in PAGES:
        status, copy, body = answer(front.address, path)
        assert (status, copy in {"HIT", "STALE", "UPDATING"}) == (200, True), (path, status, copy)
        assert body == alive[path][2]


def test_a_page_stays_when_its_copy_is_no_longer_fresh(front: Front) -> None:
    answer(front.address, "/en/")
    front.origin.kill()
    front.origin.wait(SECONDS)
    end = time.monotonic() + SECONDS
    copy = "HIT"
    while copy == "HIT" and time.monotonic() < end:
        status, copy, _ = answer(front.address, "/en/")
        assert status == 200
        time.sleep(0.5)
    assert copy in {"STALE", "UPDATING"}


def test_reports_and_health_are_never_answered_from_a_copy(front: Front) -> None:
    assert answer(front.address, "/healthz")[0] == 200
    front.origin.kill()
    front.origin.wait(SECONDS)
    assert answer(front.address, "/healthz")[0] == 502
    assert answer(front.address, "/api/v1/live")[0] == 502
