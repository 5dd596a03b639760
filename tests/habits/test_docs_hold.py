"""Docs can't rot: links lead somewhere, decisions are whole, changes are written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
PARTS = ["Status", "Context", "Decision", "Consequences"]
DECISION_LINES = 60


def anchors(text: str) -> set[str]:
    """The fragments a page's headings can be linked by."""
    plain = (re.sub(r"[^\w\s-]", "", title.lower()) for title in HEADING.findall(text))
    return {title.strip().replace(" ", "-") for title in plain}


def dead_links(page: Path) -> list[str]:
    """Links of a page to files or headings that aren't there."""
    dead: list[str] = []
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, fragment = link.partition("#")
        target = page.parent / name if name else page
        known = (
            anchors(target.read_text("utf-8"))
            if target.suffix == ".md" and target.exists()
            else set()
        )
        if not target.exists() or (fragment and target.suffix == ".md" and fragment not in known):
            dead.append(f"{page.name} -> {link}")
    return dead


def pages(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md")]


def decisions(root: Path) -> list[Path]:
    return sorted((root / "docs/decisions").glob("[0-9]*.md"))


def test_every_link_in_the_docs_leads_somewhere(root: Path) -> None:
    assert not [link for page in pages(root) for link in dead_links(page)]


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](gone.md) [b](#one-two) [c](#three) [d](page.md)\n", "utf-8")
    assert dead_links(page) == ["page.md -> gone.md", "page.md -> #three"]


def test_the_pages_a_stranger_looks_for_are_there(root: Path) -> None:
    wanted = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE", "NOTICE"]
    assert not [name for name in wanted if not (root / name).is_file()]
    assert "Apache License" in (root / "LICENSE").read_text("utf-8")


def test_the_changelog_keeps_a_place_for_what_comes(root: Path) -> None:
    lines = (root / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert "## Unreleased" in lines
    entries = [line for line in lines if line.startswith("- ")]
    kinds = re.compile(r"- \[(CHANGE|FEATURE|ENHANCEMENT|BUGFIX|SECURITY)\] .+\.$")
    assert entries
    assert not [line for line in entries if not kinds.fullmatch(line)]


def test_decisions_are_numbered_without_a_gap(root: Path) -> None:
    numbers = [int(path.name[:4]) for path in decisions(root)]
    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize("part", PARTS)
def test_every_decision_has_all_its_parts(root: Path, part: str) -> None:
    lacking = [p.name for p in decisions(root) if f"\n## {part}\n" not in p.read_text("utf-8")]
    assert not lacking


def test_every_decision_fits_on_a_page(root: Path) -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in decisions(root)}
    assert lengths
    assert not {name: lines for name, lines in lengths.items() if lines > DECISION_LINES}
