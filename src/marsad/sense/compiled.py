"""The detector's machine code: renewed when any file of this room changes."""

from __future__ import annotations

from pathlib import Path

from marsad.compiled import compiled, forget_stale, inlined, lean

__all__ = ["compiled", "inlined", "lean"]

forget_stale(Path(__file__).parent)
forget_stale(Path(__file__).parent / "cause")
