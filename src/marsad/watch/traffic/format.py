"""A format of logs, and how the right one is found: each module in ``formats`` brings one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeAlias

from marsad.nouns.requests import Requests
from marsad.watch.traffic import formats
from marsad.watch.traffic.layout import Layout
from marsad.watch.traffic.refusal import LogRefused

Sample: TypeAlias = Sequence[str]
"""The first lines of a log, blank ones aside."""
SAMPLE_LINES = 200


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing logs."""

    name: str
    """What ``--format`` calls it."""
    recognise: Callable[[Sample], Layout | None]
    """The layout of a log that begins like this, None where it is another format's."""
    renew: Callable[[str], Layout | None] | None = None
    """The layout after a line that names the fields anew, None where it names none."""
    headed: bool = False
    """Whether the first line only names columns."""
    whole: Callable[[bytes], Requests] | None = None
    """Reads what is one document rather than lines. Raises ValueError."""


@cache
def known() -> dict[str, Format]:
    """Every format by its name."""
    modules = (
        import_module(f"{formats.__name__}.{m.name}") for m in iter_modules(formats.__path__)
    )
    found: list[Format] = [module.FORMAT for module in modules]
    return {form.name: form for form in sorted(found, key=lambda form: form.name)}


def sample_of(head: bytes) -> Sample:
    """The lines that a log begins with; a last one that is cut off only if there is no other."""
    lines = head.decode("utf-8", "replace").split("\n")
    if len(lines) > 1:
        lines.pop()
    return [line.rstrip("\r") for line in lines if line.strip()][:SAMPLE_LINES]


def chosen(log: str, name: str) -> list[Format]:
    """The formats to try: all, or the one that is named."""
    if not name:
        return list(known().values())
    if name not in known():
        remedy = f"there are {', '.join(known())}"
        raise LogRefused("--format", f"{name!r} is no format", remedy)
    return [known()[name]]


def recognised(log: str, head: bytes, name: str = "") -> tuple[Format, Layout]:
    """The format and layout of a log that begins with ``head``. Raises LogRefused."""
    sample = sample_of(head)
    for form in chosen(log, name):
        layout = form.recognise(sample)
        if layout is not None:
            return form, layout
    wanted = f"is not {name}" if name else "is in no format that is known"
    begin = f"; it begins {sample[0][:60]!r}" if sample else ""
    begin = "; it is not text" if sample and not sample[0][:60].isprintable() else begin
    remedy = f"name it with --format: {', '.join(known())}" if not name else "leave --format out"
    raise LogRefused(log, wanted + begin, remedy)
