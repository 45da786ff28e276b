"""Deepgram's socket, against one whose every message is the test's."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection

from engine.recognition import RecognitionSpec
from engine.recognizers.remote.deepgram import read_results
from engine.remote.errors import Fault, ServiceError
from tests.fakes.transcribing import (
    KEY,
    RATE_HZ,
    hears,
    loud,
    quiet,
    recognizing,
    run,
    service,
    socket_service,
    tell,
    times,
    until,
    words,
)


def results(text: str, start: float, end: float, *, final: bool = True, finalized: bool = False) -> dict[str, Any]:
    said = text.split()
    each = (end - start) / max(1, len(said))
    listed = [
        {"word": word, "start": start + index * each, "end": start + (index + 1) * each, "confidence": 0.9}
        for index, word in enumerate(said)
    ]
    return {
        "type": "Results",
        "start": start,
        "duration": end - start,
        "is_final": final,
        "from_finalize": finalized,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.9, "words": listed}]},
    }


class Deepgram:
    """Hears `said`, a text at each Finalize; `partial` at each audio."""

    def __init__(self, *said: str, partial: str = "", answers_finalize: bool = True) -> None:
        self.said = list(said)
        self.partial = partial
        self.answers_finalize = answers_finalize
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.heard: list[int] = []
        """Octets of audio, by connection."""
        self.kinds: list[str] = []

    async def __call__(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.paths.append(connection.request.path)
        self.keys.append(connection.request.headers.get("authorization"))
        self.heard.append(0)
        since = 0.0
        async for message in connection:
            if isinstance(message, bytes):
                self.heard[-1] += len(message)
                if self.partial:
                    await tell(connection, **results(self.partial, since, self.seconds, final=False))
                continue
            kind = json.loads(message)["type"]
            self.kinds.append(kind)
            if kind == "CloseStream" or (kind == "Finalize" and self.answers_finalize):
                text = self.said.pop(0)
                await tell(connection, **results(text, since, self.seconds, finalized=kind == "Finalize"))
                since = self.seconds
            if kind == "CloseStream":
                await tell(connection, type="Metadata")
                return

    @property
    def seconds(self) -> float:
        return self.heard[-1] / (2 * RATE_HZ)


def test_audio_goes_up_while_it_comes_and_a_pause_finalizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", KEY)

    async def work() -> None:
        deepgram = Deepgram("four one", "five")
        async with socket_service(deepgram) as url:
            settings = service("deepgram", url, transcription_extra={"numerals": "false"})
            async with recognizing(settings) as recognizer:
                listener = recognizer.open(RecognitionSpec("en-GB", words=("five", "four", "one")))
                listener.push(loud(0.8))
                heard = await listener.ask(final=False, interim=False)
                assert times(heard) == [("four", 0, 400), ("one", 400, 800)]
                assert heard.final
                # The caller was not done: what follows is added, and nothing is heard twice.
                listener.push(np.concatenate([quiet(0.2), loud(0.5)]))
                heard = await listener.ask(final=True, interim=False)
                assert words(heard) == "four one five"
                assert times(heard)[-1] == ("five", 800, 1500)
                assert deepgram.heard == [24000]
                listener.close()
        query = parse_qs(urlsplit(deepgram.paths[0]).query)
        assert urlsplit(deepgram.paths[0]).path == "/v1/listen"
        assert query == {
            "model": ["nova-3"],
            "language": ["en-US"],
            "encoding": ["linear16"],
            "sample_rate": ["8000"],
            "channels": ["1"],
            "interim_results": ["true"],
            "endpointing": ["false"],
            "keyterm": ["five", "four", "one"],
            "numerals": ["false"],
        }
        assert deepgram.keys == [f"Token {KEY}"]

    run(work)


def test_the_next_utterance_uses_the_connection_with_times_of_its_own() -> None:
    async def work() -> None:
        deepgram = Deepgram("yes", "no no")
        async with socket_service(deepgram) as url, recognizing(service("deepgram", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec())
            listener.push(loud(0.5))
            assert words(await listener.ask(final=True, interim=False)) == "yes"
            listener.reset()
            listener.push(loud(1.0))
            heard = await listener.ask(final=True, interim=False)
            assert times(heard) == [("no", 0, 500), ("no", 500, 1000)]
            assert heard.audio_ms == 1000
            listener.close()
        assert len(deepgram.paths) == 1

    run(work)


def test_what_was_said_before_a_reset_is_not_told_after_it() -> None:
    async def work() -> None:
        deepgram = Deepgram("never mind", "yes")
        async with socket_service(deepgram) as url, recognizing(service("deepgram", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec())
            listener.push(loud(0.5))
            await until(lambda: deepgram.heard == [8000])
            listener.reset()
            listener.push(loud(0.5))
            assert words(await listener.ask(final=True, interim=False)) == "yes"
            listener.close()

    run(work)


def test_who_looks_sees_what_was_told_so_far() -> None:
    async def work() -> None:
        deepgram = Deepgram("yes please", partial="yes")
        async with socket_service(deepgram) as url, recognizing(service("deepgram", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec())
            assert words(await listener.ask(final=False, interim=True)) == ""
            listener.push(loud(0.5))
            heard = await listener.ask(final=False, interim=True)
            while not words(heard):
                await asyncio.sleep(0.005)
                heard = await listener.ask(final=False, interim=True)
            assert words(heard) == "yes"
            assert not heard.final
            assert deepgram.kinds == []
            assert words(await listener.ask(final=True, interim=False)) == "yes please"
            listener.close()

    run(work)


def test_a_finalize_that_is_not_answered_is_followed_by_the_end_of_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.recognizers.remote.deepgram._FINALIZE_S", 0.05)

    async def work() -> None:
        deepgram = Deepgram("yes", "yes no", answers_finalize=False)
        async with socket_service(deepgram) as url, recognizing(service("deepgram", url)) as recognizer:
            listener = recognizer.open(RecognitionSpec())
            listener.push(loud(0.5))
            assert words(await listener.ask(final=False, interim=False)) == "yes"
            assert deepgram.kinds == ["Finalize", "CloseStream"]
            # Only another stream can hear more, and must hear all.
            listener.push(loud(0.5))
            assert words(await listener.ask(final=True, interim=False)) == "yes no"
            assert deepgram.heard == [8000, 16000]
            listener.close()

    run(work)


def test_an_old_model_takes_keywords_and_open_speech_none() -> None:
    async def work() -> None:
        deepgram = Deepgram("yes", "yes")
        async with socket_service(deepgram) as url:
            settings = service("deepgram", url, transcription_model="nova-2")
            await hears(settings, spec=RecognitionSpec(words=("yes",)))
            await hears(settings, spec=RecognitionSpec(words=("yes",), transcribe=True))
        first, second = (parse_qs(urlsplit(path).query) for path in deepgram.paths)
        assert first["keywords"] == ["yes"]
        assert "keyterm" not in first
        assert "keywords" not in second

    run(work)


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ('{"type": "Results"}', Fault.GARBAGE),
        ('{"type": "Results", "channel": {"alternatives": [{"transcript": 5}]}}', Fault.GARBAGE),
        ('{"type": "Error", "description": "no capacity"}', Fault.BROKEN),
        ("[]", Fault.GARBAGE),
        ("{", Fault.GARBAGE),
        (b"\0\1", Fault.GARBAGE),
    ],
)
def test_nonsense_ends_it(message: str | bytes, fault: Fault) -> None:
    async def garbage(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(message)
        await connection.wait_closed()

    async def work() -> None:
        async with socket_service(garbage) as url:
            with pytest.raises(ServiceError) as caught:
                await hears(service("deepgram", url))
        assert caught.value.fault is fault

    run(work)


def test_a_transcript_without_an_end_is_garbage() -> None:
    async def endless(connection: ServerConnection) -> None:
        while True:
            await tell(connection, **results("x" * 50_000, 0.0, 1.0))

    async def work() -> None:
        async with socket_service(endless) as url:
            with pytest.raises(ServiceError, match="without an end"):
                await hears(service("deepgram", url))

    run(work)


def test_what_else_is_told_is_passed_over() -> None:
    assert read_results({"channel": {"alternatives": [{"transcript": "yes", "words": [1, {"word": 2}]}]}}) is not None
    assert read_results({"channel": []}) is None
