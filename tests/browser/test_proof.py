"""A browser whose network is under suspicion proves work by itself, and the door takes it."""

from __future__ import annotations

import os
import time
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page

from marsad.intake.form import confirm_page
from marsad.intake.proofs import Proofs
from marsad.intake.said import Said

from .conftest import Served

pytestmark = pytest.mark.browser

TICKET = "AZcCJ9mVBjH8kgGjIsI5DeEW1owQXtHW48azmopp"


def address(proofs: Proofs, now: int) -> str:
    challenge = proofs.challenge("chirp", b"net", now, lambda: os.urandom(16))
    return confirm_page("ar", Said("chirp", symptom="login"), TICKET, challenge)


def test_the_report_is_proven_and_sent_without_a_click(page: Page, served: Served):
    now = time.time_ns() // 1_000_000
    proofs = Proofs(b"k" * 32, now, 10)
    page.goto(address(proofs, now))
    page.wait_for_url("**/services/chirp?thanks=problem", timeout=60_000)
    [posted] = served.posted
    fields = {name: value[0] for name, value in parse_qs(posted.decode()).items()}
    assert (fields["symptom"], fields["token"]) == ("login", TICKET)
    assert proofs.holds(fields["altcha"], "chirp", b"net", now)


def test_without_a_script_one_button_sends_it(chromium: Browser, served: Served):
    now = time.time_ns() // 1_000_000
    context = chromium.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(Proofs(b"k" * 32, now, 10), now))
    page.get_by_role("button", name="إرسال البلاغ").click()
    page.wait_for_url("**/services/chirp?thanks=problem")
    context.close()
    assert b"altcha" not in served.posted[0]
