"""OpenAI's own client, unmodified."""

import asyncio

import pytest

from mrcp_server.config import Http
from tests.fakes.door import open_door
from tests.fakes.listeners import fake_hearing
from tests.fakes.recordings import two_utterances, wav
from tests.fakes.speaker import WORD_MS

openai = pytest.importorskip("openai")
pytestmark = [pytest.mark.anyio, pytest.mark.interop]
WORD_BYTES = 24 * WORD_MS * 2


async def test_speech_in_every_way_the_client_has() -> None:
    async with open_door(http=Http(api_keys=["k"])) as door:
        client = openai.AsyncOpenAI(base_url=f"{door.http}/v1", api_key="k", max_retries=0)
        whole = await client.audio.speech.create(
            model="gpt-4o-mini-tts", voice="coral", input="one two", response_format="pcm", instructions="calmly"
        )
        assert len(await whole.aread()) == 2 * WORD_BYTES
        async with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="nova", input="one two three", response_format="pcm", speed=1.25
        ) as streamed:
            assert sum([len(part) async for part in streamed.iter_bytes(1024)]) == 3 * WORD_BYTES
        async with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="nova", input="one", response_format="pcm", stream_format="sse"
        ) as events:
            kinds = [line async for line in events.iter_lines() if line.startswith("data:")]
        assert '"speech.audio.delta"' in kinds[0]
        assert '"speech.audio.done"' in kinds[-1]
        await client.close()


async def test_the_blocking_client() -> None:
    async with open_door() as door:

        def speak() -> bytes:
            with openai.OpenAI(base_url=f"{door.http}/v1", api_key="any", max_retries=0) as client:
                made = client.audio.speech.create(model="tts-1", voice="alloy", input="one", response_format="wav")
                return bytes(made.content)

        assert len(await asyncio.to_thread(speak)) == 44 + WORD_BYTES


async def test_errors_become_the_clients_own() -> None:
    async with open_door(http=Http(api_keys=["k"], key_requests_per_minute=3)) as door:
        wrong = openai.AsyncOpenAI(base_url=f"{door.http}/v1", api_key="wrong", max_retries=0)
        with pytest.raises(openai.AuthenticationError) as denied:
            await wrong.audio.speech.create(model="tts-1", voice="alloy", input="one")
        assert denied.value.code == "invalid_api_key"
        client = openai.AsyncOpenAI(base_url=f"{door.http}/v1", api_key="k", max_retries=0)
        with pytest.raises(openai.BadRequestError) as refused:
            await client.audio.speech.create(model="tts-1", voice="nobody", input="one")
        assert refused.value.param == "voice"
        with pytest.raises(openai.NotFoundError):
            await client.audio.speech.create(model="no-such", voice="alloy", input="one")
        await client.models.list()
        with pytest.raises(openai.RateLimitError):
            await client.models.list()
        for used in (wrong, client):
            await used.close()


async def test_models() -> None:
    async with open_door() as door:
        client = openai.AsyncOpenAI(base_url=f"{door.http}/v1", api_key="k", max_retries=0)
        listed = [model.id async for model in client.models.list()]
        assert "tone" in listed
        assert (await client.models.retrieve("tts-1")).owned_by == "mrcp-server"
        await client.close()


async def test_transcription_in_every_way_the_client_has() -> None:
    async with open_door() as door:
        door.services.hearing = fake_hearing()
        client = openai.AsyncOpenAI(base_url=f"{door.http}/v1", api_key="k", max_retries=0)
        recording = ("a.wav", wav(two_utterances()), "audio/wav")
        whole = await client.audio.transcriptions.create(file=recording, model="whisper-1")
        assert whole.text.startswith("word0")
        text = await client.audio.transcriptions.create(file=recording, model="whisper-1", response_format="text")
        assert text == whole.text + "\n"
        verbose = await client.audio.transcriptions.create(
            file=recording, model="whisper-1", response_format="verbose_json", timestamp_granularities=["word"]
        )
        assert verbose.words[0].word == "word0"
        stream = await client.audio.transcriptions.create(file=recording, model="gpt-4o-transcribe", stream=True)
        kinds = [event.type async for event in stream]
        assert kinds == ["transcript.text.delta", "transcript.text.delta", "transcript.text.done"]
        await client.close()
