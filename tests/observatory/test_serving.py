"""The observatory as its operator meets it: starting, reporting, stopping, starting again."""

import json
import re
import signal
import socket

import httpx
import pytest

from .conftest import eventually, total


def report(running, **more):
    return running.client.post("/api/v1/reports", json={"service": "x", **more})


def test_a_report_is_acknowledged_counted_and_shown(serve):
    running = serve()
    answer = report(running, symptom="login_failure", country="SA", reporter="a")
    assert answer.status_code == 202
    eventually(lambda: total(running) == 1)
    page = running.client.get("/en/services/x")
    assert page.status_code == 200


def test_a_batch_is_counted_line_by_line(serve):
    running = serve()
    lines = [json.dumps({"service": "facebook", "reporter": str(n)}) for n in range(500)]
    lines.insert(7, json.dumps({"service": "no-such-service"}))
    answer = running.client.post(
        "/api/v1/reports:batch",
        content="\n".join(lines),
        headers={"Content-Type": "application/x-ndjson"},
    )
    said = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["status"] for line in said].count(202) == 500
    eventually(lambda: total(running, "facebook") == 500)


def test_what_was_counted_is_there_after_a_stop_and_a_start(serve):
    first = serve()
    for n in range(20):
        assert report(first, reporter=str(n)).status_code == 202
    assert first.stop() == 0
    second = serve()
    eventually(lambda: total(second) == 20)


@pytest.mark.soak
def test_a_killed_observatory_loses_nothing_acknowledged_and_counts_nothing_twice(serve):
    running = serve()
    for n in range(30):
        headers = {"Idempotency-Key": f"key-{n}"}
        body = {"service": "x", "reporter": str(n)}
        assert running.client.post("/api/v1/reports", json=body, headers=headers).is_success
    running.stop(signal.SIGKILL)
    again = serve()
    for n in range(30):
        headers = {"Idempotency-Key": f"key-{n}"}
        body = {"service": "x", "reporter": str(n)}
        assert again.client.post("/api/v1/reports", json=body, headers=headers).is_success
    assert report(again, reporter="one more").is_success
    eventually(lambda: total(again) >= 31)
    assert total(again) == 31


def test_a_taken_port_gives_the_next_one_and_says_which(serve):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = serve("--port", str(port))
        assert not running.url.endswith(f":{port}")


def test_the_description_covers_door_and_pages_and_every_reference_in_it_leads_somewhere(serve):
    running = serve()
    document = running.client.get("/openapi.json").json()
    assert {"/api/v1/reports", "/api/v1/reports:batch", "/api/v1/services"} <= set(
        document["paths"]
    )
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert named <= set(document["components"]["schemas"])


def test_a_form_that_the_door_refuses_is_answered_by_the_page(serve):
    running = serve()
    page = running.client.get("/ar/services/x").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, "the form carries a token"
    answer = running.client.post(
        "/ar/services/x/reports",
        data={"symptom": "no-such-symptom", "token": token[1]},
        headers={"Accept": "text/html"},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "لم نتمكن" in answer.text


def test_health_and_metrics_are_answered(serve):
    running = serve()
    report(running)
    health = running.client.get("/healthz").json()
    assert health["status"] == "ok"
    metrics = running.client.get("/metrics").text
    assert "marsad_reports_accepted_total 1.0" in metrics
    assert "marsad_lag_minutes" in metrics


def test_the_live_stream_tells_of_a_report_within_seconds(serve):
    running = serve()
    with httpx.stream("GET", f"{running.url}/api/v1/live", timeout=10) as stream:
        lines = stream.iter_lines()
        next(lines)
        report(running, service="instagram")
        events = (json.loads(line[6:]) for line in lines if line.startswith("data: "))
        assert next(event for event in events if event.get("service") == "instagram")


def test_two_observatories_do_not_share_a_data_folder(serve, tmp_path):
    serve()
    with pytest.raises(AssertionError, match="ended") as said:
        serve()
    assert "Traceback" not in str(said.value)


def test_the_journal_may_be_kept_by_jetstream_with_one_setting(serve, jetstream, tmp_path):
    first = serve(MARSAD_JOURNAL_URL=jetstream)
    for n in range(20):
        assert report(first, reporter=str(n)).status_code == 202
    eventually(lambda: total(first) == 20)
    assert not (tmp_path / "data" / "journal" / "journal.db").exists()
    assert first.stop() == 0
    second = serve(MARSAD_JOURNAL_URL=jetstream)
    eventually(lambda: total(second) == 20)


def test_a_journal_whose_server_is_away_is_said_in_one_line(serve):
    with pytest.raises(AssertionError, match="ended") as said:
        serve(MARSAD_JOURNAL_URL="nats://127.0.0.1:1")
    assert "Traceback" not in str(said.value)
    assert "127.0.0.1:1" in str(said.value)
