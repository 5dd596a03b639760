"""Incidents side by side: what is compared, what is refused, and how one chooses without script."""

import re
from html import unescape

import httpx
import msgspec
import pytest
from show.invented import HOUR, MERGED, ONSET, OPEN, OVER, Invented

from marsad.nouns.incident import Incident
from marsad.nouns.verdict import Span

replace = msgspec.structs.replace
BACK = "2026-05-21-parcel"


def ask(*ids: str, **more: str) -> str:
    fields = [*(f"incident={each}" for each in ids), *(f"{k}={v}" for k, v in more.items())]
    return "/compare?" + "&".join(fields)


def plain(html: str) -> str:
    html = re.sub(r"<(dt|dd|p|h3|li|td|th|span|b)\b", r" <\1", html)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", html)))


async def page(client: httpx.AsyncClient, path: str, language: str = "en") -> str:
    answer = await client.get(f"/{language}{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def facts(html: str) -> dict[str, list[str]]:
    """The rows of the table of facts."""
    table = html.partition('class="facts')[2].partition("</table>")[0]
    rows = [row.split("</th>", 1) for row in table.split("<tr>")[2:]]
    return {
        plain(title).strip(): [plain(cell).strip() for cell in cells.split("</td>")[:-1]]
        for title, cells in rows
    }


def another(days: int, minutes: int) -> Incident:
    at = ONSET - days * 24 * HOUR
    end = at + minutes * 60_000
    return replace(
        OPEN,
        id=f"{days}-chirp",
        onset=Span(at, at, at),
        declared_at=at + 600_000,
        ended=Span(end, end, end),
        state="ended",
        statements=(),
    )


async def test_two_incidents_are_told_side_by_side(client: httpx.AsyncClient):
    told = facts(await page(client, ask(OPEN.id, OVER.id)))
    assert told["State"] == ["Problem", "Over"]
    assert told["Lasted"] == ["49 minutes so far", "3 hours, give or take 1 hour"]
    assert told["Peak"] == ["5,222 reports in 15 minutes", "0 reports in 15 minutes"]
    assert told["Against the usual"] == ["21 times the usual", "–"]
    assert told["Declared"] == ["4 minutes after it began", "2 minutes after it began"]
    assert told["Recovering from"] == ["–", "2 hours after it began"]
    assert told["First word of the operator"] == ["41 minutes after it began", "None known"]
    assert told["How sure"] == ["very sure (99%)", "very sure (99%)"]
    assert "Home page does not load 50%" in told["What people see"][0]
    assert "United States 70%" in told["Where reports come from"][0]


async def test_a_place_with_few_reports_is_not_named(client: httpx.AsyncClient):
    html = await page(client, ask(OPEN.id, OVER.id))
    assert "Bahrain" not in facts(html)["Where reports come from"][1]


async def test_every_curve_is_told_by_dash_colour_and_letter(client, sight: Invented):
    sight.kept += [another(9, 60), another(30, 300)]
    html = await page(client, ask(OPEN.id, OVER.id, "9-chirp", "30-chirp"))
    chart = html.partition('<figure class="chart curves"')[2].partition("</figure>")[0]
    for index, letter in enumerate("ABCD"):
        assert f'class="curve c{index}" d="M' in chart
        assert f">{letter}</text>" in chart
        assert f"{letter}:" in chart.partition(">")[0]
    arabic = await page(client, ask(OPEN.id, OVER.id), "ar")
    assert ">أ</text>" in arabic and ">ب</text>" in arabic


async def test_the_numbers_are_in_a_table_behind_the_chart(client: httpx.AsyncClient):
    html = await page(client, ask(OPEN.id, OVER.id))
    table = plain(html.partition("Show as a table")[2].partition("</table>")[0])
    assert "Since the first sign A B" in table
    assert "−1 h" in table and "+5 h" in table and "+1 h – " in table


@pytest.mark.parametrize("scale", ["reports", "usual", "peak"])
async def test_the_scale_is_a_link_and_stays_in_the_address(client, scale: str):
    html = await page(client, ask(OPEN.id, OVER.id, scale=scale))
    chosen = re.findall(r'aria-current="true">([^<]+)<', html)
    told = {
        "reports": "Reports a minute",
        "usual": "Times the usual",
        "peak": "Share of its own peak",
    }
    assert chosen[0] == told[scale]
    asked = "" if scale == "reports" else f"&amp;scale={scale}"
    assert f'href="/ar{ask(OPEN.id, OVER.id).replace("&", "&amp;")}{asked}"' in html


async def test_a_curve_without_a_usual_says_so(client: httpx.AsyncClient):
    html = await page(client, ask(OPEN.id, OVER.id, scale="usual"))
    assert "B: what is usual is not known, or too little to divide by." in html
    assert "A: what is usual" not in html


async def test_incidents_of_very_different_length_can_both_be_seen(client, sight: Invented):
    sight.kept += [another(9, 20), another(30, 6 * 1440)]
    html = await page(client, ask("9-chirp", "30-chirp"))
    assert re.findall(r'aria-current="true">([^<]+)<', html)[1] == "3 hours"
    assert "Longer than is shown here: B." in html
    whole = await page(client, ask("9-chirp", "30-chirp", hours="168"))
    assert "Longer than is shown" not in whole
    assert re.findall(r'aria-current="true">([^<]+)<', whole)[1] == "7 days"


async def test_a_merged_incident_is_followed_and_one_named_twice_is_there_once(client):
    html = await page(client, ask(MERGED.id, OPEN.id, OVER.id, OVER.id))
    assert html.count("Remove") == 2
    assert f"incident={MERGED.id}" not in html
    alone = await page(client, ask(OPEN.id, OPEN.id))
    assert "Choose one more" in alone and "<figure" not in alone


async def test_one_that_was_taken_back_may_be_compared_and_is_marked(client: httpx.AsyncClient):
    html = await page(client, ask(OPEN.id, BACK))
    assert facts(html)["State"] == ["Problem", "Taken back"]
    assert "Taken back" in plain(html.partition('class="sides"')[2].partition("</ul>")[0])


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        (ask("none"), 404, "No such incident"),
        (ask(OPEN.id, "none"), 404, "No such incident"),
        (ask(OPEN.id, OVER.id, scale="log"), 400, "be chosen"),
        (ask(OPEN.id, OVER.id, hours="5"), 400, "be chosen"),
        (ask(OPEN.id, OVER.id, hours="x"), 400, "be chosen"),
    ],
)
async def test_what_cannot_be_compared_is_refused(client, path: str, status: int, says: str):
    answer = await client.get(f"/en{path}")
    assert answer.status_code == status
    assert says in unescape(answer.text)
    assert "<h1>" in answer.text and "no-store" in answer.headers["cache-control"]


async def test_five_are_too_many(client, sight: Invented):
    sight.kept += [another(days, 60) for days in range(1, 6)]
    ids = [f"{days}-chirp" for days in range(1, 6)]
    assert (await client.get(f"/en{ask(*ids)}")).status_code == 400
    html = await page(client, ask(*ids[:4]))
    assert "Add one more" not in html


async def test_a_circle_of_merged_incidents_ends(client, sight: Invented):
    one = replace(OPEN, id="one", merged_into="two")
    sight.kept += [one, replace(one, id="two", merged_into="one")]
    assert (await client.get(f"/en{ask('one', OPEN.id)}")).status_code in (200, 404)


async def test_one_chooses_by_links_and_by_a_search(client, sight: Invented):
    empty = await page(client, "/compare")
    assert "Choose two to four outages" in empty
    assert f'href="/en{ask(OPEN.id)}"' in empty
    one = await page(client, ask(OPEN.id))
    assert f'href="/en{ask(OPEN.id, OVER.id).replace("&", "&amp;")}"' in one
    assert f'href="/en{ask(OPEN.id, MERGED.id).replace("&", "&amp;")}"' not in one
    assert f'<input type="hidden" name="incident" value="{OPEN.id}">' in one
    found = await page(client, ask(OPEN.id, q="مترو"))
    assert "<h3>Found</h3>" in found
    assert f"incident={OVER.id}" in found.partition("<h3>Found</h3>")[2].partition("</ul>")[0]


async def test_a_search_without_result_says_so(client: httpx.AsyncClient):
    html = await page(client, "/compare?q=%3Cscript%3E")
    assert "No outage of a service by the name “&lt;script&gt;” is known." in html
    assert "q=%3Cscript%3E" in html


async def test_an_incident_page_leads_here(client: httpx.AsyncClient):
    assert f'href="/en/compare?incident={OPEN.id}"' in await page(client, f"/incidents/{OPEN.id}")


async def test_the_sides_are_named_in_the_title(client: httpx.AsyncClient):
    html = await page(client, ask(OPEN.id, OVER.id))
    assert "<title>Compared: Chirp, May 24 and Metro Bank, May 20 · Marsad</title>" in html
