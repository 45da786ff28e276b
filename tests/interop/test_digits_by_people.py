"""Thirty strings of digits spoken by a person, at 8 kHz, to a started server as it comes: every one is understood.

Grammars leave the length open (one to sixteen digits), so that a digit too many or too few is as easy as another one.
"""

import httpx
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar
from tests.fakes.recordings import wav
from tests.human_speech.corpus import Utterance, digit_strings
from tests.human_speech.recordings import missing
from tests.human_speech.words import DIGITS
from tests.interop.running import RunningServer

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.skipif(bool(missing()), reason=missing()),
]

THIRTY = [f"digits_{length}_{number}" for length, count in ((1, 6), (4, 8), (6, 8), (10, 8)) for number in range(count)]
IN_CALLS = ("digits_1_7", "digits_4_9", "digits_6_9")


def _utterance(name: str) -> Utterance:
    return next(one for one in digit_strings("held_out") if one.name == name)


@pytest.mark.parametrize("name", THIRTY)
async def test_a_string_of_digits_is_right(server: RunningServer, name: str) -> None:
    spoken = _utterance(name)
    async with httpx.AsyncClient(base_url=server.health_url, trust_env=False, timeout=30) as http:
        answer = await http.post(
            "/v1/recognize",
            data={"grammar": spoken.grammar},
            files={"file": ("digits.wav", wav(spoken.samples), "audio/wav")},
        )
    assert answer.status_code == 200, answer.text
    understood = answer.json()
    assert understood["match"], understood
    assert understood["text"] == spoken.said
    assert understood["confidence"] >= 0.5


@pytest.mark.parametrize("name", IN_CALLS)
async def test_a_string_of_digits_is_right_in_a_call(server: RunningServer, name: str) -> None:
    """RTP, jitter buffer, speech detector, the built-in grammar and its script."""
    spoken = _utterance(name)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(spoken.samples, Grammar("text/uri-list", b"builtin:speech/digits"))
    assert result.cause == "000 success", result
    keys = "".join(str(DIGITS["en-US"].index(word)) for word in spoken.said.split())
    assert f">{keys}<" in result.result
