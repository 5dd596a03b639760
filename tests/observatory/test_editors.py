"""The whole way: an account on the command line, an outage, and an editor who takes it back."""

import asyncio
import re
import subprocess
from html import unescape

import numpy as np

from marsad.clock import WallClock
from marsad.journal.journal import open_journal, partition_of
from marsad.nouns.event import Counts, Tick
from marsad.nouns.minute import minute_of

from .conftest import PROGRAM, eventually

PASSWORD = "three grey cats sing"
QUIET, SURGE = 1440, 40


async def past(folder):
    """A journal in which X has been quiet for a day and has failed for forty minutes."""
    now = minute_of(WallClock().now())
    draw = np.random.default_rng(7)
    counts = np.concatenate([draw.poisson(0.5, QUIET), draw.poisson(12.0, SURGE)])
    start = now - len(counts)
    told = tuple(int(each) for each in counts)
    journal = await open_journal("sqlite", folder / "journal", 4)
    events = [
        *(Counts("x", start, told, 1, "login", "login_failure", place) for place in ("SA", "EG")),
        Tick(now),
    ]
    await journal.append_to(partition_of("x", 4), events)
    await journal.close()


class Editor:
    """A browser without a script."""

    def __init__(self, running):
        self.client = running.client
        self.headers = {"origin": running.url, "sec-fetch-site": "same-origin"}

    def post(self, path, **fields):
        return self.client.post(path, data=fields, headers=self.headers)

    def send(self, path, kind, **fields):
        return self.post(path, **(hidden_in(self.client.get(path).text, kind) | fields))


def hidden_in(page, kind):
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        if fields.get("kind") == kind:
            return {name: unescape(value) for name, value in fields.items()}
    raise AssertionError(f"no form to {kind}: {page}")


def test_an_editor_takes_an_incident_back_and_changes_the_catalogue(serve, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    asyncio.run(past(data))
    subprocess.run(
        [PROGRAM, "admin", "add", "Salma", "--stdin", "--data", data],
        input=PASSWORD,
        text=True,
        check=True,
    )
    running = serve()
    editor = Editor(running)

    def found():
        told = running.client.get("/api/v1/incidents", params={"service": "x"}).json()
        # It may be recovering already: nobody reports any more.
        return [each for each in told["incidents"] if each["state"] in ("problem", "recovering")]

    incident = eventually(found, 20)[0]["id"]
    page = f"/en/admin/incidents/{incident}"
    assert running.client.get(page).status_code == 303
    entered = editor.post("/en/admin/enter", name="salma", password=PASSWORD)
    assert entered.status_code == 303
    assert incident in running.client.get("/en/admin/").text

    said = {"speaker": "X", "text": "We were testing", "at": "2020-01-01T00:00", "why": "By mail"}
    assert editor.send(page, "statement", **said).status_code == 422

    shown = editor.send(page, "retract", why="A test of ours")
    assert "What the public will see" in shown.text
    done = editor.post(page, **hidden_in(shown.text, "retract"), sure="yes")
    assert done.headers["location"] == f"{page}?done=retract"
    told = running.client.get(f"/api/v1/incidents/{incident}").json()
    assert told["state"] == "retracted"
    (correction,) = running.client.get("/api/v1/corrections").json()["corrections"]
    assert (correction["who"], correction["why"]) == ("Salma", "A test of ours")
    assert correction["before"] in ("problem", "recovering")
    assert correction["after"] == "retracted"
    assert "A test of ours" in running.client.get("/ar/corrections").text
    again = editor.post(page, **hidden_in(shown.text, "retract"), sure="yes")
    assert again.headers["location"] == f"{page}?done=retract"
    assert len(running.client.get("/api/v1/corrections").json()["corrections"]) == 1

    service = "/en/admin/services/x"
    entry = unescape(
        running.client.get(service).text.split('id="yaml"')[1].split(">", 1)[1].split("</text")[0]
    )
    shown = editor.send(
        service, "catalogue", text=entry.replace("en: X\n", "en: X!\n", 1), why="They say so"
    )
    assert editor.post(service, **hidden_in(shown.text, "catalogue"), sure="yes").is_redirect
    eventually(lambda: "X!" in running.client.get("/en/services/x").text, 20)

    assert running.stop() == 0
    after = serve()
    assert after.client.get(f"/api/v1/incidents/{incident}").json()["state"] == "retracted"
    assert "X!" in after.client.get("/en/services/x").text
    log = running.log.read_text()
    assert PASSWORD not in log
