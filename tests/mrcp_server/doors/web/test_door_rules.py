"""Who may come to the HTTP door, changed between requests of a door that is open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from mrcp_server.config import Http
from mrcp_server.doors.http import create_app
from mrcp_server.doors.web.door_rules import DoorRules
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.source_config import Sources

pytestmark = pytest.mark.anyio

PEER = "192.0.2.1"
PAGE = "https://good.example"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def asking() -> AsyncIterator[tuple[httpx.AsyncClient, DoorRules]]:
    app = create_app(HttpServices())
    transport = httpx.ASGITransport(app, client=(PEER, 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client, app.state.rules


async def test_networks_and_rates_change() -> None:
    async with asking() as (client, rules):
        assert (await client.get("/healthz")).status_code == 200
        rules.change(Http(), Sources(http_networks=["198.51.100.0/24"]))
        assert (await client.get("/healthz")).status_code == 403
        rules.change(Http(), Sources(http_requests_per_s=1))
        assert [(await client.get("/healthz")).status_code for _ in range(2)] == [200, 429]
        rules.change(Http(), Sources())
        assert (await client.get("/healthz")).status_code == 200


async def test_names_change() -> None:
    async with asking() as (client, rules):
        name = {"host": "speech.example.com"}
        assert (await client.get("/healthz", headers=name)).status_code == 421
        rules.change(Http(allowed_hosts=["speech.example.com"]), Sources())
        assert (await client.get("/healthz", headers=name)).status_code == 200
        # Where keys are asked for any name will do, and no longer than that.
        rules.change(Http(api_keys=["k"]), Sources())
        assert (await client.get("/healthz", headers=name)).status_code == 200
        rules.change(Http(), Sources())
        assert (await client.get("/healthz", headers=name)).status_code == 421


async def test_pages_change() -> None:
    async with asking() as (client, rules):
        page = {"origin": PAGE, "access-control-request-method": "POST"}
        allowed = "access-control-allow-origin"
        assert allowed not in (await client.options("/v1/models", headers=page)).headers
        rules.change(Http(cors_origins=[PAGE]), Sources())
        assert (await client.options("/v1/models", headers=page)).headers[allowed] == PAGE
        rules.change(Http(), Sources())
        assert allowed not in (await client.options("/v1/models", headers=page)).headers


async def test_proxies_change() -> None:
    """Where a request comes from is what a trusted proxy says."""
    async with asking() as (client, rules):
        closed = Sources(http_networks=["203.0.113.0/24"])
        said = {"x-forwarded-for": "203.0.113.9"}
        for proxies, status in (([], 403), ([PEER], 200), (["192.0.2.0/24"], 200), (["198.51.100.1"], 403), ([], 403)):
            rules.change(Http(trusted_proxies=proxies), closed)
            assert (await client.get("/healthz", headers=said)).status_code == status
