"""Networks and rates before everything else of HTTP, by the whole application."""

import httpx
import pytest

from mrcp_server.doors.http import create_app
from mrcp_server.doors.web.services import HttpServices
from mrcp_server.source_config import Sources

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def client_of(sources: Sources, host: str = "192.0.2.1") -> tuple[httpx.AsyncClient, HttpServices]:
    services = HttpServices(sources=sources)
    transport = httpx.ASGITransport(create_app(services), client=(host, 4000))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1"), services


async def test_a_network_that_is_not_named_may_ask_nothing() -> None:
    client, services = client_of(Sources(http_networks=["10.0.0.0/8"]))
    async with client:
        for path in ("/healthz", "/", "/console/state", "/v1/audio/speech"):
            answer = await client.get(path)
            assert answer.status_code == 403
            assert answer.json() == {"detail": "this network may not use the server"}
    assert b'source_refused_total{door="http",limit="network"} 4.0' in services.metrics.render()


async def test_one_that_is_named_may() -> None:
    client, _ = client_of(Sources(http_networks=["10.0.0.0/8"]), "10.1.2.3")
    async with client:
        assert (await client.get("/healthz")).status_code == 200


async def test_too_many_requests_a_second_are_429_with_a_time_to_wait() -> None:
    client, _ = client_of(Sources(http_requests_per_s=2))
    async with client:
        answers = [await client.get("/healthz") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
