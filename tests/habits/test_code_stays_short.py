"""A file is one noun of at most 300 lines, a function at most 30; names say what a thing is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FILE_LINES = 300
FUNCTION_LINES = 30
VAGUE = {"util", "utils", "helper", "helpers", "manager", "base", "common", "misc"}


def long_functions(tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    """Name, first line and length of each function that is too long, its docstring aside."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                length -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
            if length > FUNCTION_LINES:
                yield node.name, node.lineno, length


def vague(path: Path) -> set[str]:
    """The parts of a path that say nothing."""
    words = [word for part in path.with_suffix("").parts for word in part.split("_")]
    return VAGUE & set(words)


def test_no_file_is_longer_than_a_noun_needs(root: Path, trees: dict[Path, ast.Module]) -> None:
    lengths = {path: len((root / path).read_text("utf-8").splitlines()) for path in trees}
    long = [f"{path}: {lines} lines" for path, lines in lengths.items() if lines > FILE_LINES]
    assert not long, f"over {FILE_LINES} lines; make two nouns of: {long}"


def test_no_function_is_longer_than_a_screen(trees: dict[Path, ast.Module]) -> None:
    long = [
        f"{path}:{line} {name}: {length} lines"
        for path, tree in trees.items()
        for name, line, length in long_functions(tree)
    ]
    assert not long, f"over {FUNCTION_LINES} lines; split: {long}"


@pytest.mark.parametrize(("lines", "found"), [(FUNCTION_LINES, 0), (FUNCTION_LINES + 1, 1)])
def test_a_long_function_is_noticed(lines: int, found: int) -> None:
    source = 'class A:\n    async def f():\n        """One\n\n\n."""\n' + "        pass\n" * (
        lines - 1
    )
    assert len(list(long_functions(ast.parse(source)))) == found


def test_every_module_is_named_after_a_noun(trees: dict[Path, ast.Module]) -> None:
    assert vague(Path("src/marsad/tally/date_utils.py")) == {"utils"}
    unclear = [str(path) for path in trees if vague(path)]
    assert not unclear, f"say what is in it: {unclear}"


def test_every_module_begins_by_saying_what_it_is(trees: dict[Path, ast.Module]) -> None:
    silent = [str(path) for path, tree in trees.items() if not ast.get_docstring(tree)]
    assert not silent, f"no docstring: {silent}"
