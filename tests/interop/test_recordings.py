"""Recordings in a prompt, heard over RTP: by http, file, cid and session, in lists, with what replaces them."""

import asyncio
import io
import time
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.interface import Samples
from mrcp_server.client.client import MrcpClient, SpeakResult
from mrcp_server.client.control import completion_of
from mrcp_server.mrcp.wire.message import Event
from rtp.wire.g711 import Law, encode
from tests.fakes.origin import Origin, serving
from tests.fakes.whole_server import running, scenario, uri_of

SPOKEN_HZ = 440
"""What the engine of these tests speaks."""
SSML = '<speak version="1.0" xml:lang="en-US" xmlns="http://www.w3.org/2001/10/synthesis">{}</speak>'
RESOURCES = 'mrcp.resources=["speechsynth", "basicsynth"]'
OPEN = "fetch.blocked_networks=[]"


def tone(hz: float, ms: int = 300, rate_hz: int = 8000) -> Samples:
    samples: Samples = np.rint(8000 * np.sin(2 * np.pi * hz / rate_hz * np.arange(rate_hz * ms // 1000))).astype(
        np.int16
    )
    return samples


def wav(hz: float, rate_hz: int = 16000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate_hz)
        writer.writeframes(tone(hz, rate_hz=rate_hz).tobytes())
    return file.getvalue()


CONTENT = {
    "/wav": ("audio/x-wav", wav(600)),
    "/mulaw": ("audio/basic", encode(tone(700), Law.PCMU)),
    "/alaw.al": ("application/octet-stream", encode(tone(800), Law.PCMA)),
    "/linear": ("audio/L16;rate=16000", tone(900, rate_hz=16000).astype(">i2").tobytes()),
    "/prompt.ssml": ("application/ssml+xml", SSML.format('one <audio src="wav"/>').encode()),
    "/noise": ("audio/x-wav", b"no recording at all"),
    "/slow": ("audio/x-wav", wav(600)),
}


@asynccontextmanager
async def calling(*settings: str) -> AsyncIterator[tuple[MrcpClient, Origin]]:
    with serving(CONTENT) as origin:
        async with running(RESOURCES, *settings) as server, MrcpClient(uri_of(server)) as client:
            yield client, origin


def heard_hz(result: SpeakResult, *, of: Sequence[float] = (SPOKEN_HZ, 600, 700, 800, 900)) -> list[float]:
    """The tones of `of` in the order in which they were heard."""
    heard: list[float] = []
    for start in range(0, len(result.samples) - 400, 400):
        frame = result.samples[start : start + 400].astype(float)
        if np.sqrt(np.mean(frame**2)) < 1000:
            continue
        spectrum = np.abs(np.fft.rfft(frame * np.hanning(400), 8000))
        peak = float(spectrum.argmax())
        nearest = min(of, key=lambda hz: abs(hz - peak))
        if abs(nearest - peak) < 12 and (not heard or heard[-1] != nearest):
            heard.append(nearest)
    return heard


@scenario
async def test_recordings_of_every_kind_are_heard_in_their_place() -> None:
    async with calling(OPEN) as (client, origin):
        clips = "".join(f'<audio src="{origin.url}{path}"/>' for path in ("/wav", "/mulaw", "/alaw.al", "/linear"))
        result = await client.speak(SSML.format(f"words before {clips} words behind"))
        assert result.cause == "000 normal"
        assert heard_hz(result) == [SPOKEN_HZ, 600, 700, 800, 900, SPOKEN_HZ]


def test_files_under_a_root_are_heard_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "beep.wav").write_bytes(wav(600))

    async def run() -> None:
        async with calling(f'fetch.file_roots=["{tmp_path}"]') as (client, _):
            result = await client.speak(SSML.format(f'<audio src="{(tmp_path / "beep.wav").as_uri()}"/>'))
            assert (result.cause, heard_hz(result)) == ("000 normal", [600])
            outside = await ended(client, SSML.format('<audio src="file:///etc/hostname"/>'))
            assert outside.headers.get("Completion-Cause") == "003 uri-failure"

    asyncio.run(run())


@scenario
async def test_parts_of_the_request_are_heard_and_kept_for_the_session() -> None:
    async with calling() as (client, _):
        boundary = "b0"
        parts = [
            ("application/ssml+xml", "", SSML.format('<audio src="cid:beep"/> several words').encode()),
            ("audio/basic", "Content-ID: <beep>\r\n", encode(tone(700), Law.PCMU)),
        ]
        body = b"".join(
            f"--{boundary}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + content + b"\r\n"
            for kind, more, content in parts
        )
        speaking = await client._synthesizer.request(
            "SPEAK",
            [("Content-Type", f"multipart/mixed; boundary={boundary}")],
            body + f"--{boundary}--\r\n".encode(),
            timeout_s=5,
        )
        assert heard_hz(await client.finish_speak(speaking)) == [700, SPOKEN_HZ]
        again = await client.speak(SSML.format('<audio src="session:beep"/>'))
        assert (again.cause, heard_hz(again)) == ("000 normal", [700])


@scenario
async def test_a_list_of_uris_is_spoken_in_its_order() -> None:
    async with calling(OPEN) as (client, origin):
        uris = "\r\n".join(f"{origin.url}{path}" for path in ("/mulaw", "/prompt.ssml", "/alaw.al"))
        result = await client.speak(uris, content_type="text/uri-list")
        assert heard_hz(result) == [700, SPOKEN_HZ, 600, 800]
        assert origin.asked.count("/mulaw") == 1


async def ended(client: MrcpClient, text: str, *headers: tuple[str, str]) -> Event:
    """SPEAK-COMPLETE."""
    return await completion_of(await client.begin_speak(text, headers=headers), 10)


@scenario
async def test_what_cannot_be_had_is_replaced_by_what_the_document_says() -> None:
    async with calling(OPEN) as (client, origin):
        for path in ("/missing", "/noise"):
            text = SSML.format(f'<audio src="{origin.url}{path}">instead <audio src="{origin.url}/wav"/></audio>')
            result = await client.speak(text)
            assert (result.cause, heard_hz(result)) == ("000 normal", [SPOKEN_HZ, 600])


@pytest.mark.parametrize(
    ("path", "settings", "reason"),
    [
        ("/missing", (OPEN,), "404"),
        ("/noise", (OPEN,), "not a recording"),
        ("/slow", (OPEN,), "timeout after 0.3 s"),
        ("/wav", (), "network that is not allowed"),
    ],
)
def test_what_nothing_replaces_fails_with_its_uri_and_why(path: str, settings: tuple[str, ...], reason: str) -> None:
    async def run() -> None:
        async with calling(*settings) as (client, origin):
            began = time.monotonic()
            event = await ended(client, SSML.format(f'<audio src="{origin.url}{path}"/>'), ("Fetch-Timeout", "300"))
            assert time.monotonic() - began < 1.0
            assert event.headers.get("Completion-Cause") == "003 uri-failure"
            assert event.headers.get("Failed-URI") == f"{origin.url}{path}"
            assert reason in (event.headers.get("Failed-URI-Cause") or "")
            assert (await client.speak("still here")).cause == "000 normal"
            assert origin.asked == ([path] if settings else [])

    asyncio.run(run())


@scenario
async def test_the_documents_own_time_limit_goes_before_the_requests() -> None:
    async with calling(OPEN) as (client, origin):
        text = SSML.format(f'<audio src="{origin.url}/slow" fetchtimeout="200ms">instead</audio>')
        began = time.monotonic()
        result = await client.speak(text, headers=[("Fetch-Timeout", "9000")])
        assert (result.cause, heard_hz(result)) == ("000 normal", [SPOKEN_HZ])
        assert time.monotonic() - began < 1.5
