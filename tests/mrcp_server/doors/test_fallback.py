import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException

from mrcp_server.doors.fallback import install_fallback, internal_error
from tests.fakes.door import http_client

pytestmark = pytest.mark.anyio


async def _ask(method: str, path: str, **headers: str) -> httpx.Response:
    app = FastAPI()
    install_fallback(app)

    @app.get("/v1/there")
    async def there() -> str:
        return "there"

    @app.get("/v1/listen/teapot")
    async def teapot() -> str:
        raise HTTPException(418, "short and stout", {"x-handle": "yes"})

    @app.get("/waves/broken")
    async def broken() -> str:
        raise ZeroDivisionError

    @app.exception_handler(ZeroDivisionError)
    async def at_fault(request: Request, _error: Exception) -> object:
        return internal_error(request)

    async with http_client(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        return await client.request(method, path, headers={name.replace("_", "-"): v for name, v in headers.items()})


async def test_an_address_that_is_not_there_in_each_vendors_shape() -> None:
    openai = await _ask("POST", "/v1/embeddings")
    assert (openai.status_code, openai.json()["error"]["code"]) == (404, "unknown_url")
    assert openai.json()["error"]["message"] == "Not Found: POST /v1/embeddings"
    deepgram = await _ask("GET", "/v1/projects")
    assert (deepgram.status_code, deepgram.json()["err_code"]) == (404, "NOT_FOUND")
    for path, headers in (("/v1/voices/a/b", {}), ("/v1/history", {"xi_api_key": "k"})):
        elevenlabs = await _ask("GET", path, **headers)
        assert (elevenlabs.status_code, elevenlabs.json()["detail"]["status"]) == (404, "not_found")
    smallest = await _ask("GET", "/waves/v1/voice-cloning")
    assert (smallest.status_code, smallest.json()["error"]) == (404, "not_found")
    other = await _ask("GET", "/nothing")
    assert (other.status_code, other.json()) == (404, {"detail": "Not Found: GET /nothing"})


async def test_a_method_that_is_not_there() -> None:
    answer = await _ask("PUT", "/v1/there")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_supported")
    assert answer.headers["allow"] == "GET"


async def test_other_refusals_of_the_framework_keep_their_headers() -> None:
    answer = await _ask("GET", "/v1/listen/teapot")
    assert answer.json()["err_code"] == "Bad Request"
    assert answer.headers["x-handle"] == "yes"


async def test_our_own_failure_in_the_vendors_shape() -> None:
    answer = await _ask("GET", "/waves/broken")
    assert (answer.status_code, answer.json()["error"]) == (500, "internal_server_error")
