import os
from collections.abc import Mapping, Sequence

import httpx
import pytest

from mrcp_server.doors.http import create_app
from mrcp_server.doors.status import server_version
from mrcp_server.doors.web.services import HttpServices
from tests.fakes.door import http_client


def _client(services: HttpServices) -> httpx.AsyncClient:
    return http_client(transport=httpx.ASGITransport(app=create_app(services)), base_url="http://test")


async def _get(services: HttpServices, path: str) -> httpx.Response:
    async with _client(services) as client:
        return await client.get(path)


@pytest.mark.anyio
async def test_health_names_the_processes() -> None:
    def processes() -> Mapping[str, Sequence[int]]:
        return {"plane": [7], "worker": (8, 9)}

    answer = await _get(HttpServices(processes=processes), "/healthz")
    body = answer.json()
    assert answer.status_code == 200
    assert body["pid"] == os.getpid()
    assert body["version"] == server_version()
    assert body["children"] == {"plane": [7], "worker": [8, 9]}
    assert body["uptime_s"] >= 0


@pytest.mark.anyio
@pytest.mark.parametrize(("reason", "status"), [("", 200), ("starting", 503), ("draining", 503)])
async def test_readiness_says_why_not(reason: str, status: int) -> None:
    answer = await _get(HttpServices(readiness=lambda: reason), "/readyz")
    assert answer.status_code == status
    assert answer.json().get("reason", "") == reason


@pytest.mark.anyio
async def test_readiness_tells_what_keeps_dying() -> None:
    answer = await _get(HttpServices(failing=lambda: "engine workers keep dying: crash"), "/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "engine workers keep dying: crash")


@pytest.mark.anyio
async def test_metrics_are_prometheus_text() -> None:
    services = HttpServices()
    services.metrics.speaks.labels("normal").inc()
    answer = await _get(services, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'speak_requests_total{cause="normal"} 1.0' in answer.text


def test_version_of_a_tree_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("mrcp_server.doors.status.version", missing)
    assert server_version() == "0"
