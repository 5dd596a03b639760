"""Under load feeds, files and charts wait before pages do; badges and cards are kept with those."""

import pytest

from marsad.serving import _worth
from marsad.shedding import Stage


@pytest.mark.parametrize(
    "path",
    [
        "/en/incidents.atom",
        "/ar/services/x.atom",
        "/ar/services/x.ics",
        "/api/v1/incidents.csv",
        "/api/v1/incidents/x.csv",
        "/api/v1/services/x/counts.csv",
        "/charts/x.svg",
    ],
)
def test_what_costs_much_waits_first(path: str):
    assert _worth(path) == Stage.RANGES


@pytest.mark.parametrize("path", ["/badges/x.svg", "/en/embed/services/x", "/oembed", "/en/"])
def test_what_costs_little_is_kept_as_long_as_pages(path: str):
    assert _worth(path) == Stage.PAGES
