"""ElevenLabs' socket that listens, against one whose every message is the test's."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.asyncio.server import ServerConnection

from engine.recognition import RecognitionSpec
from engine.remote.errors import Fault, ServiceError
from tests.fakes.transcribing import (
    KEY,
    RATE_HZ,
    hears,
    loud,
    recognizing,
    run,
    service,
    socket_service,
    tell,
    times,
    words,
)


class Scribe:
    """Hears `said`, a text at each commit."""

    def __init__(self, *said: str, by_segment: bool = False) -> None:
        self.said = list(said)
        self.by_segment = by_segment
        """Times count from the segment's beginning."""
        self.requests: list[Any] = []
        self.heard_bytes = 0
        self.rates: set[int] = set()

    async def __call__(self, connection: ServerConnection) -> None:
        self.requests.append(connection.request)
        await tell(connection, message_type="session_started", session_id="1", config={})
        since = 0.0
        async for message in connection:
            content = json.loads(message)
            assert content["message_type"] == "input_audio_chunk"
            self.rates.add(content["sample_rate"])
            self.heard_bytes += len(base64.b64decode(content["audio_base_64"]))
            now = self.heard_bytes / (2 * RATE_HZ)
            if not content["commit"]:
                await tell(connection, message_type="partial_transcript", text=self.said[0].split(" ")[0])
                continue
            text = self.said.pop(0)
            await tell(connection, message_type="committed_transcript", text=text)
            listed = self._words(text, 0.0 if self.by_segment else since, now - since)
            await tell(connection, message_type="committed_transcript_with_timestamps", text=text, words=listed)
            since = now

    def _words(self, text: str, start: float, seconds: float) -> list[dict[str, Any]]:
        said = text.split()
        each = seconds / max(1, len(said))
        return [
            {
                "text": word,
                "type": "word",
                "start": start + index * each,
                "end": start + (index + 1) * each,
                "logprob": -0.1,
            }
            for index, word in enumerate(said)
        ]


@pytest.mark.parametrize("by_segment", [False, True])
def test_audio_goes_up_while_it_comes_and_a_pause_commits(by_segment: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)

    async def work() -> None:
        scribe = Scribe("Four one", "five.", "No.", by_segment=by_segment)
        async with socket_service(scribe) as url, recognizing(service("elevenlabs", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec(words=("five", "four", "one")))
            listener.push(loud(0.8))
            assert times(await listener.ask(final=False, interim=False)) == [("Four", 0, 400), ("one", 400, 800)]
            listener.push(loud(0.4))
            heard = await listener.ask(final=True, interim=False)
            assert times(heard) == [("Four", 0, 400), ("one", 400, 800), ("five.", 800, 1200)]
            assert heard.best is not None
            assert heard.best.confidence == pytest.approx(0.905, abs=0.002)
            listener.reset()
            listener.push(loud(0.5))
            assert times(await listener.ask(final=True, interim=False)) == [("No.", 0, 500)]
            listener.close()
        (request,) = scribe.requests
        assert urlsplit(request.path).path == "/v1/speech-to-text/realtime"
        assert parse_qs(urlsplit(request.path).query) == {
            "model_id": ["scribe_v2_realtime"],
            "audio_format": ["pcm_8000"],
            "commit_strategy": ["manual"],
            "language_code": ["en"],
            "include_timestamps": ["true"],
            "keyterms": ["five", "four", "one"],
        }
        assert request.headers["xi-api-key"] == KEY
        assert scribe.rates == {8000}

    run(work)


def test_who_looks_sees_what_was_told_so_far() -> None:
    async def work() -> None:
        async with socket_service(Scribe("Yes please")) as url, recognizing(service("elevenlabs", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec())
            listener.push(loud(0.5))
            heard = await listener.ask(final=False, interim=True)
            while not words(heard):
                await asyncio.sleep(0.005)
                heard = await listener.ask(final=False, interim=True)
            assert words(heard) == "Yes"
            listener.close()

    run(work)


@pytest.mark.parametrize("kind", ["commit_throttled", "insufficient_audio_activity"])
def test_what_is_too_short_to_commit_is_nothing(kind: str) -> None:
    async def throttling(connection: ServerConnection) -> None:
        async for message in connection:
            if json.loads(message)["commit"]:
                await tell(connection, message_type=kind, error="too little audio")

    async def work() -> None:
        async with socket_service(throttling) as url:
            assert words(await hears(service("elevenlabs", url), loud(0.1))) == ""

    run(work)


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("auth_error", Fault.KEY),
        ("quota_exceeded", Fault.LIMITED),
        ("input_error", Fault.REFUSED),
        ("transcriber_error", Fault.BROKEN),
    ],
)
def test_an_error_says_what_it_is(kind: str, fault: Fault) -> None:
    async def failing(connection: ServerConnection) -> None:
        await tell(connection, message_type=kind, error="no more")
        await connection.wait_closed()

    async def work() -> None:
        async with socket_service(failing) as url:
            with pytest.raises(ServiceError, match=f"cloud: {kind}: no more") as caught:
                await hears(service("elevenlabs", url))
        assert caught.value.fault is fault

    run(work)


def test_what_nobody_asked_for_is_passed_over() -> None:
    async def chatty(connection: ServerConnection) -> None:
        for kind in ("committed_transcript_with_timestamps", "something_new", 5, None):
            await tell(connection, message_type=kind, text="stale", words=5)
        async for message in connection:
            if json.loads(message)["commit"]:
                await tell(connection, message_type="committed_transcript_with_timestamps", text="yes", words=[1, {}])

    async def work() -> None:
        async with socket_service(chatty) as url:
            heard = await hears(service("elevenlabs", url))
        assert times(heard) == [("yes", 0, 500)]

    run(work)
