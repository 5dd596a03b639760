"""Writes the pages of docs/ that are read off the code; with --check only says which are stale.

Called by `make docs`; a test calls ``stale``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from marsad.cli import app
from marsad.settings import keys

ROOT = Path(__file__).resolve().parents[1]


def shown(value: Any) -> str:
    """A default as one would write it in TOML."""
    if value is None:
        return "not set"
    if isinstance(value, str):
        return f'`"{value}"`' if value else '`""`'
    if isinstance(value, tuple):
        items = cast("tuple[Any, ...]", value)
        return f"`[{', '.join(shown(item).strip('`') for item in items)}]`"
    return f"`{'{}' if value == {} else str(value).lower()}`"


def settings_page() -> str:
    """Every key with its variable, its default and what it does."""
    rows = [
        f"| `{key.path}` | `{key.variable}` | {shown(key.default)} | {key.description} |"
        for key in keys()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "One TOML file (`marsad serve --config marsad.toml`), every key of which can also be",
            "set by the environment. The environment wins over the file, the command line over",
            "both. A dot is a section: `journal.url` is `url` under `[journal]`. Lists in the",
            "environment are written with commas, tables as `name=value,name=value`.",
            "`marsad check` says what is wrong and where. This page is written by `make docs`.",
            "",
            "| key | in the environment | default | what it does |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def commands_page() -> str:
    """Every verb of the command line with its options."""
    return app.generate_docs(recursive=True).strip() + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": settings_page,
    "docs/commands.md": commands_page,
}


def stale(root: Path = ROOT) -> list[str]:
    """The generated pages that don't say what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (root / name).exists() or (root / name).read_text("utf-8") != page()
    ]


def main() -> None:
    """Write what is stale, or fail because of it."""
    old = stale()
    if "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(old)}; make docs" if old else 0)
    for name in old:
        (ROOT / name).write_text(PAGES[name](), "utf-8")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
