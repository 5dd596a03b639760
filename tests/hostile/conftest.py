"""One observatory for all attacks of a module, as it would have to bear them one after another."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.fortress import Fortress


@pytest.fixture(scope="module")
def fortress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortress]:
    folder: Path = tmp_path_factory.mktemp("fortress")
    running = Fortress(folder, MARSAD_LIMITS_CONNECTIONS="1000")
    yield running
    running.stop(signal.SIGKILL)
