"""Whatever a speech service answers, there are transcripts or its documented error, and a result that can be used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.recognizers.remote import azure, elevenlabs, openai
from engine.recognizers.remote.deepgram import DeepgramStream
from engine.recognizers.remote.elevenlabs_realtime import ElevenLabsStream
from engine.recognizers.remote.transcript import Transcript, result_of
from engine.remote.errors import ServiceError
from engine.remote.web_socket import ServiceSocket

QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
NAMES = [
    *("text", "words", "word", "start", "end", "logprob", "probability", "segments", "avg_logprob", "no_speech_prob"),
    *("type", "RecognitionStatus", "NBest", "Lexical", "Display", "DisplayText", "Confidence", "Words", "Word"),
    *("Offset", "Duration", "channel", "alternatives", "transcript", "confidence", "is_final", "from_finalize"),
    *("duration", "message_type", "error", "description"),
]
TEXTS = [
    *("Success", "NoMatch", "word", "Results", "Error", "partial_transcript", "error", "commit_throttled"),
    *("committed_transcript_with_timestamps", "yes", "4:15 p.m.", "$5", ""),
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(TEXTS) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)
SHAPES: tuple[dict[str, Any], ...] = (
    {"text": "yes", "RecognitionStatus": "Success", "DisplayText": "yes"},
    {"type": "Results", "is_final": True, "from_finalize": True},
    {"message_type": "committed_transcript_with_timestamps", "text": "yes"},
    {},
)


class Mute:
    """A socket on which nothing comes."""

    async def receive(self, limit_s: float) -> None:
        await asyncio.sleep(limit_s)

    async def send(self, message: Any) -> None:
        """Taken."""

    def abort(self) -> None:
        """Nothing to end."""


def use(transcripts: list[Transcript]) -> None:
    heard = result_of(transcripts, 0.4, spoken_ms=(100, 900), audio_ms=1000)
    for hypothesis in heard.hypotheses:
        assert 0.0 <= hypothesis.confidence <= 1.0
        assert all(0 <= word.start_ms <= word.end_ms <= 1000 for word in hypothesis.words)
        assert all(0.0 <= word.confidence <= 1.0 for word in hypothesis.words)


@pytest.mark.parametrize("read", [openai.read_answer, azure.read_answer, elevenlabs.read_answer])
@QUICK
@given(answer=OBJECTS, shape=st.sampled_from(SHAPES))
def test_uploads(read: Callable[[bytes, str], list[Transcript]], answer: dict[str, Any], shape: dict[str, Any]) -> None:
    with suppress(ServiceError):
        use(read(json.dumps({**answer, **shape}).encode(), "cloud"))


@pytest.mark.parametrize("read", [openai.read_answer, azure.read_answer, elevenlabs.read_answer])
@QUICK
@given(body=st.binary(max_size=200))
def test_octets(read: Callable[[bytes, str], list[Transcript]], body: bytes) -> None:
    with suppress(ServiceError):
        use(read(body, "cloud"))


@pytest.mark.parametrize("kind", [DeepgramStream, ElevenLabsStream])
@QUICK
@given(messages=st.lists(st.tuples(OBJECTS, st.sampled_from(SHAPES)), max_size=6))
def test_sockets(
    kind: type[DeepgramStream | ElevenLabsStream], messages: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    async def work() -> None:
        stream = kind("cloud", cast("ServiceSocket", Mute()), 8000)
        try:
            for answer, shape in messages:
                await stream.send(bytes(1600))
                if answer.get("is_final"):
                    await stream.forget()
                with suppress(ServiceError):
                    stream.take({**answer, **shape})
                use(stream.partial())
        finally:
            stream.abort()

    asyncio.run(work())
