"""One table, for the terminal and for Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass
class Sheet:
    """Rows of text under a title, with a note that says how to read them."""

    title: str
    note: str
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """One more row."""
        self.rows.append(list(cells))

    def print(self, console: Console) -> None:
        """To the terminal."""
        table = Table(title=self.title, caption=self.note, title_justify="left", pad_edge=False)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left", no_wrap=number > 0)
        for row in self.rows:
            table.add_row(*row)
        console.print(table)

    def markdown(self) -> str:
        """As a section of a page."""
        head = f"| {' | '.join(self.columns)} |\n|{' --- |' * len(self.columns)}"
        body = "\n".join(f"| {' | '.join(row)} |" for row in self.rows)
        return f"## {self.title}\n\n{self.note}\n\n{head}\n{body}\n"


def number(value: float, digits: int = 1) -> str:
    """A number; a dash where there is none."""
    if math.isnan(value):
        return "–"
    return "never" if math.isinf(value) else f"{value:.{digits}f}"


def rate(value: float) -> str:
    """A false-alarm rate in two digits."""
    return "–" if math.isnan(value) else f"{value:.2g}" if value < 100 else f"{value:.0f}"


def percent(value: float) -> str:
    """A share."""
    return "–" if math.isnan(value) else f"{100 * value:.0f} %"
