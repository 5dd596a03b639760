"""How far a replay has come, as a bar on the terminal of whoever waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Generator[Callable[[float], None]]:
    """A function to be told the share done (0 to 1); silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    import rich.console  # noqa: PLC0415 - takes time that only people have
    import rich.progress as parts  # noqa: PLC0415

    console = rich.console.Console(stderr=True)
    columns = (
        parts.TextColumn(what),
        parts.BarColumn(),
        parts.TaskProgressColumn(),
        parts.TimeRemainingColumn(),
    )
    with parts.Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)
