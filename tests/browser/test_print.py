"""On paper: the facts, the tables behind the charts, where it stands in the web; no buttons."""

import re

import pytest
from playwright.sync_api import Page
from show.invented import OPEN

from .test_access import PATHS

pytestmark = pytest.mark.browser

A4 = 794
"""Its width in CSS pixels."""


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_service_is_printed_with_its_tables_and_without_buttons(page: Page, language: str):
    page.goto(f"/{language}/services/chirp")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator("#numbers tr").nth(3).is_visible()
    for left_out in (".act", ".top nav", ".find", ".tools", "summary"):
        assert not page.locator(left_out).first.is_visible(), left_out


@pytest.mark.parametrize("path", ["/services/chirp", f"/incidents/{OPEN.id}", "/about"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_becomes_a_pdf_of_some_pages(page: Page, language: str, path: str):
    page.goto(f"/{language}{path}")
    sheets = page.pdf(format="A4")
    assert sheets.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 20


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_is_wider_than_the_sheet(page: Page, language: str):
    page.set_viewport_size({"width": A4, "height": 1123})
    page.emulate_media(media="print")
    for path in PATHS[:-1]:
        page.goto(f"/{language}{path}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_paper_is_white_whatever_the_screen_is(page: Page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/en/services/chirp")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_where_a_statement_comes_from_is_printed(page: Page):
    page.goto(f"/en/incidents/{OPEN.id}")
    page.emulate_media(media="print")
    source = "getComputedStyle(document.querySelector('main a[rel~=nofollow]'), '::after').content"
    assert "x.test/1" in page.evaluate(source)
