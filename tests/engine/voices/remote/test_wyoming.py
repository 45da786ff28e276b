"""Voices behind the Wyoming protocol: with a double that misbehaves, and with the protocol's own library as peer."""

import asyncio
from typing import Any

import numpy as np
import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event as PeerEvent
from wyoming.event import async_read_event, async_write_event
from wyoming.info import Attribution, Describe, Info, TtsProgram, TtsVoice, TtsVoiceSpeaker
from wyoming.tts import Synthesize

from engine.interface import Piece, Span
from engine.remote.errors import Fault, ServiceError
from engine.voices.remote.wyoming import WyomingSynthesizer
from tests.fakes.engine import CollectingSink
from tests.fakes.remote_speech import options, spoken, tone
from tests.fakes.wyoming_service import FakeWyoming, Reply, chunk, replies, wire

RATE_HZ = 16_000
SOUND = tone(0.5, rate_hz=22_050)
END = wire("audio-stop")


def said_by(reply: Reply, *texts: str, **settings: Any) -> tuple[FakeWyoming, list[CollectingSink]]:
    async def run() -> tuple[FakeWyoming, list[CollectingSink]]:
        async with FakeWyoming(reply).running() as service:
            values = {"first_byte_timeout_s": 0.3, "idle_timeout_s": 0.3, **settings}
            engine = WyomingSynthesizer(**options("wyoming", service.url, **values))
            sinks = []
            try:
                for text in texts or ("Hello there.",):
                    sinks.append(CollectingSink())
                    await engine.synthesize(Piece((Span(text),), "far/nova"), sinks[-1])
            finally:
                await engine.close()
            return service, sinks

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_the_request_is_as_the_protocol_has_it_over_one_connection() -> None:
    service, sinks = said_by(replies(wire("audio-start"), chunk(SOUND[:999]), chunk(SOUND[999:]), END), "One.", "Two.")
    assert [sink.audio.tobytes() for sink in sinks] == [SOUND] * 2
    assert service.connections == 1
    assert service.events[0]["type"] == "synthesize"
    assert service.events[0]["data"] == {"text": "One.", "voice": {"name": "v-1", "language": "en-US"}}


def test_a_connection_that_ended_meanwhile_is_replaced() -> None:
    service, sinks = said_by(replies(chunk(SOUND), END, ends=True), "One.", "Two.", retries=1)
    assert [sink.audio.tobytes() for sink in sinks] == [SOUND] * 2
    assert service.connections == 2


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (replies(), Fault.TIMEOUT),
        (replies(chunk(SOUND)), Fault.TIMEOUT),
        (replies(ends=True), Fault.UNREACHABLE),
        (replies(chunk(SOUND)[:-5], ends=True), Fault.UNREACHABLE),
        (replies(END), Fault.GARBAGE),
        (replies(b"nonsense\n"), Fault.GARBAGE),
        (replies(chunk(SOUND, width=4)), Fault.GARBAGE),
        (replies(chunk(SOUND, channels=2)), Fault.GARBAGE),
        (replies(chunk(SOUND, rate=10)), Fault.GARBAGE),
        (replies(chunk(SOUND), chunk(SOUND, rate=16_000)), Fault.GARBAGE),
        (replies(wire("pong") * 200), Fault.GARBAGE),
        (replies(*[chunk(b"\0" * 4_000_000)] * 6), Fault.GARBAGE),
        (replies(wire("error", {"text": "no voice"})), Fault.REFUSED),
    ],
)
def test_a_service_that_misbehaves_is_an_error(reply: Reply, fault: Fault) -> None:
    with pytest.raises(ServiceError) as caught:
        said_by(reply)
    assert caught.value.fault is fault, caught.value.reason


class Peer:
    """A service made of the protocol's own library, with two voices, one of which has two speakers."""

    def __init__(self) -> None:
        self.asked: list[Synthesize] = []
        self._by = Attribution("somebody", "https://example.org")

    def info(self) -> Info:
        def voice(name: str, languages: list[str], *speakers: str, installed: bool = True) -> TtsVoice:
            people = [TtsVoiceSpeaker(speaker) for speaker in speakers] or None
            return TtsVoice(
                name=name, attribution=self._by, installed=installed, description="", version="1",
                languages=languages, speakers=people,
            )  # fmt: skip

        voices = [
            voice("amy", ["en_GB"]),
            voice("duo", ["de_DE"], "anna", "bert"),
            voice("gone", ["fr"], installed=False),
        ]
        program = TtsProgram(
            name="tones", attribution=self._by, installed=True, description="", version="1", voices=voices
        )
        return Info(tts=[program])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (event := await async_read_event(reader)) is not None:
            for answer in self.answers(event):
                await async_write_event(answer, writer)
        writer.close()

    def answers(self, event: PeerEvent) -> list[PeerEvent]:
        if Describe.is_type(event.type):
            return [self.info().event()]
        self.asked.append(Synthesize.from_event(event))
        chunks = [
            AudioChunk(rate=RATE_HZ, width=2, channels=1, audio=tone(0.5, rate_hz=RATE_HZ)[begin : begin + 2048])
            for begin in range(0, RATE_HZ, 2048)
        ]
        start = AudioStart(rate=RATE_HZ, width=2, channels=1)
        return [start.event(), *(one.event() for one in chunks), AudioStop().event()]


def test_the_protocols_own_library_is_understood() -> None:
    peer = Peer()

    async def run() -> None:
        server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
        url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        engine = WyomingSynthesizer(**options("wyoming", url, voices={}))
        await engine.open()
        assert [(voice.name, voice.languages) for voice in engine.voices()] == [
            ("far/amy", ("en-GB",)), ("far/duo#anna", ("de-DE",)), ("far/duo#bert", ("de-DE",)),
        ]  # fmt: skip
        sink = CollectingSink()
        await engine.synthesize(Piece((Span("Guten Tag."),), "far/duo#bert"), sink)
        assert np.abs(np.fft.rfft(sink.audio)).argmax() == pytest.approx(300 * len(sink.audio) / 22_050, abs=2)
        assert len(sink.audio) == pytest.approx(11_025, abs=3)
        (asked,) = peer.asked
        assert asked.voice is not None
        assert (asked.text, asked.voice.name, asked.voice.speaker) == ("Guten Tag.", "duo", "bert")
        await engine.close()
        server.close()

    asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize(
    "reply",
    [replies(), replies(ends=True), replies(b"nonsense\n"), replies(wire("info", {"tts": [7, {"voices": "x"}]}))],
)
def test_a_service_that_does_not_tell_its_voices_has_none(reply: Reply) -> None:
    async def run() -> None:
        async with FakeWyoming(reply).running() as service:
            values = options("wyoming", service.url, voices={}, first_byte_timeout_s=0.2)
            engine = WyomingSynthesizer(**values)
            await engine.open()
            assert not engine.voices()
            await engine.close()

    asyncio.run(run())


def test_configured_voices_need_no_service_to_be_there() -> None:
    async def run() -> None:
        engine = WyomingSynthesizer(**options("wyoming", "tcp://127.0.0.1:1"))
        with pytest.raises(ServiceError) as caught:
            await spoken(engine, "Hello.")
        assert caught.value.fault is Fault.UNREACHABLE

    asyncio.run(run())
