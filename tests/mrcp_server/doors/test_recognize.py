import httpx
import numpy as np
import pytest
from lxml import etree

from engine.errors import EngineError
from tests.fakes.door import http_client, open_door
from tests.fakes.listeners import WORD_MS, FakeListeners, fake_recognition
from tests.fakes.recordings import wav
from tests.mrcp_server.mrcp.result_schemas import valid_emma, valid_nlsml

pytestmark = pytest.mark.anyio


async def _post(
    words: int, *, grammar: str = "<grammar/>", accept: str = "*/*", listeners: FakeListeners | None = None
) -> httpx.Response:
    audio = wav(np.ones(8 * WORD_MS * words + 80, np.int16))
    async with open_door() as door, http_client() as client:
        door.services.recognition = fake_recognition(listeners)
        return await client.post(
            f"{door.http}/v1/recognize",
            files={"file": ("a.wav", audio, "audio/wav")},
            data={"grammar": grammar},
            headers={"accept": accept},
        )


async def test_a_match_as_json() -> None:
    body = (await _post(2)).json()
    assert (body["match"], body["text"], body["meaning"]) == (True, "word0 word1", {"n": "2"})
    assert body["alternatives"][0]["words"][1]["start"] == WORD_MS / 1000
    assert body["rejected"] is None
    assert "warning" not in body


async def test_a_meaning_that_is_not_what_the_tags_say_comes_with_a_warning() -> None:
    assert (await _post(3)).json()["warning"] == "tags are ignored"


async def test_what_matches_nothing_is_told_as_rejected() -> None:
    body = (await _post(1)).json()
    assert (body["match"], body["text"], body["rejected"]["text"]) == (False, "", "word0")


@pytest.mark.parametrize(("words", "found"), [(2, "instance"), (1, "nomatch"), (0, "noinput")])
async def test_the_same_as_nlsml(words: int, found: str) -> None:
    answer = await _post(words, accept="application/nlsml+xml")
    assert answer.headers["content-type"].startswith("application/nlsml+xml")
    root = valid_nlsml(answer.content)
    assert found in [etree.QName(element).localname for element in root.iter()]


@pytest.mark.parametrize(("words", "found"), [(2, "tokens"), (1, "uninterpreted"), (0, "no-input")])
async def test_the_same_as_emma(words: int, found: str) -> None:
    answer = await _post(words, accept="application/emma+xml, application/json;q=0.5")
    assert answer.headers["content-type"].startswith("application/emma+xml")
    interpretation = valid_emma(answer.content)[-1]
    assert f"{{http://www.w3.org/2003/04/emma}}{found}" in interpretation.attrib


async def test_json_where_it_is_preferred() -> None:
    answer = await _post(2, accept="application/json, application/nlsml+xml;q=0.5")
    assert answer.headers["content-type"].startswith("application/json")


async def test_refusals() -> None:
    answer = await _post(2, grammar="nonsense")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "grammar")
    listeners = FakeListeners()
    listeners.error = EngineError("broken")
    assert (await _post(2, listeners=listeners)).status_code == 500
