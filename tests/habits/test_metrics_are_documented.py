"""Every metric has its line in docs/operations.md, and every line there its metric."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROW = re.compile(r"^\| `(marsad_\w+)` \|", re.MULTILINE)
NAME = re.compile(r"marsad_[a-z_]+")


def told(tree: ast.Module) -> set[str]:
    """The names of metrics a module gives out."""
    words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and NAME.fullmatch(word)}


def test_metrics_and_their_page_agree(root: Path, trees: dict[Path, ast.Module]) -> None:
    given = {name for tree in trees.values() for name in told(tree)}
    documented = set(ROW.findall((root / "docs/operations.md").read_text("utf-8")))
    assert given
    assert given == documented
