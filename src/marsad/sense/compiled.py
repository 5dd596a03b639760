"""numba, taken in only when the first block comes, so that starting stays quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code, kept on disk between runs."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """The same for small ones that are called from others."""
    return cast(
        "Callable[P, R]",
        njit(cache=True, nogil=True, error_model="numpy", inline="never")(function),
    )
