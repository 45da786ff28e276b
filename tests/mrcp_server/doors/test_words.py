"""`POST /v1/words` over a started door."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from engine.errors import EngineError, OverloadedError, TooMuchWorkError
from mrcp_server.config import Http
from tests.fakes.door import OpenDoor, http_client, open_door

pytestmark = pytest.mark.anyio


async def _post(door: OpenDoor, body: Any, **headers: str) -> httpx.Response:
    async with http_client() as client:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json", **headers}
        return await client.post(f"{door.http}/v1/words", content=content, headers=headers)


class _Apart:
    """Notes who asked; fails, or waits."""

    def __init__(self, error: EngineError | None = None) -> None:
        self.error = error
        self.sources: list[str] = []
        self.began = asyncio.Event()
        self.is_cancelled = False

    async def run(self, function: str, data: bytes, *, source: str = "") -> bytes:
        del function, data
        self.sources.append(source)
        self.began.set()
        if self.error is not None:
            raise self.error
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.is_cancelled = True
            raise
        return b""


async def test_a_text() -> None:
    async with open_door() as door:
        answer = await _post(door, {"text": "Pay $5 now"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert (body["language"], body["said"]) == ("en-US", ["Pay five dollars now"])
    assert body["tokens"][1] == {
        "class": "amount", "start": 4, "end": 6, "text": "$5", "said": "five dollars", "sentence": 0,
    }  # fmt: skip


async def test_markup_and_what_is_asked_for() -> None:
    async with open_door() as door:
        document = (await _post(door, {"text": "<speak>5 &amp; 6</speak>"})).json()
        fragment = (await _post(door, {"text": "<sub alias='x'>y</sub>", "ssml": True})).json()
        plain = (await _post(door, {"text": "<speak>", "ssml": False})).json()
        marked = (await _post(door, {"text": "**a**", "markdown": False})).json()
        foreign = (await _post(door, {"text": "5", "language": "tlh"})).json()
    assert document["said"] == ["five and six"]
    assert fragment["said"] == ["x"]
    assert "less than" in plain["said"][0]
    assert marked["said"] != ["a"]
    assert (foreign["said"], foreign["unknown_languages"]) == (["5"], ["tlh"])
    assert "known are" in foreign["notes"][0]


async def test_the_language_of_a_voice() -> None:
    async with open_door() as door:
        voices = door.services.voices()
        other = next(voice for voice in voices if not voice.languages[0].startswith("en"))
        assert (await _post(door, {"text": "5", "voice": other.name})).json()["language"] == other.languages[0]
        answer = await _post(door, {"text": "5", "voice": "nobody"})
        assert (answer.status_code, "no voice 'nobody'" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("body", "status", "said", "param"),
    [
        ({"text": "  "}, 400, "empty", "text"),
        ({"text": "a\0b"}, 400, "binary", "text"),
        ({"text": "x" * 101}, 400, "at most 100", "text"),
        ({"text": "<speak><sub>x</sub></speak>"}, 400, "sub without alias", "text"),
        ({"text": "<speak>5 < 6</speak>"}, 400, "line 1", "text"),
        ({"text": "x", "language": "no tag"}, 400, "BCP 47", "language"),
        ({"text": 5}, 400, "text", "text"),
        ({}, 400, "text", "text"),
        (b"{", 400, "", None),
        (b" " * 200_000, 413, "larger", None),
    ],
)
async def test_what_is_wrong_is_told(body: Any, status: int, said: str, param: str | None) -> None:
    async with open_door(http=Http(max_text_characters=100)) as door:
        answer = await _post(door, body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert said in error["message"]
    if param:
        assert error["param"] == param


async def test_a_key_is_asked_for_before_the_body_is_read_and_its_limits_count() -> None:
    http = Http(api_keys=["secret"], key_requests_per_minute=2)
    async with open_door(http=http) as door:
        assert (await _post(door, b"{")).status_code == 401
        key = {"authorization": "Bearer secret"}
        answers = [(await _post(door, {"text": "5"}, **key)).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


async def test_a_long_text_is_read_apart() -> None:
    text = "Pay $5. " * 200
    async with open_door() as door:
        body = (await _post(door, {"text": text})).json()
        assert body["said"] == ["Pay five dollars."] * 200
        assert all(text[token["start"] : token["end"]] == token["text"] for token in body["tokens"])
        wrong = await _post(door, {"text": f"<speak>{text}<sub>x</sub></speak>"})
        assert (wrong.status_code, "sub without alias" in wrong.text) == (400, True)
        door.services.apart = apart = _Apart(TooMuchWorkError("it takes longer than 10 s"))
        answer = await _post(door, {"text": text})
        assert (answer.status_code, "longer than 10 s" in answer.text) == (422, True)
        assert apart.sources == ["127.0.0.1"]
        door.services.apart = _Apart(OverloadedError("too much waits"))
        assert (await _post(door, {"text": text})).status_code == 503
        door.services.unavailable = lambda: "starting"
        answer = await _post(door, {"text": text})
        assert (answer.status_code, "starting" in answer.text) == (503, True)


async def test_who_goes_away_is_worked_for_no_longer() -> None:
    async with open_door() as door:
        door.services.apart = apart = _Apart()
        asking = asyncio.create_task(_post(door, {"text": "x " * 500}))
        await apart.began.wait()
        asking.cancel()
        async with asyncio.timeout(5):
            while not apart.is_cancelled:  # noqa: ASYNC110  # the door tells nobody
                await asyncio.sleep(0.01)


async def test_the_description_has_its_shape() -> None:
    async with open_door() as door, http_client() as client:
        description = (await client.get(f"{door.http}/openapi.json")).json()
    call = description["paths"]["/v1/words"]["post"]
    assert set(call["responses"]) >= {"200", "400", "401", "413", "422", "429", "503"}
    schemas = description["components"]["schemas"]
    assert {"class", "start", "end", "text", "said", "sentence"} <= set(schemas["SaidTokenBody"]["properties"])
    assert set(schemas["WordsAnswer"]["properties"]) == {
        "language", "said", "tokens", "unsaid_signs", "unknown_languages", "notes",
    }  # fmt: skip
