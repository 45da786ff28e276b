"""OpenAI's transcriptions, against a server whose every octet is the test's."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.recognizers.remote.openai import read_answer
from engine.recognizers.remote.wav import wav
from engine.remote.errors import Fault, ServiceError
from tests.fakes.remote_service import Asked, FakeService, answers
from tests.fakes.transcribing import KEY, hears, loud, run, service, times, words

VERBOSE = {
    "text": " Four, one five.",
    "language": "english",
    "duration": 2.0,
    "segments": [{"text": " Four, one five.", "avg_logprob": -0.105, "no_speech_prob": 0.1, "start": 0, "end": 2}],
    "words": [
        {"word": "Four", "start": 0.2, "end": 0.6},
        {"word": "one", "start": 0.7, "end": 1.0},
        {"word": "five", "start": 1.1, "end": 1.5},
    ],
}


def told(answer: Any, status: int = 200) -> FakeService:
    return FakeService(answers(status, json.dumps(answer).encode(), content_type="application/json"))


def form_of(asked: Asked) -> dict[str, bytes]:
    parsed = message_from_bytes(f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode() + asked.body)
    parts = [part for part in parsed.walk() if not part.is_multipart()]
    return {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in parts}  # type: ignore[misc]  # octets, decoded


def test_an_utterance_is_uploaded_as_a_file_and_words_have_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def work() -> None:
        async with told(VERBOSE).running() as server:
            settings = service("openai", f"{server.url}/v1", transcription_extra={"temperature": 0.2})
            heard = await hears(settings, loud(2.0), RecognitionSpec("en-GB", words=("five", "four", "one")))
        assert words(heard) == "Four, one five."
        assert times(heard) == [("Four,", 200, 600), ("one", 700, 1000), ("five.", 1100, 1500)]
        assert heard.best is not None
        assert heard.best.confidence == pytest.approx(1 - 0.5 * (1 - 0.9 * 0.9) / (1 - 0.37), abs=0.005)
        asked = server.requests[0]
        assert (asked.method, asked.path) == ("POST", "/v1/audio/transcriptions")
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        form = form_of(asked)
        assert form.pop("file") == wav(loud(2.0), 8000)
        assert form == {
            "model": b"whisper-1",
            "language": b"en",
            "temperature": b"0.2",
            "response_format": b"verbose_json",
            "timestamp_granularities[]": b"word",
            "prompt": b"five, four, one",
        }

    run(work)


def test_a_model_without_times_is_asked_for_its_text_and_open_speech_has_no_hints() -> None:
    async def work() -> None:
        async with told({"text": "Hello there."}).running() as server:
            settings = service("openai", server.url, transcription_model="gpt-4o-mini-transcribe")
            heard = await hears(settings, loud(1.0), RecognitionSpec(words=("yes",), transcribe=True))
        assert words(heard) == "Hello there."
        assert times(heard)[-1][2] == 1000
        form = form_of(server.requests[0])
        assert form["response_format"] == b"json"
        assert "prompt" not in form
        assert "authorization" not in server.requests[0].headers

    run(work)


def test_faster_whisper_puts_words_into_segments() -> None:
    segment = {"words": [{"word": " yes", "start": 0.1, "end": 0.4, "probability": 0.8}]}
    (found,) = read_answer(json.dumps({"text": "Yes", "segments": [segment]}).encode(), "cloud")
    assert [(word.text, word.confidence) for word in found.words] == [(" yes", 0.8)]


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "yes", "segments": "none", "words": 3},
        {"text": "yes", "segments": [None, 1, {"avg_logprob": "x", "words": [1, {"word": 5}]}], "words": [[], {}]},
        {"text": "yes", "segments": None, "words": None},
    ],
)
def test_what_is_wrong_beside_the_text_is_passed_over(answer: Any) -> None:
    (found,) = read_answer(json.dumps(answer).encode(), "cloud")
    assert (found.text, found.words, found.confidence) == ("yes", (), None)


def test_nobody_spoke() -> None:
    assert read_answer(b'{"text": " "}', "cloud") == []


@pytest.mark.parametrize("body", [b"", b"yes", b"[]", b'{"text": 5}', b'{"text"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_answer_is_garbage(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read_answer(body, "cloud")
    assert caught.value.fault is Fault.GARBAGE
