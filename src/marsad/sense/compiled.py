"""numba, taken in only when the first block comes, so that starting stays quick."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from numba import (  # pyright: ignore[reportUnknownVariableType] - numba has no types
    config,
    njit,
)

# The bank's loops of eight become one instruction each.
cast("Any", config).SLP_VECTORIZE = 1

P = ParamSpec("P")
R = TypeVar("R")


def forget_stale(folder: Path) -> None:
    """Delete machine code kept from other sources than those in ``folder``.

    numba renews what it kept when the function's own file changes, but not when a function that
    it calls does, in another file.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    stamp = folder / "__pycache__" / "compiled.stamp"
    with suppress(OSError):
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        stamp.parent.mkdir(exist_ok=True)
        for kept in stamp.parent.glob("*.nbi"):
            kept.unlink(missing_ok=True)
        stamp.write_text(digest.hexdigest())


forget_stale(Path(__file__).parent)
forget_stale(Path(__file__).parent / "cause")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code, kept on disk between runs where there is a place for it."""
    return _made(function, inline=False, counted=True)


def lean(function: Callable[P, R]) -> Callable[P, R]:
    """The same for what makes no array: the owners of those it is handed aren't counted.

    Counting them at every call takes ten times as long as a quiet bin of one series.
    """
    return _made(function, inline=False, counted=False)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Lean, for what is called from the inmost loop, with more arguments than it has work."""
    return _made(function, inline=True, counted=False)


def _made(function: Callable[P, R], *, inline: bool, counted: bool) -> Callable[P, R]:
    options: Any = {"nogil": True, "error_model": "numpy", "forceinline": inline, "_nrt": counted}
    try:
        made = cast("Any", njit)(cache=True, **options)(function)
    except RuntimeError:
        # Neither the package's folder nor a home can be written: compiled anew each time.
        made = cast("Any", njit)(**options)(function)
    return cast("Callable[P, R]", made)
