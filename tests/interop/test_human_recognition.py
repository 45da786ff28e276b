"""People's recordings over real SIP, MRCP and RTP, and over HTTP, to a server that nobody has configured."""

import json

import httpx
import pytest

from mrcp_server.client.client import RECOGNIZER, MrcpClient
from mrcp_server.client.recognize import Grammar
from tests.fakes.recordings import wav
from tests.human_speech.corpus import Utterance, group
from tests.human_speech.recordings import missing
from tests.interop.running import RunningServer

pytestmark = [pytest.mark.interop, pytest.mark.anyio, pytest.mark.skipif(bool(missing()), reason=missing())]

RECURSIVE = Grammar(
    "application/srgs",
    b"#ABNF 1.0;\nlanguage en-US;\nroot $a;\npublic $a = four $a five | one;\n",
)


def one_of(name: str, index: int = 0) -> Utterance:
    return group("held_out", name)[index]


def abnf(one: Utterance) -> Grammar:
    assert one.grammar is not None
    return Grammar("application/srgs", one.grammar.encode())


async def test_digits_are_understood_and_mean_what_the_built_in_grammar_says(server: RunningServer) -> None:
    one = one_of("digits_4")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(one.samples, Grammar.builtin("digits"), limit_s=30)
    assert result.cause == "000 success", result
    digits = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4"} | {
        "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    }  # fmt: skip
    assert "".join(digits[word] for word in one.said.split()) in result.result


async def test_a_word_in_no_grammar_is_no_match(server: RunningServer) -> None:
    one = next(one for one in group("held_out", "strange_days") if one.said)
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(one.samples, abnf(one), limit_s=30)
    assert result.cause.startswith("001"), result


async def test_a_grammar_that_recurses_in_the_middle_is_followed(server: RunningServer) -> None:
    """PocketSphinx cannot: such a grammar was refused."""
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(one_of("digits_1", 1).samples, RECURSIVE, limit_s=30)
    assert result.cause == "000 success", result


async def test_several_are_told_when_several_are_wanted(server: RunningServer) -> None:
    one = next(one for one in group("held_out", "letters") if one.said == "s")
    headers = (("N-Best-List-Length", "3"), ("Confidence-Threshold", "0.0"))
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(one.samples, abnf(one), headers=headers, limit_s=30)
    assert result.result.count("<interpretation") >= 2, result


async def test_open_speech_over_mrcp(server: RunningServer) -> None:
    one = next(one for one in group("held_out", "sentences") if len(one.said.split()) == 8)
    grammar = Grammar("text/uri-list", b"builtin:speech/transcribe")
    async with MrcpClient(server.sip_uri, resources=(RECOGNIZER,)) as client:
        result = await client.recognize(one.samples, grammar, limit_s=30)
    assert result.cause == "000 success", result


async def test_open_speech_over_http_is_written_with_punctuation(server: RunningServer) -> None:
    one = next(one for one in group("held_out", "sentences") if len(one.said.split()) == 8)
    async with httpx.AsyncClient(base_url=server.health_url, trust_env=False, timeout=30) as http:
        answer = await http.post(
            "/v1/audio/transcriptions",
            data={"model": "whisper-1"},
            files={"file": ("a.wav", wav(one.samples), "audio/wav")},
        )
        text = answer.json()["text"]
        models = json.dumps((await http.get("/v1/models")).json())
    assert answer.status_code == 200, answer.text
    assert text[0].isupper()
    assert text[-1] in ".?!,"
    assert set(text.lower().strip(".,?!").split()) & set(one.said.lower().strip(".").split())
    assert "moonshine" in models
    assert "limited" not in models


async def test_a_recording_and_a_grammar_by_http(server: RunningServer) -> None:
    one = one_of("digits_10", 1)
    async with httpx.AsyncClient(base_url=server.health_url, trust_env=False, timeout=30) as http:
        answer = await http.post(
            "/v1/recognize",
            data={"grammar": one.grammar},
            files={"file": ("a.wav", wav(one.samples), "audio/wav")},
        )
    assert answer.json()["match"], answer.text
    assert answer.json()["text"] == one.said
