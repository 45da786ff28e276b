"""What the gate refuses is refused in the dialect of its address, and reaches no route."""

import httpx
import pytest
import structlog
from websockets import InvalidStatus, connect

from mrcp_server.config import Http
from tests.fakes.door import http_client, open_door

pytestmark = pytest.mark.anyio

SPEECH = {"model": "tts-1", "voice": "alloy", "input": "Hello.", "response_format": "pcm"}


async def _ask(http: Http, method: str, path: str, **headers: str) -> httpx.Response:
    async with open_door(http=http) as door, http_client(base_url=door.http) as client:
        return await client.request(method, path, headers=headers, json=SPEECH if method == "POST" else None)


async def test_a_foreign_page_cannot_have_anything_spoken() -> None:
    refused = await _ask(Http(), "POST", "/v1/audio/speech", origin="https://evil.example")
    assert refused.status_code == 403
    assert "cors_origins" in refused.json()["error"]["message"]
    own = await _ask(
        Http(cors_origins=["https://good.example"]), "POST", "/v1/audio/speech", origin="https://good.example"
    )
    assert own.status_code == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/console/state", "/v1/models", "/docs"])
async def test_a_page_whose_name_leads_here_reads_nothing(path: str) -> None:
    refused = await _ask(Http(), "GET", path, host="rebound.example:8080")
    assert refused.status_code == 421
    assert "allowed_hosts" in refused.text


async def test_where_keys_are_asked_for_any_name_will_do() -> None:
    keyed = Http(api_keys=["k"])
    assert (await _ask(keyed, "GET", "/healthz", host="speech.example.com")).status_code == 200
    named = keyed.model_copy(update={"allowed_hosts": ["speech.example.com"]})
    assert (await _ask(named, "GET", "/healthz", host="speech.example.com")).status_code == 200
    assert (await _ask(named, "GET", "/healthz", host="other.example.com")).status_code == 421


async def test_a_socket_is_refused_before_the_upgrade() -> None:
    async with open_door() as door:
        for host, origin, status in (("localhost", "https://evil.example", 403), ("rebound.example", "", 421)):
            headers = {"Origin": origin} if origin else {}
            url = f"ws://{host}/v1/speak"
            with pytest.raises(InvalidStatus) as caught:
                async with connect(url, host="127.0.0.1", port=door.port, proxy=None, additional_headers=headers):
                    pass
            assert caught.value.response.status_code == status


async def test_whatever_is_refused_leaves_one_line_that_says_why() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door, http_client(base_url=door.http) as client:
        with structlog.testing.capture_logs() as lines:
            await client.post("/v1/audio/speech", json=SPEECH)
            await client.get("/nothing")
            with pytest.raises(InvalidStatus):
                async with connect(f"{door.ws}/v1/speak", proxy=None):
                    pass
            await client.get("/healthz")
    rejected = [(line["peer"], line["request"], line["status"], line["reason"]) for line in lines]
    assert rejected == [
        ("127.0.0.1", "POST /v1/audio/speech", 401, "an API key is needed"),
        ("127.0.0.1", "GET /nothing", 404, "Not Found: GET /nothing"),
        ("127.0.0.1", "GET /v1/speak", 401, "an API key is needed"),
    ]
