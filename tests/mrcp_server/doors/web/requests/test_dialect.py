from collections.abc import AsyncIterator, Mapping
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from mrcp_server.doors.web.refusal import Reason, RefusedError
from mrcp_server.doors.web.requests.dialect import dialect_route, json_response
from tests.fakes.door import http_client

pytestmark = pytest.mark.anyio


class Body(BaseModel):
    number: Annotated[int, Field(le=9)]


def _render(refusal: RefusedError) -> Response:
    return json_response(refusal.status, [refusal.reason.word, refusal.field, refusal.message], x_mine="yes")


def _app() -> FastAPI:
    router = APIRouter(route_class=dialect_route(_render, 100))

    @router.post("/json")
    async def take(body: Body) -> Response:
        if body.number == 1:
            raise RefusedError(Reason.VOICE, "none")
        if body.number == 2:
            raise HTTPException(413, "large")
        return Response(str(body.number))

    @router.post("/raw")
    async def raw(request: Request) -> Response:
        return Response(str(len(await request.body())))

    app = FastAPI()
    app.include_router(router)
    return app


async def _post(path: str, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    transport = httpx.ASGITransport(app=_app())
    async with http_client(transport=transport, base_url="http://test") as client:
        return await client.post(path, content=content, headers={"content-type": "application/json"})


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b'{"number": 1}', 404, ["voice", None]),
        (b'{"number": 2}', 413, ["upload_too_large", None]),
        (b'{"number": 10}', 400, ["invalid", "number"]),
        (b"{}", 400, ["invalid", "number"]),
        (b"nonsense", 400, ["invalid", "0"]),
        (b"x" * 101, 413, ["upload_too_large", None]),
    ],
)
async def test_every_error_goes_through_the_dialect(content: bytes, status: int, said: list[str | None]) -> None:
    answer = await _post("/json", content)
    assert answer.status_code == status
    assert answer.json()[:2] == said
    assert answer.headers["x-mine"] == "yes"


async def test_who_may_not_use_the_server_uploads_nothing() -> None:
    def check(headers: Mapping[str, str]) -> None:
        if headers.get("xi-api-key") != "k":
            raise RefusedError(Reason.KEY, "an API key is needed")

    router = APIRouter(route_class=dialect_route(_render, 100, check))

    @router.post("/json")
    async def take(body: Body) -> Response:
        return Response(str(body.number))

    @router.get("/health")
    async def health() -> Response:
        return Response("fine")

    read: list[bytes] = []

    async def upload() -> AsyncIterator[bytes]:
        read.append(b'{"number": 3}')
        yield read[0]

    app = FastAPI()
    app.include_router(router)
    async with http_client(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:
        assert (await client.post("/json", content=upload())).json()[0] == "key"
        assert not read
        assert (await client.get("/health")).text == "fine"
        headers = {"xi-api-key": "k", "content-type": "application/json"}
        assert (await client.post("/json", content=upload(), headers=headers)).text == "3"


async def test_a_charset_that_is_none_is_refused_before_anything_is_decoded() -> None:
    transport = httpx.ASGITransport(app=_app())
    async with http_client(transport=transport, base_url="http://test") as client:
        for charset, status in (
            ("utf-8", 200),
            ('"ISO-8859-1"', 200),
            ("punycode", 400),
            ('"a\0b"', 400),
            ("hex", 400),
        ):
            headers = {"content-type": f"multipart/form-data; boundary=b; charset={charset}"}
            assert (await client.post("/raw", content=b"x", headers=headers)).status_code == status


async def test_a_good_request_is_left_alone() -> None:
    assert (await _post("/json", b'{"number": 5}')).text == "5"
    assert (await _post("/raw", b"x" * 100)).text == "100"


async def test_a_body_that_does_not_say_its_length_is_bounded_while_it_comes() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 10_000:
            taken += 50
            yield b"x" * 50

    answer = await _post("/raw", endless())
    assert answer.json()[0] == "upload_too_large"
    assert taken <= 200


def test_json_holds_any_text() -> None:
    assert json_response(200, {"a": "\ud800é"}).body == b'{"a": "\\ud800\\u00e9"}'
