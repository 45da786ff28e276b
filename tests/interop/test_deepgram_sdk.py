"""Deepgram's own client, unmodified, against a started server: every call of speech and of transcription."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest

from tests.fakes.origin import serving
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.speech_checks import (
    KEY,
    TEXT,
    assert_file,
    assert_heard,
    assert_pcm,
    assert_speech,
    assert_understood,
    in_thread,
    said,
)

deepgram = pytest.importorskip("deepgram")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
VOICE = "aura-2-thalia-en"
SPOKEN = {"model": VOICE, "encoding": "linear16", "sample_rate": 16000}
LINEAR = {"model": "nova-2", "encoding": "linear16", "sample_rate": 8000}


def _environment(server: RunningServer) -> Any:
    from deepgram.environment import DeepgramClientEnvironment

    http, ws = server.health_url, server.health_url.replace("http", "ws")
    return DeepgramClientEnvironment(base=http, production=ws, agent=ws, agent_rest=http)


@asynccontextmanager
async def client(server: RunningServer, key: str = KEY) -> AsyncIterator[Any]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        yield deepgram.AsyncDeepgramClient(api_key=key, environment=_environment(server), httpx_client=http)


@contextmanager
def blocking_client(server: RunningServer) -> Iterator[Any]:
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield deepgram.DeepgramClient(api_key=KEY, environment=_environment(server), httpx_client=http)


# --- speech by request ------------------------------------------------------------------------------------------------

FORMATS = [
    ({"encoding": "linear16", "container": "none", "sample_rate": 16000}, "audio/pcm;rate=16000", 16000),
    ({"encoding": "linear16", "sample_rate": 24000}, "audio/wav", 24000),
    ({"encoding": "mulaw", "container": "none"}, "audio/basic", 8000),
    ({"encoding": "alaw", "container": "wav", "sample_rate": 16000}, "audio/wav", 16000),
    ({"encoding": "mp3", "bit_rate": 48000}, "audio/mpeg", 22050),
    ({"encoding": "opus", "container": "ogg"}, "audio/ogg", 48000),
    ({"encoding": "flac", "sample_rate": 48000}, "audio/flac", 48000),
    ({"encoding": "aac"}, "audio/aac", 24000),
    ({}, "audio/mpeg", 22050),
]


@pytest.mark.parametrize(("asked", "media_type", "rate_hz"), FORMATS)
async def test_speech_in_every_format(
    speech: RunningServer, asked: dict[str, Any], media_type: str, rate_hz: int
) -> None:
    async with client(speech) as dg:
        audio = b"".join([part async for part in dg.speak.v1.audio.generate(text=TEXT, model=VOICE, **asked)])
    samples = assert_file(audio, media_type, rate_hz)
    await assert_understood(speech, samples, rate_hz)


async def test_speech_with_its_headers(speech: RunningServer) -> None:
    async with (
        client(speech) as dg,
        dg.speak.v1.audio.with_raw_response.generate(
            text=TEXT, model=VOICE, encoding="linear16", container="none", sample_rate=8000, speed=1.0, tag=["a", "b"]
        ) as answer,
    ):
        audio = b"".join([part async for part in answer.data])
    assert_pcm(audio, 8000)
    assert answer.headers["dg-char-count"] == str(len(TEXT))
    assert answer.headers["dg-model-name"]
    assert len(answer.headers["dg-request-id"]) == 32


async def test_speech_of_the_second_version(speech: RunningServer) -> None:
    asked = {"text": TEXT, "model": "flux-alexis-en", "encoding": "linear16", "container": "none"}
    async with client(speech) as dg:
        audio = b"".join([part async for part in dg.speak.v2.audio.generate(**asked, sample_rate=16000)])
    await assert_understood(speech, assert_pcm(audio, 16000), 16000)


async def test_speech_from_the_blocking_client(speech: RunningServer) -> None:
    asked = {"text": TEXT, "encoding": "linear16", "container": "none", "sample_rate": 16000}

    def speak() -> tuple[bytes, bytes]:
        with blocking_client(speech) as dg:
            first = b"".join(dg.speak.v1.audio.generate(model=VOICE, **asked))
            return first, b"".join(dg.speak.v2.audio.generate(model="flux-alexis-en", **asked))

    first, second = await in_thread(speak)
    assert_pcm(first, 16000)
    assert_pcm(second, 16000)


# --- speech by socket -------------------------------------------------------------------------------------------------


async def _until(socket: Any, *kinds: str) -> tuple[bytes, list[Any]]:
    """Audio and messages up to one of these kinds."""
    audio, messages = b"", list[Any]()
    async with asyncio.timeout(10):
        while not messages or messages[-1].type not in kinds:
            message = await socket.recv()
            if isinstance(message, bytes):
                audio += message
            else:
                messages.append(message)
    return audio, messages


@pytest.mark.parametrize(
    ("encoding", "rate_hz", "media_type"),
    [("linear16", 16000, "audio/pcm;rate=16000"), ("mulaw", 8000, "audio/basic"), ("alaw", 8000, "audio/alaw")],
)
async def test_a_socket_in_every_encoding(speech: RunningServer, encoding: str, rate_hz: int, media_type: str) -> None:
    from deepgram.speak.v1.types import SpeakV1Text

    async with (
        client(speech) as dg,
        dg.speak.v1.connect(model=VOICE, encoding=encoding, sample_rate=rate_hz, speed=1.0) as socket,
    ):
        for token in ("Please call ", "me tomorrow", " morning."):
            await socket.send_text(SpeakV1Text(text=token))
        await socket.send_flush()
        audio, messages = await _until(socket, "Flushed")
        assert [message.type for message in messages] == ["Metadata", "Flushed"]
        assert messages[0].model_name == VOICE
        assert messages[0].request_id
        assert messages[1].sequence_id == 0
        await socket.send_close()
        assert [message.type async for message in socket] == ["Flushed"]
    await assert_understood(speech, assert_file(audio, media_type, rate_hz), rate_hz)


async def test_a_socket_is_cleared_and_speaks_again(speech: RunningServer) -> None:
    from deepgram.speak.v1.types import SpeakV1Text

    async with client(speech) as dg, dg.speak.v1.connect(**SPOKEN) as socket:
        await socket.send_text(SpeakV1Text(text=" ".join(f"This is sentence number {n} of many." for n in range(500))))
        await socket.send_flush()
        while not isinstance(await socket.recv(), bytes):
            pass
        await socket.send_clear()
        audio, messages = await _until(socket, "Cleared")
        # What was on its way still comes, not the quarter of an hour that 500 sentences take.
        assert len(audio) / 32000 < 300
        assert messages[-1].text_spoken != messages[-1].text_remaining
        assert messages[-1].text_remaining.endswith("number 499 of many.")
        await socket.send_text(SpeakV1Text(text=TEXT))
        await socket.send_flush()
        audio, messages = await _until(socket, "Flushed")
        await socket.send_close()
    assert_pcm(audio, 16000)


async def test_a_close_speaks_what_is_left(speech: RunningServer) -> None:
    from deepgram.speak.v1.types import SpeakV1Text

    async with client(speech) as dg, dg.speak.v1.connect(**SPOKEN) as socket:
        await socket.send_text(SpeakV1Text(text=" "))
        await socket.send_text(SpeakV1Text(text=TEXT))
        await socket.send_close()
        messages = [message async for message in socket]
    assert_pcm(b"".join(message for message in messages if isinstance(message, bytes)), 16000)
    told = [message for message in messages if not isinstance(message, bytes)]
    assert [message.type for message in told] == ["Metadata", "Warning", "Flushed"]
    assert (told[1].code, bool(told[1].description)) == ("EMPTY_TEXT", True)


async def test_a_socket_of_the_blocking_client(speech: RunningServer) -> None:
    from deepgram.core.events import EventType
    from deepgram.speak.v1.types import SpeakV1Text

    def speak() -> list[Any]:
        heard: list[Any] = []
        with blocking_client(speech) as dg, dg.speak.v1.connect(**SPOKEN) as socket:
            socket.on(EventType.MESSAGE, heard.append)
            socket.send_text(SpeakV1Text(text=TEXT))
            socket.send_flush()
            socket.send_close()
            socket.start_listening()
        return heard

    heard = await in_thread(speak)
    assert_pcm(b"".join(message for message in heard if isinstance(message, bytes)), 16000)
    kinds = [message.type for message in heard if not isinstance(message, bytes)]
    assert kinds == ["Metadata", "Flushed", "Flushed"]


async def test_the_second_version_takes_turns(speech: RunningServer) -> None:
    from deepgram.speak.v2.types import (
        SpeakV2Configure,
        SpeakV2Interrupt,
        SpeakV2InterruptPlaybackOffset,
        SpeakV2Speak,
    )

    spoken = {"model": "flux-alexis-en", "encoding": "linear16", "sample_rate": 16000}
    async with client(speech) as dg, dg.speak.v2.connect(**spoken) as socket:
        await socket.send_speak(SpeakV2Speak(text=TEXT))
        await socket.send_flush()
        audio, messages = await _until(socket, "Flushed")
        assert [message.type for message in messages] == ["Connected", "SpeechStarted", "SpeechMetadata", "Flushed"]
        assert_pcm(audio, 16000)
        assert messages[2].audio_duration_ms == pytest.approx(len(audio) / 32, abs=1)
        assert len({message.speech_id for message in messages[1:]}) == 1

        await socket.send_configure(SpeakV2Configure(speed=1.5))
        _, messages = await _until(socket, "ConfigureSuccess")
        await socket.send_speak(SpeakV2Speak(text=TEXT))
        await socket.send_flush()
        faster, _ = await _until(socket, "Flushed")
        assert 0.5 < len(faster) / len(audio) < 0.8
        await socket.send_configure(SpeakV2Configure(speed=50))
        await _until(socket, "ConfigureFailure")

        await socket.send_speak(SpeakV2Speak(text="One two three four five. Six seven eight nine ten."))
        played = len(audio + faster) // 32 + 800
        await socket.send_flush()
        await _until(socket, "Flushed")
        await socket.send_interrupt(
            SpeakV2Interrupt(playback_offset=SpeakV2InterruptPlaybackOffset(type="time_ms", value=played))
        )
        _, messages = await _until(socket, "SpeechInterrupted")
        assert messages[-1].text_spoken.startswith("One")
        assert messages[-1].text_remaining.endswith("nine ten.")
        assert messages[-1].audio_played_ms == played
        await socket.send_interrupt()
        _, messages = await _until(socket, "Warning")
        assert messages[-1].code == "NO_ACTIVE_SPEECH"
        await socket.send_close()
        _, messages = await _until(socket, "SessionMetadata")


# --- transcription ----------------------------------------------------------------------------------------------------


async def test_a_file_is_transcribed(speech: RunningServer) -> None:
    recording = wav(said())
    async with client(speech) as dg:
        answer = await dg.listen.v1.media.transcribe_file(
            request=recording, model="nova-3", language="en", smart_format=True, punctuate=True, utterances=True
        )
    best = answer.results.channels[0].alternatives[0]
    assert_heard(best.transcript)
    assert [word.punctuated_word for word in best.words] == best.transcript.split()
    assert 0.6 < best.words[0].start < best.words[-1].end < answer.metadata.duration == round(len(said()) / 8000, 3)
    assert 0 < best.confidence <= 1
    assert answer.results.utterances[0].transcript == best.transcript
    assert (answer.metadata.channels, len(answer.metadata.sha256)) == (1, 64)


async def test_samples_without_a_header_are_transcribed(speech: RunningServer) -> None:
    def ask() -> str:
        pcm = said().astype("<i2").tobytes()
        with blocking_client(speech) as dg:
            options = {"additional_query_parameters": {"sample_rate": 8000}}
            answer = dg.listen.v1.media.transcribe_file(
                request=pcm, model="nova-2", encoding="linear16", request_options=options
            )
            return str(answer.results.channels[0].alternatives[0].transcript)

    assert_heard(await in_thread(ask))


async def test_a_url_is_transcribed(speech: RunningServer) -> None:
    from deepgram.core.api_error import ApiError

    with serving({"/call.wav": ("audio/wav", wav(said())), "/page": ("text/html", b"<html></html>")}) as origin:
        async with client(speech) as dg:
            transcribe = dg.listen.v1.media.transcribe_url
            answer = await transcribe(url=f"{origin.url}/call.wav", model="nova-2")
            assert_heard(answer.results.channels[0].alternatives[0].transcript)
            for wrong in (
                f"{origin.url}/none",
                f"{origin.url}/page",
                "file:///etc/passwd",
                "http://[::1]/",
                "call.wav",
            ):
                with pytest.raises(ApiError) as refused:
                    await transcribe(url=wrong, model="nova-2")
                assert refused.value.status_code == 400
                assert refused.value.body["err_code"] == "Bad Request"
    assert origin.asked == ["/call.wav", "/none", "/page"]


async def test_a_stream_is_transcribed(speech: RunningServer) -> None:
    from deepgram.listen.v1.types import ListenV1Configure

    pcm = said().astype("<i2").tobytes()
    async with (
        asyncio.timeout(30),
        client(speech) as dg,
        dg.listen.v1.connect(
            **LINEAR, interim_results=True, vad_events=True, utterance_end_ms=1000, endpointing=300, punctuate=True
        ) as socket,
    ):
        await socket.send_keep_alive()
        await socket.send_configure(ListenV1Configure(keyterms=["four"]))
        for start in range(0, len(pcm), 3200):
            await socket.send_media(pcm[start : start + 3200])
        await socket.send_media(bytes(16000 * 2))
        await socket.send_finalize()
        await socket.send_close_stream()
        messages = [message async for message in socket]
    kinds = [message.type for message in messages]
    assert kinds[0] == "ConfigureFailure"
    assert messages[0].code == "CONFIGURE_KEYTERMS_NOT_SUPPORTED"
    assert kinds[1] == "SpeechStarted"
    assert 0.6 < messages[1].timestamp < 1.2
    assert kinds[-3:] == ["UtteranceEnd", "Results", "Metadata"]
    results = [message for message in messages if message.type == "Results"]
    interim, final, finalized = results[:-2], results[-2], results[-1]
    assert interim
    assert not any(message.is_final for message in interim)
    assert (final.is_final, final.speech_final, final.from_finalize) == (True, True, False)
    assert_heard(final.channel.alternatives[0].transcript)
    assert (finalized.is_final, finalized.from_finalize) == (True, True)
    assert finalized.channel.alternatives[0].transcript == ""
    assert messages[-1].duration == pytest.approx((len(pcm) / 2 + 16000) / 8000, abs=0.05)


async def test_finalize_ends_what_is_being_said(speech: RunningServer) -> None:
    def hear() -> list[Any]:
        speaking = said()[:-8000].astype("<i2").tobytes()
        with blocking_client(speech) as dg, dg.listen.v1.connect(**LINEAR) as socket:
            socket.send_media(speaking)
            socket.send_finalize()
            first = socket.recv()
            socket.send_close_stream()
            return [first, *socket]

    first, *others = await in_thread(hear)
    assert (first.type, first.is_final, first.from_finalize, first.speech_final) == ("Results", True, True, False)
    assert_heard(first.channel.alternatives[0].transcript)
    assert others[-1].type == "Metadata"


# --- names and refusals -----------------------------------------------------------------------------------------------


async def test_models(speech: RunningServer) -> None:
    async with client(speech) as dg:
        listed = await dg.manage.v1.models.list()
        assert "en-us" in {model.canonical_name for model in listed.tts}
        assert "moonshine" in {model.canonical_name for model in listed.stt}
        assert (await dg.manage.v1.models.get("en-us")).canonical_name == "en-us"


async def test_refusals(speech: RunningServer) -> None:
    from deepgram.core.api_error import ApiError

    async def refused(work: Any) -> ApiError:
        with pytest.raises(ApiError) as error:
            await work
        caught: ApiError = error.value
        return caught

    async def speak(dg: Any, **wrong: Any) -> None:
        _ = [part async for part in dg.speak.v1.audio.generate(**{"text": TEXT, "model": VOICE, **wrong})]

    async def connect(opened: Any) -> None:
        async with opened:
            pass

    async with client(speech, "wrong") as stranger:
        denied = await refused(speak(stranger))
        assert (denied.status_code, denied.body["err_code"]) == (401, "INVALID_AUTH")
        assert (await refused(connect(stranger.speak.v1.connect(**SPOKEN)))).status_code == 401
        assert (await refused(connect(stranger.listen.v1.connect(**LINEAR)))).status_code == 401
    async with client(speech) as dg:
        for wrong in ({"text": ""}, {"model": "aurora"}, {"encoding": "morse"}, {"sample_rate": 1}, {"text": "a\0b"}):
            error = await refused(speak(dg, **wrong))
            assert (error.status_code, error.body["err_code"]) == (400, "Bad Request")
            assert set(error.body) == {"err_code", "err_msg", "request_id"}
        assert (await refused(speak(dg, text="a" * 100_001))).status_code == 413
        assert (await refused(connect(dg.speak.v1.connect(**{**SPOKEN, "model": "aurora"})))).status_code == 400
        assert (await refused(connect(dg.listen.v1.connect(**{**LINEAR, "model": "super"})))).status_code == 400
        broken = await refused(dg.listen.v1.media.transcribe_file(request=b"RIFF no sound", model="nova-2"))
        assert broken.body["err_code"] == "Bad Request"


async def test_a_message_that_means_nothing_closes_with_the_vendors_code(speech: RunningServer) -> None:
    from deepgram.speak.v1.types import SpeakV1Text
    from websockets.exceptions import ConnectionClosed

    async with client(speech) as dg, dg.speak.v1.connect(**SPOKEN) as socket:
        await _until(socket, "Metadata")
        await socket.send_text(SpeakV1Text(text="<speak>half of"))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.code == 1008
    assert closed.value.reason.startswith("DATA-0000")


async def test_speech_is_measured(speech: RunningServer) -> None:
    """A check that the checks can fail: another sentence is not taken for the one."""
    async with client(speech) as dg:
        asked = {"text": "I would like to pay my bill.", "model": VOICE, "encoding": "linear16", "container": "none"}
        audio = b"".join([part async for part in dg.speak.v1.audio.generate(**asked, sample_rate=16000)])
    samples = assert_pcm(audio, 16000)
    assert_speech(samples, 16000)
    with pytest.raises(AssertionError):
        await assert_understood(speech, samples, 16000)
