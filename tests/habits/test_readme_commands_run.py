"""What the README tells a newcomer to type is typed here, against an observatory that runs."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

README_LINES = 150
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HERE = Path(sys.executable).parent
SECONDS = 60


def blocks(text: str) -> list[str]:
    """The fenced blocks, each of which must be shell."""
    found = FENCE.findall(text)
    assert {language for language, _ in found} == {"sh"}, "only commands are fenced in the README"
    return [block for _, block in found]


README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
VERBS = [block for block in blocks(README) if block.startswith("make ")]
TYPED = [block for block in blocks(README) if not block.startswith("make ")]


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone's root as a newcomer sees it: the README's paths lead where they should."""
    made = tmp_path_factory.mktemp("clone")
    (made / ".venv").mkdir()
    (made / ".venv/bin").symlink_to(HERE)
    (made / "src").symlink_to(root / "src")
    return made


@pytest.fixture(scope="module")
def observatory(root: Path, folder: Path, port: int, shell: dict[str, str]) -> Iterator[str]:
    """What `make run` starts, on a port and a data folder of the test's own."""
    settings = {"MARSAD_PORT": str(port), "MARSAD_DATA": str(folder / "data")}
    recipe = subprocess.run(
        ["make", "--dry-run", "run", "ARGS="],
        cwd=root,
        env=shell | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    last = recipe.stdout.splitlines()[-1].removeprefix("exec ")
    assert last.split() == [".venv/bin/marsad", "serve", "--demo"], "a first run plays the demo"
    log = (folder / "log").open("w+", encoding="utf-8")
    process = subprocess.Popen(last.split(), cwd=folder, env=shell | settings, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, folder / "log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)
        log.close()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the first page is there."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address + "/en/", timeout=5) as page:
                assert page.status == 200
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"no page at {address}: {log.read_text('utf-8')}")


@pytest.mark.parametrize("block", TYPED, ids=[block.split("\n")[0][:40] for block in TYPED])
def test_a_newcomer_can_type_it(block: str, folder: Path, observatory: str) -> None:
    typed = block.replace("http://127.0.0.1:8000", observatory)
    typed = re.sub(r"(marsad (?:report|status).*)", rf"\1 --url {observatory}", typed)
    script = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n' + typed
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert not done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("verb", re.findall(r"^make (\w+)", "\n".join(VERBS), re.MULTILINE))
def test_a_verb_of_the_readme_is_one_of_make(verb: str, root: Path, shell: dict[str, str]) -> None:
    # `make test` is running us, and `make run` is what the observatory here is started by.
    told = subprocess.run(
        ["make", "help"], cwd=root, env=shell, capture_output=True, text=True, check=True
    )
    assert re.search(rf"^  make {verb}\b", told.stdout, re.MULTILINE)


def test_the_readme_is_a_short_walk(root: Path) -> None:
    assert len(README.splitlines()) <= README_LINES
    for picture in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README):
        assert (root / picture).stat().st_size > 1000
