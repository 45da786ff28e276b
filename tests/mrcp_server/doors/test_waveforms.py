"""Waveforms are served under their names, to whoever knows them."""

import httpx
import pytest

from mrcp_server.call.waveform_store import WaveformStore
from mrcp_server.config import Http
from mrcp_server.doors.http import create_app
from mrcp_server.doors.web.services import HttpServices

PCM = b"\1\0" * 80


def make_store() -> WaveformStore:
    return WaveformStore(lambda: "http://test/waveforms/", max_bytes=10_000, keep_s=0.0, clock=lambda: 0.0)


async def get(services: HttpServices, url: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(url)


@pytest.mark.anyio
@pytest.mark.parametrize(("kind", "size"), [("audio/wav", 204), ("audio/basic", 80)])
async def test_a_recording_is_served_without_a_key(kind: str, size: int) -> None:
    store = make_store()
    waveform = store.store(PCM, 8000, kind, "a")
    assert waveform is not None
    answer = await get(HttpServices(http=Http(api_keys=["secret"]), waveforms=store), waveform.uri)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.content) == size == waveform.size_bytes


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/waveforms/other.wav", "/waveforms/", "/waveforms", "/waveforms/..%2Fhealthz"])
async def test_what_is_not_there_is_404(path: str) -> None:
    assert (await get(HttpServices(waveforms=make_store()), path)).status_code == 404
    assert (await get(HttpServices(), path)).status_code == 404


@pytest.mark.anyio
async def test_it_is_gone_with_its_session() -> None:
    store = make_store()
    waveform = store.store(PCM, 8000, None, "a")
    assert waveform is not None
    store.end_session("a")
    assert (await get(HttpServices(waveforms=store), waveform.uri)).status_code == 404
