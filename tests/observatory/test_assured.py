"""``marsad doctor --trust`` where an observatory runs: it is asked, for its journal is in use."""

import pytest

from marsad.cli import run


def asked(running, folder, service="youtube", url=""):
    return run(["doctor", "--trust", service, "--data", str(folder), "--url", url or running.url])


def test_a_running_observatory_says_what_is_known(serve, tmp_path, capsys):
    running = serve()
    assert asked(running, tmp_path / "data") == 0
    assert "its crowd isn't known" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("service", "url", "what"),
    [
        ("no-such-service", "", "no service has the id"),
        ("youtube", "http://127.0.0.1:9", "no observatory answers"),
    ],
)
def test_what_a_running_observatory_can_not_say_is_one_line(
    service, url, what, serve, tmp_path, capsys
):
    running = serve()
    assert asked(running, tmp_path / "data", service, url) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and what in said[0]
