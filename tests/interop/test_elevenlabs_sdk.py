"""ElevenLabs' own client, unmodified, against a started server: every call of speech, and the voices and models.

Its socket insists on TLS, so a test authority signs for a second server. The several-contexts socket has types in this
client but no call; it is spoken to with the client's own types.
"""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from websockets.asyncio.client import connect

from tests.interop.running import HOST, RunningServer
from tests.interop.speech_checks import KEY, TEXT, assert_file, assert_pcm, assert_understood, in_thread

elevenlabs = pytest.importorskip("elevenlabs")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.interop,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the client uses old names of the websockets library
]
VOICE = "21m00Tcm4TlvDq8ikWAM"
MODEL = "eleven_flash_v2_5"
RATE_HZ = 16000
SPOKEN = {"text": TEXT, "model_id": MODEL, "output_format": f"pcm_{RATE_HZ}"}


@contextmanager
def client(server: RunningServer, key: str = KEY) -> Iterator[Any]:
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield elevenlabs.ElevenLabs(base_url=server.health_url, api_key=key, httpx_client=http)


@asynccontextmanager
async def async_client(server: RunningServer) -> AsyncIterator[Any]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        yield elevenlabs.AsyncElevenLabs(base_url=server.health_url, api_key=KEY, httpx_client=http)


# --- by request -------------------------------------------------------------------------------------------------------

FORMATS = [
    ("pcm_8000", "audio/pcm;rate=8000", 8000),
    ("pcm_22050", "audio/pcm;rate=22050", 22050),
    ("pcm_44100", "audio/pcm;rate=44100", 44100),
    ("wav_16000", "audio/wav", 16000),
    ("ulaw_8000", "audio/basic", 8000),
    ("alaw_8000", "audio/alaw", 8000),
    ("mp3_22050_32", "audio/mpeg", 22050),
    ("mp3_44100_128", "audio/mpeg", 44100),
    ("opus_48000_64", "audio/ogg", 48000),
]


@pytest.mark.parametrize(("form", "media_type", "rate_hz"), FORMATS)
async def test_speech_in_every_format(speech: RunningServer, form: str, media_type: str, rate_hz: int) -> None:
    async with async_client(speech) as labs:
        asked = {"text": TEXT, "model_id": MODEL, "output_format": form}
        whole = b"".join([part async for part in labs.text_to_speech.convert(VOICE, **asked)])
        streamed = b"".join([part async for part in labs.text_to_speech.stream(VOICE, **asked)])
    samples = assert_file(whole, media_type, rate_hz)
    assert_file(streamed, media_type, rate_hz)
    await assert_understood(speech, samples, rate_hz)


async def test_the_default_is_mp3(speech: RunningServer) -> None:
    from elevenlabs import VoiceSettings

    def speak() -> tuple[bytes, Any]:
        with client(speech) as labs:
            settings = VoiceSettings(stability=0.5, similarity_boost=0.5, style=0.0, speed=1.0, use_speaker_boost=True)
            with labs.text_to_speech.with_raw_response.convert(
                VOICE, text=TEXT, voice_settings=settings, seed=1, previous_text="So.", apply_text_normalization="auto"
            ) as answer:
                return b"".join(answer.data), answer.headers

    audio, headers = await in_thread(speak)
    assert_file(audio, "", 44100)
    assert (headers["character-cost"], headers["content-type"]) == (str(len(TEXT)), "audio/mpeg")
    assert headers["request-id"]


async def test_the_blocking_client(speech: RunningServer) -> None:
    def speak() -> list[bytes]:
        with client(speech) as labs:
            return [b"".join(way(VOICE, **SPOKEN)) for way in (labs.text_to_speech.convert, labs.text_to_speech.stream)]

    for audio in await in_thread(speak):
        assert_pcm(audio, RATE_HZ)


def _assert_alignment(characters: list[str], starts: list[float], ends: list[float], length_s: float) -> None:
    assert "".join(characters).split() == TEXT.split()
    assert len(characters) == len(starts) == len(ends)
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= length_s + 0.01 for start, end in zip(starts, ends, strict=True))
    assert ends[-1] > length_s / 2


async def test_speech_with_timestamps(speech: RunningServer) -> None:
    async with async_client(speech) as labs:
        whole = await labs.text_to_speech.convert_with_timestamps(VOICE, **SPOKEN)
        parts = [part async for part in labs.text_to_speech.stream_with_timestamps(VOICE, **SPOKEN)]
    audio = base64.b64decode(whole.audio_base_64)
    assert_pcm(audio, RATE_HZ)
    found = whole.alignment
    _assert_alignment(
        found.characters,
        found.character_start_times_seconds,
        found.character_end_times_seconds,
        len(audio) / 2 / RATE_HZ,
    )
    assert len(parts) > 1
    audio = b"".join(base64.b64decode(part.audio_base_64) for part in parts)
    assert_pcm(audio, RATE_HZ)
    aligned = [part.alignment for part in parts if part.alignment is not None]
    _assert_alignment(
        [character for one in aligned for character in one.characters],
        [start for one in aligned for start in one.character_start_times_seconds],
        [end for one in aligned for end in one.character_end_times_seconds],
        len(audio) / 2 / RATE_HZ,
    )


async def test_timestamps_of_the_blocking_client(speech: RunningServer) -> None:
    def speak() -> tuple[Any, list[Any]]:
        with client(speech) as labs:
            asked = {"text": TEXT, "model_id": MODEL, "output_format": "mp3_22050_32"}
            whole = labs.text_to_speech.convert_with_timestamps(VOICE, **asked)
            return whole, list(labs.text_to_speech.stream_with_timestamps(VOICE, **asked))

    whole, parts = await in_thread(speak)
    assert_file(base64.b64decode(whole.audio_base_64), "", 22050)
    assert_file(b"".join(base64.b64decode(part.audio_base_64) for part in parts), "", 22050)
    assert "".join(whole.normalized_alignment.characters).split() == TEXT.split()


# --- by socket --------------------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Secure:
    """A server that speaks https and wss."""

    url: str
    authority: Path


class _SecureServer(RunningServer):
    """Its health is asked for over TLS too."""

    @property
    def health_url(self) -> str:
        return f"https://{HOST}:{self.http_port}"


@pytest.fixture(scope="module", name="secure")
def _secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """With a certificate that this process trusts meanwhile."""
    folder = tmp_path_factory.mktemp("secure")
    authority, certificate, trusted = trustme.CA(), folder / "server.pem", folder / "ca.pem"
    authority.issue_cert("localhost", HOST).private_key_and_cert_chain_pem.write_to_path(certificate)
    authority.cert_pem.write_to_path(trusted)
    settings = {
        "http.api_keys": f'["{KEY}"]',
        "http.tls_certificate": str(certificate),
        "http.tls_key": str(certificate),
        "engine.workers": "1",
        "mrcp.resources": '["speechsynth"]',
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(trusted))
        with _SecureServer(folder / "log", settings) as server:
            yield Secure(server.health_url, trusted)


@contextmanager
def secure_client(secure: Secure, key: str = KEY) -> Iterator[Any]:
    with httpx.Client(timeout=30) as http:
        yield elevenlabs.ElevenLabs(base_url=secure.url, api_key=key, httpx_client=http)


async def test_the_socket(speech: RunningServer, secure: Secure) -> None:
    from elevenlabs import VoiceSettings

    def text() -> Iterator[str]:
        yield from ("Please call ", "me ", "tomorrow morning.")

    def speak(voice: str, key: str = KEY) -> list[bytes]:
        with secure_client(secure, key) as labs:
            spoken = labs.text_to_speech.convert_realtime(
                voice,
                text=text(),
                model_id=MODEL,
                output_format=f"pcm_{RATE_HZ}",
                voice_settings=VoiceSettings(speed=1.0),
            )
            return list(spoken)

    samples = assert_pcm(b"".join(await in_thread(lambda: speak(VOICE))), RATE_HZ)
    await assert_understood(speech, samples, RATE_HZ)
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as missing:
        await in_thread(lambda: speak("nobody"))
    assert missing.value.response.status_code == 404
    with pytest.raises(InvalidStatus) as denied:
        await in_thread(lambda: speak(VOICE, "wrong"))
    assert denied.value.response.status_code == 401


async def test_requests_over_tls(secure: Secure) -> None:
    def speak() -> bytes:
        with secure_client(secure) as labs:
            return b"".join(labs.text_to_speech.stream(VOICE, **SPOKEN))

    assert_pcm(await in_thread(speak), RATE_HZ)


async def test_the_socket_of_several_contexts(speech: RunningServer, secure: Secure) -> None:
    from elevenlabs.types import (
        CloseSocket,
        FlushContext,
        InitialiseContext,
        InitializeConnectionMulti,
        SendTextMulti,
    )

    url = (
        f"{secure.url.replace('https', 'wss')}/v1/text-to-speech/{VOICE}/multi-stream-input"
        f"?model_id={MODEL}&output_format=pcm_{RATE_HZ}"
    )
    trusting = ssl.create_default_context(cafile=str(secure.authority))
    sent = (
        InitializeConnectionMulti(text=" ", context_id="a", xi_api_key=KEY),
        SendTextMulti(text=f"{TEXT} ", context_id="a"),
        InitialiseContext(text=f"{TEXT} ", context_id="b"),
        FlushContext(context_id="a", flush=True),
        FlushContext(context_id="b", flush=True),
        CloseSocket(close_socket=True),
    )
    async with asyncio.timeout(20), connect(url, ssl=trusting) as socket:
        for message in sent:
            await socket.send(json.dumps(message.dict(by_alias=True, exclude_none=True)))
        messages = [json.loads(message) async for message in socket]
    for name in ("a", "b"):
        own = [message for message in messages if message["contextId"] == name]
        assert [message["isFinal"] for message in own if message["isFinal"]] == [True]
        assert own[-1]["isFinal"]
        samples = assert_pcm(b"".join(base64.b64decode(message["audio"]) for message in own[:-1]), RATE_HZ)
        characters = [
            character for message in own[:-1] for character in (message["alignment"] or {"chars": ""})["chars"]
        ]
        assert "".join(characters).split() == TEXT.split()
    await assert_understood(speech, samples, RATE_HZ)


# --- names and refusals -----------------------------------------------------------------------------------------------


async def test_voices_and_models(speech: RunningServer) -> None:
    async with async_client(speech) as labs:
        voices = {voice.voice_id for voice in (await labs.voices.get_all()).voices}
        assert {"en-us", VOICE.lower()} <= voices
        found, token = set[str](), None
        while True:
            page = await labs.voices.search(search="en-us", page_size=10, next_page_token=token)
            found |= {voice.voice_id for voice in page.voices}
            token = page.next_page_token
            if not page.has_more:
                break
        assert len(found) > 20
        assert found == {voice for voice in voices if "en-us" in voice}
        assert page.total_count == len(found)
        voice = await labs.voices.get(VOICE, with_settings=True)
        assert (voice.voice_id, voice.category) == (VOICE.lower(), "premade")
        assert voice.settings.speed == (await labs.voices.settings.get(VOICE)).speed == 1.0
        assert (await labs.voices.settings.get_default()).speed == 1.0
        models = {model.model_id: model for model in await labs.models.list()}
        assert "espeak" in models
        assert models["espeak"].can_do_text_to_speech
        assert "en-us" in {language.language_id for language in models["espeak"].languages}


async def test_refusals(speech: RunningServer) -> None:
    from elevenlabs.core.api_error import ApiError

    def ask() -> list[ApiError]:
        with client(speech) as labs, client(speech, "wrong") as stranger:
            speak = labs.text_to_speech.convert
            asked: list[Callable[[], Any]] = [
                stranger.voices.get_all,
                lambda: b"".join(stranger.text_to_speech.convert(VOICE, **SPOKEN)),
                lambda: b"".join(speak("nobody", **SPOKEN)),
                lambda: b"".join(speak(VOICE, **{**SPOKEN, "model_id": "no-such"})),
                lambda: b"".join(speak(VOICE, **{**SPOKEN, "output_format": "ogg_1"})),
                lambda: b"".join(speak(VOICE, **{**SPOKEN, "text": " "})),
                lambda: b"".join(speak(VOICE, **{**SPOKEN, "text": "a" * 100_001})),
                lambda: labs.voices.get("nobody"),
                lambda: labs.text_to_speech.convert_with_timestamps("nobody", **SPOKEN),
                labs.history.list,
            ]
            found = []
            for way in asked:
                with pytest.raises(ApiError) as refused:
                    way()
                found.append(refused.value)
            return found

    found = await in_thread(ask)
    assert [(error.status_code, error.body["detail"]["status"]) for error in found] == [
        (401, "invalid_api_key"),
        (401, "invalid_api_key"),
        (404, "voice_not_found"),
        (400, "model_not_found"),
        (400, "invalid_output_format"),
        (400, "input_text_empty"),
        (400, "max_character_limit_exceeded"),
        (404, "voice_not_found"),
        (404, "voice_not_found"),
        (404, "not_found"),
    ]
