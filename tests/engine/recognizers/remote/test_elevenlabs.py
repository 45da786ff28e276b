"""ElevenLabs' Scribe, an utterance at a time."""

from __future__ import annotations

import json

import pytest

from engine.recognizers.remote.elevenlabs import read_answer
from engine.remote.errors import Fault, ServiceError
from tests.engine.recognizers.remote.test_openai import form_of, told
from tests.fakes.transcribing import KEY, hears, loud, run, service, times, words

ANSWER = {
    "language_code": "eng",
    "language_probability": 0.98,
    "text": "Yes, please.",
    "words": [
        {"text": "Yes,", "start": 0.1, "end": 0.4, "type": "word", "logprob": -0.05},
        {"text": " ", "start": 0.4, "end": 0.5, "type": "spacing", "logprob": 0.0},
        {"text": "please.", "start": 0.5, "end": 0.9, "type": "word", "logprob": -0.2},
        {"text": "(laughter)", "start": 0.9, "end": 1.0, "type": "audio_event", "logprob": 0.0},
    ],
}


def test_an_utterance_is_uploaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)

    async def work() -> None:
        async with told(ANSWER).running() as server:
            settings = service("elevenlabs", server.url, transcription_model="scribe_v1")
            heard = await hears(settings, loud(1.0))
        assert words(heard) == "Yes, please."
        assert times(heard) == [("Yes,", 100, 400), ("please.", 500, 900)]
        assert heard.best is not None
        assert heard.best.confidence == pytest.approx(0.882, abs=0.002)
        asked = server.requests[0]
        assert asked.path == "/v1/speech-to-text"
        assert asked.headers["xi-api-key"] == KEY
        form = form_of(asked)
        assert form.pop("file")[:4] == b"RIFF"
        assert form == {
            "model_id": b"scribe_v1",
            "language_code": b"en",
            "timestamps_granularity": b"word",
            "tag_audio_events": b"false",
        }

    run(work)


def test_nobody_spoke() -> None:
    assert read_answer(b'{"text": "", "words": []}', "cloud") == []


def test_words_may_be_missing() -> None:
    (found,) = read_answer(json.dumps({"text": "yes", "words": [None, {"text": 5}]}).encode(), "cloud")
    assert found.words == ()


@pytest.mark.parametrize("body", [b"", b"[]", b'{"words": []}', b"[" * 100_000])
def test_what_is_no_answer_is_garbage(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read_answer(body, "cloud")
    assert caught.value.fault is Fault.GARBAGE
