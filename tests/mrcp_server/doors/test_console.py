from typing import Any

import httpx
import pytest

from mrcp_server.config import Http
from mrcp_server.doors.http import create_app
from mrcp_server.doors.web.services import HttpServices, SessionRow
from mrcp_server.observability.metrics import Metrics, Sample
from tests.fakes.door import http_client
from tests.fakes.speaker import FakeSpeaker, fake_voices

pytestmark = pytest.mark.anyio


async def _get(services: HttpServices, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create_app(services))
    async with http_client(transport=transport, base_url="http://test") as client:
        return await client.get(path)


def _services(**options: Any) -> HttpServices:
    return HttpServices(speaker=FakeSpeaker(), voices=fake_voices, **options)


async def test_the_page_names_no_other_host_and_its_files_are_there() -> None:
    page = await _get(_services(), "/")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "http:" not in page.text
    assert "https:" not in page.text
    for name, kind in (("console.css", "text/css"), ("console.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        assert f"/console/files/{name}" in page.text
        answer = await _get(_services(), f"/console/files/{name}")
        assert answer.headers["content-type"].startswith(kind)
    for name in ("nothing.js", "..%2Fconsole.py", "%2e%2e"):
        assert (await _get(_services(), f"/console/files/{name}")).status_code == 404


async def test_state_has_voices_sessions_and_figures() -> None:
    metrics = Metrics()
    metrics.add_source(lambda: [Sample("rtp_streams", "RTP streams open", "gauge", 3, {"plane": "0"})])
    metrics.first_audio.labels("mrcp").observe(0.015)
    metrics.first_audio.labels("mrcp").observe(0.9)
    row = SessionRow("abc", "192.0.2.1", 0.0, "speaking", {"channels": 1})
    state = (await _get(_services(metrics=metrics, sessions=lambda: [row]), "/console/state")).json()
    assert state["unready"] == ""
    assert state["voices"] == 3
    assert {"name": "en-us", "language": "en-US"} in (await _get(_services(), "/console/voices")).json()
    assert state["recognizers"] == []
    assert state["sessions"][0]["figures"] == {"channels": 1}
    figures = {figure["name"]: figure for figure in state["figures"]}
    assert figures["rtp_streams"]["value"] == 3
    shown = [histogram for histogram in state["histograms"] if histogram["title"] == "mrcp"]
    assert {bucket["le"]: bucket["count"] for bucket in shown[0]["buckets"] if bucket["count"]} == {"0.02": 1, "1.0": 1}


async def test_a_ladder_is_in_order_and_counts_from_the_beginning() -> None:
    services = _services()
    feed = services.feed.open("abc", 100.0, "192.0.2.1")
    feed.record(100.5, "MRCP", "in", "SPEAK 1")
    feed.record(100.25, "SIP", "in", "INVITE")
    ladder = (await _get(services, "/console/sessions/abc")).json()
    assert [(event["ms"], event["label"]) for event in ladder["events"]] == [(250, "INVITE"), (500, "SPEAK 1")]
    assert ladder["live"]
    feed.closed_at = 101.0
    recent = (await _get(services, "/console/state")).json()["recent"]
    assert (recent[0]["live"], recent[0]["lasted_s"], recent[0]["events"]) == (False, 1.0, 2)
    assert (await _get(services, "/console/sessions/other")).status_code == 404


@pytest.mark.parametrize("path", ["/console/state", "/console/voices", "/console/sessions/abc", "/metrics"])
async def test_what_callers_do_is_shown_to_those_with_a_key(path: str) -> None:
    services = _services(http=Http(api_keys=["k"], key_requests_per_minute=1))
    services.feed.open("abc", 100.0, "192.0.2.1")
    transport = httpx.ASGITransport(app=create_app(services))
    async with http_client(transport=transport, base_url="http://test") as client:
        refused = await client.get(path)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert (await client.get(path, headers={"authorization": "Bearer other"})).status_code == 401
        for _ in range(3):  # to look counts for no limit
            assert (await client.get(path, headers={"authorization": "Bearer k"})).status_code == 200
        for open_to_all in ("/", "/console/files/console.js", "/healthz", "/readyz", "/docs"):
            assert (await client.get(open_to_all)).status_code == 200


async def test_docs_come_from_here() -> None:
    page = await _get(_services(), "/docs")
    assert page.status_code == 200
    assert "/docs/files/swagger-ui-bundle.js" in page.text
    assert "https:" not in page.text
    assert (await _get(_services(), "/docs/files/swagger-ui.css")).status_code == 200
    assert (await _get(_services(), "/openapi.json")).json()["info"]["title"] == "mrcp-server"
