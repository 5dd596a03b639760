"""A client of the site over an invented observatory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from show.invented import Invented

from marsad.show.live import Live
from marsad.show.site import site


@pytest.fixture
def sight() -> Invented:
    return Invented()


@pytest.fixture
async def client(sight: Invented) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(site(sight, Live()), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        yield client
