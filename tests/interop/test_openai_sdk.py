"""OpenAI's own client, unmodified, against a started server: every call of speech and of transcription."""

import base64
import json
from typing import Any

import pytest

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

openai = pytest.importorskip("openai")
pytestmark = [pytest.mark.anyio, pytest.mark.interop]
RATE_HZ = 24000
TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


def client(server: RunningServer, key: str = KEY) -> Any:
    return openai.AsyncOpenAI(base_url=f"{server.health_url}/v1", api_key=key, max_retries=0)


def blocking_client(server: RunningServer) -> Any:
    return openai.OpenAI(base_url=f"{server.health_url}/v1", api_key=KEY, max_retries=0)


@pytest.mark.parametrize("form", TYPES)
async def test_speech_in_every_format(speech: RunningServer, form: str) -> None:
    async with client(speech) as ai:
        made = await ai.audio.speech.create(model="gpt-4o-mini-tts", voice="alloy", input=TEXT, response_format=form)
        assert made.response.headers["content-type"] == TYPES[form]
        # A name tells the samples' rate to nobody: 24 kHz is what the vendor's pcm has.
        media_type = f"audio/pcm;rate={RATE_HZ}" if form == "pcm" else TYPES[form]
        # Opus knows no rate but 48 kHz when it is decoded.
        samples = assert_file(await made.aread(), media_type, 48000 if form == "opus" else RATE_HZ)
    await assert_understood(speech, samples, 48000 if form == "opus" else RATE_HZ)


async def test_speech_without_a_format_is_mp3(speech: RunningServer) -> None:
    async with client(speech) as ai:
        made = await ai.audio.speech.create(model="tts-1-hd", voice="nova", input=TEXT, instructions="calmly")
        assert made.response.headers["content-type"] == "audio/mpeg"
        assert_file(await made.aread(), "", RATE_HZ)


async def test_speech_streamed(speech: RunningServer) -> None:
    async with (
        client(speech) as ai,
        ai.audio.speech.with_streaming_response.create(
            model="tts-1", voice={"id": "echo"}, input=f"{TEXT} {TEXT} {TEXT}", response_format="pcm"
        ) as streamed,
    ):
        parts = [part async for part in streamed.iter_bytes()]
        assert len(parts) > 1
        assert_pcm(b"".join(parts), RATE_HZ, times=3)
        assert "text-ready;dur=" in streamed.headers["server-timing"]
        assert streamed.headers["x-request-id"]


async def test_speech_as_events(speech: RunningServer) -> None:
    async with (
        client(speech) as ai,
        ai.audio.speech.with_streaming_response.create(
            model="tts-1", voice="alloy", input=TEXT, response_format="pcm", stream_format="sse"
        ) as streamed,
    ):
        lines = [line async for line in streamed.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines)
    events = [json.loads(line.removeprefix("data: ")) for line in lines]
    assert [event["type"] for event in events] == ["speech.audio.delta"] * (len(events) - 1) + ["speech.audio.done"]
    assert_pcm(b"".join(base64.b64decode(event["audio"]) for event in events[:-1]), RATE_HZ)
    assert set(events[-1]["usage"]) == {"input_tokens", "output_tokens", "total_tokens"}


async def test_speed_shortens(speech: RunningServer) -> None:
    async with client(speech) as ai:
        asked = {"model": "tts-1", "voice": "alloy", "input": TEXT, "response_format": "pcm"}
        usual = len((await ai.audio.speech.create(**asked)).content)
        fast = len((await ai.audio.speech.create(**asked, speed=2.0)).content)
    assert 0.4 < fast / usual < 0.7


async def test_the_blocking_client(speech: RunningServer) -> None:
    def speak() -> tuple[bytes, bytes, str]:
        with blocking_client(speech) as ai:
            asked = {"model": "tts-1", "voice": "alloy", "input": TEXT}
            whole = ai.audio.speech.create(**asked, response_format="wav").content
            with ai.audio.speech.with_streaming_response.create(**asked, response_format="pcm") as streamed:
                parts = b"".join(streamed.iter_bytes(1024))
            heard = ai.audio.transcriptions.create(file=("a.wav", wav(said())), model="whisper-1")
        return whole, parts, heard.text

    whole, parts, heard = await in_thread(speak)
    assert_file(whole, "", RATE_HZ)
    assert_pcm(parts, RATE_HZ)
    assert_heard(heard)


async def test_transcription_in_every_form(speech: RunningServer) -> None:
    async with client(speech) as ai:
        create, recording = ai.audio.transcriptions.create, ("a.wav", wav(said()), "audio/wav")
        whole = await create(file=recording, model="whisper-1", language="en", prompt="A call.", temperature=0)
        assert_heard(whole.text)
        assert whole.usage.type == "duration"
        text = await create(file=recording, model="whisper-1", response_format="text")
        assert text == whole.text + "\n"
        srt = (await create(file=recording, model="whisper-1", response_format="srt")).splitlines()
        assert (srt[0], srt[2]) == ("1", whole.text)
        begin, end = srt[1].split(" --> ")
        assert "00:00:00,600" < begin < "00:00:01,200" < "00:00:02,000" < end < "00:00:04,000"
        vtt = await create(file=recording, model="whisper-1", response_format="vtt")
        assert vtt.splitlines()[0] == "WEBVTT"
        assert whole.text in vtt.splitlines()
        verbose = await create(
            file=recording,
            model="whisper-1",
            response_format="verbose_json",
            timestamp_granularities=["word", "segment"],
        )
        assert verbose.text == whole.text == " ".join(segment.text for segment in verbose.segments)
        assert [word.word for word in verbose.words] == SAID.split()
        assert 0.6 < verbose.words[0].start < verbose.words[-1].end < verbose.duration


async def test_transcription_streamed(speech: RunningServer) -> None:
    async with client(speech) as ai:
        stream = await ai.audio.transcriptions.create(
            file=("a.wav", wav(said())), model="gpt-4o-transcribe", stream=True, chunking_strategy="auto"
        )
        events = [event async for event in stream]
    assert [event.type for event in events] == ["transcript.text.delta", "transcript.text.done"]
    assert events[0].delta == events[1].text
    assert_heard(events[1].text)


async def test_models(speech: RunningServer) -> None:
    async with client(speech) as ai:
        listed = {model.id: model async for model in ai.models.list()}
        assert {"espeak", "moonshine", "tts-1", "tts-1-hd"} <= set(listed)
        for name in ("gpt-4o-mini-tts", "whisper-1", "gpt-4o-transcribe"):
            assert (await ai.models.retrieve(name)).id == name
        assert (await ai.models.retrieve("tts-1")).owned_by == listed["tts-1"].owned_by == "mrcp-server"
        with pytest.raises(openai.NotFoundError) as missing:
            await ai.models.retrieve("no-such")
        assert missing.value.code == "model_not_found"


REFUSED: list[tuple[dict[str, Any], type[Exception], str | None, str | None]] = [
    ({"input": " "}, openai.BadRequestError, "input", "empty_string"),
    ({"input": "a" * 100_001}, openai.BadRequestError, "input", "string_above_max_length"),
    ({"input": "a\0b"}, openai.BadRequestError, "input", None),
    ({"input": "<speak>half of"}, openai.BadRequestError, "input", None),
    ({"voice": "nobody"}, openai.BadRequestError, "voice", "invalid_value"),
    ({"model": "no-such"}, openai.NotFoundError, "model", "model_not_found"),
    ({"response_format": "ogg"}, openai.BadRequestError, "response_format", None),
    ({"speed": 9}, openai.BadRequestError, "speed", None),
    ({"stream_format": "morse"}, openai.BadRequestError, "stream_format", None),
]


@pytest.mark.parametrize(("wrong", "error", "param", "code"), REFUSED)
async def test_what_cannot_be_spoken_is_the_clients_own_error(
    speech: RunningServer, wrong: dict[str, Any], error: type[Exception], param: str | None, code: str | None
) -> None:
    asked = {"model": "tts-1", "voice": "alloy", "input": TEXT, **wrong}
    async with client(speech) as ai:
        with pytest.raises(error) as refused:
            await ai.audio.speech.create(**asked)
    assert (refused.value.param, refused.value.code) == (param, code)  # type: ignore[attr-defined]  # of its APIError
    assert refused.value.type == "invalid_request_error"  # type: ignore[attr-defined]


async def test_other_errors_are_the_clients_own_too(speech: RunningServer) -> None:
    async with client(speech, "wrong") as stranger:
        with pytest.raises(openai.AuthenticationError) as denied:
            await stranger.audio.speech.create(model="tts-1", voice="alloy", input=TEXT)
        assert denied.value.code == "invalid_api_key"
    async with client(speech) as ai:
        with pytest.raises(openai.BadRequestError) as broken:
            await ai.audio.transcriptions.create(file=("a.wav", b"RIFF no sound"), model="whisper-1")
        assert broken.value.param == "file"
        with pytest.raises(openai.NotFoundError) as missing:
            await ai.audio.transcriptions.create(file=("a.wav", wav(said())), model="no-such")
        assert missing.value.code == "model_not_found"
        with pytest.raises(openai.NotFoundError) as elsewhere:
            await ai.embeddings.create(model="tts-1", input="words")
        assert elsewhere.value.type == "invalid_request_error"
