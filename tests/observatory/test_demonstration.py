"""A first run plays a recorded outage through the real door, marked as what it is."""

import time

PATIENCE_SECONDS = 240


def watched(running):
    """The states X was seen in, in order, until its incident has ended."""
    seen = ["ok"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        state = running.client.get("/api/v1/services/x").json()["state"]
        if state != seen[-1]:
            seen.append(state)
        if state == "ok" and "recovering" in seen:
            return seen
        time.sleep(0.1)
    raise AssertionError(f"the outage never ended: {seen}")


def test_the_outage_is_seen_declared_peaking_recovering_and_ended(serve):
    running = serve("--demo")
    assert "Demonstration" in running.client.get("/en/").text
    assert "عرض تجريبي" in running.client.get("/ar/").text
    seen = watched(running)
    assert seen[-3:] == ["problem", "recovering", "ok"] or "problem" in seen[:3]
    incidents = running.client.get("/api/v1/incidents", params={"service": "x"}).json()["incidents"]
    declared = [incident for incident in incidents if incident["declared_at"]]
    (incident,) = declared
    assert incident["onset"]["at"].startswith("2025-05-24T12:1")
    assert incident["peak"]["reports_per_minute"] > 300
    assert incident["state"] == "ended"
    assert "US" in incident["scope"]["countries"]
    page = running.client.get(f"/ar/incidents/{incident['id']}")
    assert page.status_code == 200


def test_a_demonstration_keeps_its_data_apart_and_begins_anew(serve, tmp_path):
    first = serve("--demo")
    assert (tmp_path / "data" / "demo" / "journal").exists()
    assert not (tmp_path / "data" / "journal").exists()
    first.stop()
    again = serve("--demo")
    totals = again.client.get("/api/v1/services/x/counts", params={"range": "24h"}).json()["total"]
    assert totals < 10_000


def test_a_folder_that_no_demonstration_made_is_left_alone(serve, tmp_path):
    folder = tmp_path / "data" / "demo"
    folder.mkdir(parents=True)
    (folder / "precious.txt").write_text("mine")
    try:
        serve("--demo")
    except AssertionError as error:
        said = str(error)
    else:
        said = ""
    assert "no demonstration made it" in said
    assert (folder / "precious.txt").read_text() == "mine"
