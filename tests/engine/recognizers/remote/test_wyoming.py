"""Wyoming servers that hear."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from wyoming.asr import Transcribe
from wyoming.asr import Transcript as PeerTranscript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import async_read_event, async_write_event

from engine.recognition import RecognitionSpec
from engine.remote.errors import Fault, ServiceError
from tests.fakes.transcribing import hears, loud, recognizing, run, service, times, words
from tests.fakes.wyoming import WyomingListener
from tests.fakes.wyoming_service import wire


def test_audio_goes_out_while_it_comes_and_a_pause_ends_it() -> None:
    async def work() -> None:
        async with WyomingListener("Yes.").running() as server:
            settings = service("wyoming", server.url, transcription_model="base", transcription_extra={"context": {}})
            async with recognizing(settings) as recognizer:
                listener = recognizer.open(RecognitionSpec())
                for start in range(0, 8000, 800):
                    listener.push(loud(1.0)[start : start + 800])
                heard = await listener.ask(final=True, interim=False)
                listener.close()
            assert times(heard) == [("Yes.", 0, 1000)]
            kinds = [event["type"] for event in server.events]
            assert kinds[:3] == ["transcribe", "audio-start", "audio-chunk"]
            assert kinds[-1] == "audio-stop"
            assert server.events[0]["data"] == {"language": "en", "name": "base", "context": {}}
            assert server.events[1]["data"] == server.events[2]["data"] == {"rate": 16000, "width": 2, "channels": 1}
            sent = np.frombuffer(server.audio(), "<i2")
            assert abs(len(sent) - 16000) <= 2
            assert 7000 < int(np.abs(sent[4000:12000]).max()) < 9000

    run(work)


def test_who_speaks_on_is_heard_again_from_the_beginning() -> None:
    async def work() -> None:
        async with WyomingListener("four", "four one", "no").running() as server:
            async with recognizing(service("wyoming", server.url)) as recognizer:
                listener = recognizer.open(RecognitionSpec())
                listener.push(loud(0.5))
                assert words(await listener.ask(final=False, interim=False)) == "four"
                # Asked again about the same, it knows.
                assert words(await listener.ask(final=True, interim=False)) == "four"
                assert words(await listener.ask(final=False, interim=True)) == ""
                listener.push(loud(0.5))
                assert words(await listener.ask(final=True, interim=False)) == "four one"
                assert len(server.audio(1)) == pytest.approx(32000, abs=4)
                listener.reset()
                listener.push(loud(0.25))
                assert words(await listener.ask(final=True, interim=False)) == "no"
                assert len(server.audio(2)) == pytest.approx(8000, abs=4)
                listener.close()
            assert server.connections == 3

    run(work)


def test_wide_band_goes_as_it_is() -> None:
    async def work() -> None:
        async with WyomingListener("yes").running() as server:
            await hears(service("wyoming", server.url), loud(0.5), RecognitionSpec(rate_hz=16000))
            assert server.audio() == loud(0.5).tobytes()

    run(work)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (wire("error", {"text": "no model"}), Fault.BROKEN),
        (wire("transcript"), Fault.GARBAGE),
        (b"5\n", Fault.GARBAGE),
        (b"x" * (1 << 20), Fault.GARBAGE),
        (b'{"type": "transcript", "payload_length": 99999999999}\n', Fault.GARBAGE),
        ("", Fault.TIMEOUT),
        (None, Fault.UNREACHABLE),
    ],
)
def test_faults(said: str | bytes | None, fault: Fault) -> None:
    async def work() -> None:
        async with WyomingListener(said).running() as server:
            with pytest.raises(ServiceError) as caught:
                await hears(service("wyoming", server.url, first_byte_timeout_s=0.2))
        assert caught.value.fault is fault

    run(work)


def test_nobody_there_is_found_out_without_waiting() -> None:
    async def work() -> None:
        with pytest.raises(ServiceError, match="cannot be reached"):
            await hears(service("wyoming", "tcp://127.0.0.1:9", first_byte_timeout_s=20.0))

    run(work)


def test_the_protocols_own_library_as_peer() -> None:
    transcribes: list[Transcribe] = []
    sounds: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (event := await async_read_event(reader)) is not None:
            if Transcribe.is_type(event.type):
                transcribes.append(Transcribe.from_event(event))
            elif AudioStart.is_type(event.type):
                start = AudioStart.from_event(event)
                assert (start.rate, start.width, start.channels) == (16000, 2, 1)
            elif AudioChunk.is_type(event.type):
                sounds.append(AudioChunk.from_event(event).audio)
            elif AudioStop.is_type(event.type):
                await async_write_event(PeerTranscript(text="Fünf, sechs.", language="de").event(), writer)
        writer.close()

    async def work() -> None:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            settings = service("wyoming", url, transcription_languages=("de-DE",), transcription_model="small")
            heard = await hears(settings, loud(0.5), RecognitionSpec("de-DE"))
        assert words(heard) == "Fünf, sechs."
        assert [(one.name, one.language) for one in transcribes] == [("small", "de")]
        assert len(b"".join(sounds)) == pytest.approx(16000, abs=4)

    run(work)
