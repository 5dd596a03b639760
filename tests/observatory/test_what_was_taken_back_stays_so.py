"""An undo that was acknowledged outlives the process, however it ends, and so does its page."""

import re
import signal
from urllib.parse import parse_qs, urlsplit

from .conftest import eventually, total

FORM = {"Accept": "text/html"}


def reported(running, symptom):
    """The receipt of a report by the page's form."""
    page = running.client.get("/en/services/x").text
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    answer = running.client.post(
        "/en/services/x/reports", data={"symptom": symptom, "token": token}, headers=FORM
    )
    return parse_qs(urlsplit(answer.headers["location"]).query)["receipt"][0]


def changed(running, what, receipt, **more):
    answer = running.client.post(
        f"/en/services/x/reports/{what}", data={"receipt": receipt, **more}, headers=FORM
    )
    assert answer.status_code == 303
    return answer.headers["location"]


def test_killed_after_the_answer_it_is_taken_back_all_the_same(serve):
    first = serve()
    stays, goes = reported(first, "feed_missing"), reported(first, "login_failure")
    assert changed(first, "undo", goes).endswith("thanks=undone")
    first.stop(signal.SIGKILL)
    second = serve()
    eventually(lambda: total(second) == 1)
    assert changed(second, "undo", goes).endswith("thanks=undone")
    assert "thanks=problem" in changed(second, "amend", stays, country="SA")
    second.stop(signal.SIGKILL)
    third = serve()
    eventually(lambda: total(third) == 1)
    assert changed(third, "undo", stays).endswith("thanks=undone")
    eventually(lambda: total(third) == 0)


def test_the_page_knows_a_receipt_after_a_restart(serve):
    first = serve()
    receipt = reported(first, "feed_missing")
    assert first.stop() == 0
    second = serve()
    page = second.client.get(f"/en/services/x?thanks=problem&receipt={receipt}")
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count(receipt) == 2
    forged = second.client.get(f"/en/services/x?thanks=problem&receipt=B{receipt[1:]}")
    assert "Thank you" not in forged.text
