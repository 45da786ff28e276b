"""Smallest's own client, unmodified, against a started server: every call of speech and of transcription.

The calls of models that the vendor has retired (synthesize_lightning and the like) have no way to say a text.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx
import pytest

from tests.fakes.origin import serving
from tests.fakes.recordings import wav
from tests.interop.running import RunningServer
from tests.interop.speech_checks import (
    KEY,
    SAID,
    TEXT,
    assert_file,
    assert_heard,
    assert_pcm,
    assert_understood,
    in_thread,
    said,
)

smallestai = pytest.importorskip("smallestai")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
RATE_HZ = 16000
SPOKEN = {"text": TEXT, "voice_id": "magnus", "model": "lightning_v3.1", "sample_rate": RATE_HZ}
LIVE = {"additional_query_parameters": {"model": "pulse", "sample_rate": "8000", "encoding": "linear16"}}


def _environment(server: RunningServer) -> Any:
    from smallestai.environment import SmallestAIEnvironment

    url = server.health_url
    return SmallestAIEnvironment(atoms=url, waves=url, waves_ws=url.replace("http", "ws"), payment=url)


@asynccontextmanager
async def waves(server: RunningServer, key: str = KEY) -> AsyncIterator[Any]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        yield smallestai.AsyncSmallestAI(api_key=key, environment=_environment(server), httpx_client=http).waves


@contextmanager
def blocking_waves(server: RunningServer) -> Iterator[Any]:
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield smallestai.SmallestAI(api_key=KEY, environment=_environment(server), httpx_client=http).waves


# --- by request -------------------------------------------------------------------------------------------------------

FORMATS = [
    ("pcm", f"audio/pcm;rate={RATE_HZ}", RATE_HZ),
    ("wav", "audio/wav", RATE_HZ),
    ("mp3", "audio/mpeg", RATE_HZ),
    ("ulaw", "audio/basic", 8000),
    ("alaw", "audio/alaw", 8000),
    (None, "audio/wav", RATE_HZ),  # the client's Accept header asks for a file
]


@pytest.mark.parametrize(("form", "media_type", "rate_hz"), FORMATS)
async def test_speech_in_every_format(speech: RunningServer, form: str | None, media_type: str, rate_hz: int) -> None:
    wanted = {"output_format": form} if form else {}
    async with waves(speech) as api:
        spoken = api.synthesize_tts(**{**SPOKEN, "sample_rate": rate_hz}, **wanted)
        audio = b"".join([part async for part in spoken])
    samples = assert_file(audio, media_type, rate_hz)
    await assert_understood(speech, samples, rate_hz)


async def test_speech_with_ids_and_speed(speech: RunningServer) -> None:
    async with (
        waves(speech) as api,
        api.with_raw_response.synthesize_tts(
            **SPOKEN, output_format="pcm", speed=1.0, language="en", session_id="call-7", request_id="turn.3"
        ) as answer,
    ):
        audio = b"".join([part async for part in answer.data])
    assert_pcm(audio, RATE_HZ)
    assert answer.headers["x-external-session-id"] == "call-7"
    assert answer.headers["x-external-request-id"] == "turn.3"


async def test_speech_from_the_blocking_client(speech: RunningServer) -> None:
    def speak() -> bytes:
        with blocking_waves(speech) as api:
            return b"".join(api.synthesize_tts(**SPOKEN, output_format="pcm"))

    assert_pcm(await in_thread(speak), RATE_HZ)


async def test_speech_as_events(speech: RunningServer) -> None:
    """This version of the client drops every event that is an object, as the vendor's are: that the call ends well is
    all that can be seen through it. What the events hold is seen beside it, in the answer that it got."""
    kept: list[httpx.Response] = []

    async def keep(response: httpx.Response) -> None:
        await response.aread()
        kept.append(response)

    async with httpx.AsyncClient(trust_env=False, event_hooks={"response": [keep]}) as http:
        api = smallestai.AsyncSmallestAI(api_key=KEY, environment=_environment(speech), httpx_client=http).waves
        assert [event async for event in api.synthesize_sse_tts(**SPOKEN)] == []
    import json

    assert kept[0].headers["content-type"].startswith("text/event-stream")
    blocks = kept[0].text.strip().split("\n\n")
    assert all(block.startswith("event: audio\ndata: ") for block in blocks)
    events = [json.loads(block.partition("data: ")[2]) for block in blocks]
    assert {(event["status"], event["done"]) for event in events[:-1]} == {("206", False)}
    assert (events[-1]["status"], events[-1]["done"]) == ("200", True)
    assert_pcm(b"".join(base64.b64decode(event["audio"]) for event in events[:-1]), RATE_HZ)


# --- by socket --------------------------------------------------------------------------------------------------------


def _request(text: str, **more: Any) -> Any:
    from smallestai.waves.tts.types.tts_request_message import TtsRequestMessage

    wanted = {"voice_id": "magnus", "sample_rate": RATE_HZ, "complete_backoff_ms": 50, **more}
    return TtsRequestMessage(text=text, **wanted)


async def test_a_socket(speech: RunningServer) -> None:
    async with (
        asyncio.timeout(20),
        waves(speech) as api,
        api.tts.connect(request_options={"additional_query_parameters": {"timeout": "60"}}) as socket,
    ):
        for token in ("Please call", " me tomorrow ", "morning."):
            await socket.synthesize_streaming_tts(
                _request(token, continue_=True, word_timestamps=True, session_id="s", request_id="r")
            )
        await socket.synthesize_streaming_tts(_request("", flush=True, word_timestamps=True))
        messages = [message async for message in socket]
    assert messages[-1].status == "complete"
    audio = b"".join(base64.b64decode(message.data.audio) for message in messages if message.status == "chunk")
    await assert_understood(speech, assert_pcm(audio, RATE_HZ), RATE_HZ)
    words = [message.data for message in messages if message.status == "word_timestamp"]
    assert [word.word for word in words] == TEXT.split()
    assert [word.id for word in words] == list(range(5))
    assert all(0 <= word.start < word.end <= len(audio) / 2 / RATE_HZ + 0.01 for word in words)
    assert len({message.session_id for message in messages}) == 1


async def test_a_socket_of_the_blocking_client(speech: RunningServer) -> None:
    def speak() -> list[Any]:
        with blocking_waves(speech) as api, api.tts.connect() as socket:
            socket.synthesize_streaming_tts(_request(TEXT))
            return list(socket)

    messages = await in_thread(speak)
    assert messages[-1].status == "complete"
    audio = b"".join(base64.b64decode(message.data.audio) for message in messages if message.status == "chunk")
    assert_pcm(audio, RATE_HZ)


async def test_the_older_streaming_class(speech: RunningServer) -> None:
    """`WavesStreamingTTS` knows one address only; its instances can be told another."""
    from smallestai.waves.stream_tts import TTSConfig, WavesStreamingTTS

    def speak(say: Callable[[Any], Iterable[bytes]]) -> bytes:
        older = WavesStreamingTTS(TTSConfig(voice_id="magnus", api_key=KEY, sample_rate=RATE_HZ))
        older.ws_url = f"{speech.health_url.replace('http', 'ws')}/waves/v1/tts/live"
        return b"".join(say(older))

    tokens = (token for token in ("Please call ", "me tomorrow ", "morning."))
    spoken = await asyncio.gather(
        in_thread(lambda: speak(lambda older: older.synthesize(TEXT))),
        in_thread(lambda: speak(lambda older: older.synthesize_streaming(tokens))),
    )
    for audio in spoken:
        assert_pcm(audio, RATE_HZ)


async def test_a_silent_socket_times_out(speech: RunningServer) -> None:
    async with (
        asyncio.timeout(10),
        waves(speech) as api,
        api.tts.connect(request_options={"additional_query_parameters": {"timeout": "1"}}) as socket,
    ):
        message = await socket.recv()
    assert message.status == "error"
    assert message.message == "Connection timed out after 1 seconds of inactivity"


# --- transcription ----------------------------------------------------------------------------------------------------


async def test_a_file_is_transcribed(speech: RunningServer) -> None:
    async with waves(speech) as api:
        answer = await api.speech_to_text.transcribe(
            request=wav(said()), model="pulse", language="en", word_timestamps=True
        )
    assert answer.status == "success"
    assert_heard(answer.transcription)
    assert [word.word for word in answer.words] == SAID.split()
    assert answer.utterances[0].text == answer.transcription
    assert answer.metadata.duration == pytest.approx(len(said()) / 8000, abs=0.01)
    assert answer.request_id


async def test_a_url_is_transcribed(speech: RunningServer) -> None:
    with serving({"/call.wav": ("audio/wav", wav(said()))}) as origin:
        async with httpx.AsyncClient(base_url=speech.health_url, trust_env=False, timeout=30) as http:
            answer = await http.post(
                "/waves/v1/stt/?model=pulse&language=en",
                json={"url": f"{origin.url}/call.wav"},
                headers={"authorization": f"Bearer {KEY}"},
            )
    assert_heard(answer.json()["transcription"])


@pytest.mark.parametrize("ends", ["finalize", "close"])
async def test_a_stream_is_transcribed(speech: RunningServer, ends: str) -> None:
    from smallestai.waves.speech_to_text.types.close_stream import CloseStream
    from smallestai.waves.speech_to_text.types.finalize_signal import FinalizeSignal

    pcm = said()[:-8000].astype("<i2").tobytes()
    async with asyncio.timeout(30), waves(speech) as api, api.speech_to_text.stream(request_options=LIVE) as socket:
        for start in range(0, len(pcm), 3200):
            await socket.send_audio_chunk_out(pcm[start : start + 3200])
        if ends == "finalize":
            await socket.send_finalize_signal(FinalizeSignal(type="finalize"))
        await socket.send_close_stream(CloseStream(type="close_stream"))
        events = [event async for event in socket]
    assert_heard(events[0].transcript)
    assert events[0].is_final
    assert events[0].from_finalize == (ends == "finalize")
    assert [word.word for word in events[0].words] == SAID.split()
    assert [event.is_last for event in events] == [False] * (len(events) - 1) + [True]


async def test_a_stream_of_the_blocking_client(speech: RunningServer) -> None:
    from smallestai.waves.speech_to_text.types.close_stream import CloseStream

    def hear() -> list[Any]:
        with blocking_waves(speech) as api, api.speech_to_text.stream(request_options=LIVE) as socket:
            socket.send_audio_chunk_out(said().astype("<i2").tobytes())
            socket.send_close_stream(CloseStream(type="close_stream"))
            whole = api.speech_to_text.transcribe(request=wav(said()), model="pulse-pro", language="en")
            return [whole.transcription, *socket]

    whole, *events = await in_thread(hear)
    assert_heard(whole)
    assert_heard(" ".join(event.transcript for event in events))
    assert events[-1].is_last


# --- names and refusals -----------------------------------------------------------------------------------------------


async def test_voices_and_health(speech: RunningServer) -> None:
    async with waves(speech) as api:
        listed = {voice.voice_id for voice in (await api.voices.get_all_voice_models()).voices}
        assert {"en-us", "magnus"} <= listed
        assert {voice.voice_id for voice in (await api.get_voices("lightning-v3.1")).voices} == listed
        assert (await api.ops.get_waves_health()).status == "ok"


async def test_refusals(speech: RunningServer) -> None:
    from smallestai.core.api_error import ApiError

    async def speak(api: Any, **wrong: Any) -> None:
        _ = [part async for part in api.synthesize_tts(**{**SPOKEN, **wrong})]

    async def connect(opened: Any) -> None:
        async with opened:
            pass

    async def refused(work: Any) -> tuple[int, Any]:
        with pytest.raises(ApiError) as error:
            await work
        body = error.value.body
        return error.value.status_code or 0, body["error"] if isinstance(body, dict) else body

    async with waves(speech, "wrong") as stranger:
        assert await refused(speak(stranger)) == (401, "unauthorized")
        assert await refused(stranger.voices.get_all_voice_models()) == (401, "unauthorized")
        assert (await refused(connect(stranger.tts.connect())))[0] == 401
        assert (await refused(connect(stranger.speech_to_text.stream(request_options=LIVE))))[0] == 401
    async with waves(speech) as api:
        assert await refused(speak(api, text="")) == (400, "bad_request")
        assert await refused(speak(api, text="a\0b")) == (400, "bad_request")
        assert await refused(speak(api, voice_id="nobody")) == (400, "invalid_voice")
        assert await refused(speak(api, model="no-such")) == (400, "invalid_model")
        assert await refused(speak(api, sample_rate=1)) == (400, "bad_request")
        assert await refused(speak(api, speed=9)) == (400, "bad_request")
        transcribe = api.speech_to_text.transcribe
        assert await refused(transcribe(request=b"RIFF no sound", model="pulse", language="en")) == (400, "bad_request")
        assert await refused(api.list_voice_clones()) == (404, "not_found")


async def test_a_wrong_request_on_a_socket_is_told(speech: RunningServer) -> None:
    async with asyncio.timeout(10), waves(speech) as api, api.tts.connect() as socket:
        await socket.synthesize_streaming_tts(_request(TEXT, voice_id="nobody"))
        message = await socket.recv()
    assert message.status == "error"
    assert "nobody" in message.message
