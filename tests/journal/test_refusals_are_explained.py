"""Every way the journal can refuse is explained on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.journal import errors

PAGE = Path(__file__).parents[2] / "docs" / "journal.md"
KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.JournalError)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_is_on_the_page(kind):
    assert len(KINDS) >= 8
    if kind is not errors.JournalError:
        assert f"| `{kind.__name__}`" in PAGE.read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_says_what_where_and_what_next(kind):
    error = kind("It rains", "outside", "Take an umbrella.")
    assert (error.what, error.where, error.remedy) == ("It rains", "outside", "Take an umbrella.")
    assert str(error) == "It rains (outside). Take an umbrella."
