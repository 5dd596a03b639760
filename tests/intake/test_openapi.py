"""The description says what the door does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema
import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis import checks

from marsad.intake.openapi import SHAPES, paths
from marsad.intake.problems import KINDS
from marsad.intake.rules import Rules
from marsad.intake.wire import wire
from marsad.journal.journal import open_journal

PROBLEM = {
    "type": "object",
    "properties": {"status": {"type": "integer"}},
    "required": ["type", "title", "status", "detail", "remedy"],
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "The door", "version": "1"},
    "paths": paths(),
    "components": {"schemas": SHAPES | {"Problem": PROBLEM}},
}


async def test_the_example_is_taken_and_answered_as_described(visitor):
    [example] = SHAPES["Report"]["examples"]
    jsonschema.validate(example, SHAPES["Report"])
    reply = await visitor.post(example)
    jsonschema.validate(reply.json, SHAPES["Accepted"])


async def test_lines_are_answered_as_described(visitor):
    reply = await visitor.batch({"service": "x"}, {"service": "nowhere"})
    for line in reply.lines:
        jsonschema.validate(line, SHAPES["Line"])


def test_every_problem_of_the_door_is_in_the_description():
    # These three come before any operation is reached.
    text = str(paths())
    assert [name for name in KINDS if f"{name}: " not in text] == [
        "bad-request",
        "head-too-large",
        "not-found",
    ]


async def _serve(door_of: Any, folder: Path, listener: socket.socket, asked: Future[Any]) -> None:
    """A whole door on a loop of its own, until told to exit."""
    journal = await open_journal("sqlite", folder, 2)
    door = door_of(journal).door
    config = uvicorn.Config(door, http=wire(lambda: door), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    asked.set_result(server)
    await server.serve(sockets=[listener])
    await journal.close()


@pytest.fixture(scope="module")
def address(catalog: Any, tmp_path_factory: Any, visitors: Any) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("described")
    rules = Rules(trusted=("127.0.0.0/8",))
    listener = socket.create_server(("127.0.0.1", 0))
    asked: Future[Any] = Future()
    serving = _serve(lambda j: visitors(catalog, j, folder, rules), folder, listener, asked)
    thread = Thread(target=asyncio.run, args=(serving,))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    asked.result(10).should_exit = True
    thread.join(20)


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: Any, value: Any) -> bytes:
    """A batch as it is, or whatever stands in its place."""
    return str(value).encode("utf-8", "surrogatepass")


schema = schemathesis.openapi.from_dict(DOCUMENT)


@schema.parametrize()  # pyright: ignore[reportUntypedFunctionDecorator]
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_comes_is_answered_as_described(case: schemathesis.Case, address: str):
    case.call_and_validate(
        base_url=address,
        allow_redirects=False,
        checks=[
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )
