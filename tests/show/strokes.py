"""Reads back the paths that charts draw."""

import re


def points(path: str) -> list[tuple[int, int]]:
    """A path's points, its relative steps added up."""
    found: list[tuple[int, int]] = []
    x = y = 0
    for kind, numbers in re.findall(r"([Ml])([-\d, ]+)", path):
        values = [int(n) for n in re.findall(r"-?\d+", numbers)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = (dx, dy) if kind == "M" else (x + dx, y + dy)
            found.append((x, y))
    return found
