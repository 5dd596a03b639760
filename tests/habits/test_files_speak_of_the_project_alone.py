"""No machine, no registry and no private folder is named in what the project ships."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHARED = "../" + "shared"
# Put together from pieces, so that this file isn't its own first find.
STRANGE = {
    "a path of one machine": re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/"),
    "a package registry": re.compile(r"pypi\.or[g]|pythonhoste[d]|npmjs\.or[g]|debian\.or[g]"),
    "a password": re.compile(r"(?i)\b(passwor[d]|secre[t]|toke[n])\s*[:=]\s*['\"][\w+/-]{12,}"),
}
OPTIONAL = ("tests", "bench")


def strange(text: str) -> list[str]:
    """What in a text doesn't belong to the project."""
    return [f"{what}: {hit[0]}" for what, form in STRANGE.items() for hit in form.finditer(text)]


def test_no_machine_and_no_registry_is_named(texts: dict[Path, str]) -> None:
    found = [f"{path}: {what}" for path, text in texts.items() for what in strange(text)]
    assert not found


def test_optional_data_is_used_by_tests_and_benches_only(texts: dict[Path, str]) -> None:
    found = [
        str(path)
        for path, text in texts.items()
        if SHARED in text and path.parts[0] not in OPTIONAL
    ]
    assert not found, f"the project runs without it: {found}"


def test_whoever_uses_optional_data_does_without_it_too(texts: dict[Path, str]) -> None:
    users = {path: text for path, text in texts.items() if SHARED in text and path.suffix == ".py"}
    bold = [str(path) for path, text in users.items() if not re.search(r"skip|exists|is_dir", text)]
    assert not bold, f"skip when the folder is absent: {bold}"


@pytest.mark.parametrize(
    "text",
    [
        "see /" + "work/main/x",
        "url = 'https://py" + "pi.org/simple'",
        "open('/" + "home/sara/notes')",
        'token = "' + "a" * 32 + '"',
    ],
)
def test_a_strange_word_is_noticed(text: str) -> None:
    assert strange(text)


@pytest.mark.parametrize("text", ["/workers/", "marsad/rooted", "a network/work", "/homepage/"])
def test_an_ordinary_word_is_let_be(text: str) -> None:
    assert not strange(text)
