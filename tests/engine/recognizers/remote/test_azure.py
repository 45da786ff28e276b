"""Azure's REST for short audio."""

from __future__ import annotations

import io
import json
import wave
from typing import Any

import pytest

from engine.recognition import RecognitionSpec
from engine.recognizers.remote.azure import read_answer
from engine.remote.errors import Fault, ServiceError
from tests.fakes.remote_service import FakeService, answers
from tests.fakes.transcribing import KEY, hears, loud, run, service, times, words

DETAILED = {
    "RecognitionStatus": "Success",
    "Offset": 1_000_000,
    "Duration": 9_000_000,
    "DisplayText": "No.",
    "NBest": [
        {"Confidence": 0.31, "Lexical": "know", "ITN": "know", "MaskedITN": "know", "Display": "Know."},
        {
            "Confidence": 0.92,
            "Lexical": "forty two",
            "Display": "42.",
            "Words": [
                {"Word": "forty", "Offset": 1_000_000, "Duration": 4_000_000},
                {"Word": "two", "Offset": 5_000_000, "Duration": 3_000_000},
            ],
        },
    ],
}


def told(answer: Any, status: int = 200) -> FakeService:
    return FakeService(answers(status, json.dumps(answer).encode(), content_type="application/json"))


def test_readings_come_best_first_as_they_were_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_SPEECH_KEY", KEY)

    async def work() -> None:
        async with told(DETAILED).running() as server:
            settings = service("azure", server.url, transcription_extra={"profanity": "masked"})
            heard = await hears(settings, loud(1.0), RecognitionSpec(n_best=3))
        assert [(one.text, one.confidence) for one in heard.hypotheses] == [("forty two", 0.92), ("know", 0.31)]
        assert times(heard) == [("forty", 100, 500), ("two", 500, 800)]
        asked = server.requests[0]
        assert asked.path == "/speech/recognition/conversation/cognitiveservices/v1"
        assert asked.query == {
            "language": "en-US",
            "format": "detailed",
            "profanity": "masked",
            "wordLevelTimestamps": "true",
        }
        assert asked.headers["ocp-apim-subscription-key"] == KEY
        assert asked.headers["content-type"] == "audio/wav; codecs=audio/pcm; samplerate=16000"
        with wave.open(io.BytesIO(asked.body)) as file:
            assert (file.getframerate(), file.getnframes()) == (16000, 16000)

    run(work)


def test_no_more_readings_than_are_wanted() -> None:
    async def work() -> None:
        async with told(DETAILED).running() as server:
            heard = await hears(service("azure", server.url), loud(1.0))
        assert [one.text for one in heard.hypotheses] == ["forty two"]

    run(work)


@pytest.mark.parametrize("status", ["NoMatch", "InitialSilenceTimeout", "BabbleTimeout"])
def test_nobody_spoke(status: str) -> None:
    assert read_answer(json.dumps({"RecognitionStatus": status}).encode(), "cloud") == []


def test_the_simple_format_will_do() -> None:
    (found,) = read_answer(b'{"RecognitionStatus": "Success", "DisplayText": "Yes."}', "cloud")
    assert (found.text, found.confidence) == ("Yes.", None)
    display = {"RecognitionStatus": "Success", "NBest": [{"Display": "Yes.", "Confidence": "high", "Words": [{}, 1]}]}
    assert read_answer(json.dumps(display).encode(), "cloud")[0].text == "Yes."
    words_only = {"Lexical": "yes", "Words": [{"Word": "yes", "Offset": "soon", "Confidence": 0.5}]}
    answer = {"RecognitionStatus": "Success", "NBest": [words_only]}
    assert read_answer(json.dumps(answer).encode(), "cloud")[0].words[0].confidence == 0.5


def test_an_error_of_its_own() -> None:
    with pytest.raises(ServiceError, match="'Error'") as caught:
        read_answer(b'{"RecognitionStatus": "Error"}', "cloud")
    assert caught.value.fault is Fault.BROKEN


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"RecognitionStatus": 5}', b'{"RecognitionStatus": "Success"}', b"{" * 100_000,
     b'{"RecognitionStatus": "Success", "NBest": [5, {"Lexical": 5}]}'],
)  # fmt: skip
def test_what_is_no_answer_is_garbage(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        read_answer(body, "cloud")
    assert caught.value.fault is Fault.GARBAGE


def test_a_minute_is_the_most() -> None:
    async def work() -> None:
        async with told(DETAILED).running() as server:
            with pytest.raises(Exception, match=r"cloud: 61\.0 s of speech, and it takes 60 s"):
                await hears(service("azure", server.url), loud(61.0))
        assert server.requests == []
        assert words(await hears_nothing()) == ""

    async def hears_nothing() -> Any:
        return await hears(service("azure"), loud(0.0))

    run(work)
