"""Every sentence the pages can say, gathered from code and templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from jinja2.ext import babel_extract

from marsad.intake.problems import KINDS as DOOR_KINDS

ROOM = Path(__file__).parents[2] / "src" / "marsad" / "show"
DESK = ROOM.with_name("admin")
KEYWORDS = {"say": None, "count": (1, 2), "mark": None}
Sentence = str | tuple[str, str]


def sentences() -> set[Sentence]:
    """Plain ones as text, counted ones as (one, many)."""
    return set(_from_code()) | set(_from_templates()) | set(_from_door())


def _from_code() -> Iterator[Sentence]:
    for path in (*ROOM.glob("*.py"), *DESK.glob("*.py")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords=KEYWORDS):
                yield message if isinstance(message, str) else (message[0], message[1])


def _from_templates() -> Iterator[Sentence]:
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    for path in (ROOM / "templates").glob("*.j2"):
        with path.open("rb") as file:
            for _, function, message, _ in babel_extract(file, list(KEYWORDS), (), options):
                said = [message] if isinstance(message, str) else list(message or ())
                literal = [each for each in said if isinstance(each, str)]
                if function == "count":
                    yield (literal[0], literal[1])
                elif literal:
                    yield literal[0]


def _from_door() -> Iterator[Sentence]:
    for kind in DOOR_KINDS.values():
        yield kind.title
        yield kind.remedy
