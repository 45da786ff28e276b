import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from engine.interface import SENTENCE_PAUSE_MS, Break, Prosody, Sentence, Span, Utterance, VoiceSelection
from engine.tokens.event_stream import EventStreamError
from engine.tokens.planner import Planner, Speakable
from engine.tokens.token_stream import read_piece, spoken_stream

pytestmark = pytest.mark.anyio
VOICE = VoiceSelection(language="en-US")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _text(utterance: Utterance) -> str:
    return " ".join(element.text for element in utterance.elements if isinstance(element, Sentence))


async def _events(*tokens: str) -> AsyncIterator[bytes]:
    for token in tokens:
        yield f"data: {token}\n\n".encode()


async def _spoken(chunks: AsyncIterator[bytes], media_type: str = "text/event-stream") -> list[Utterance]:
    return [utterance async for utterance in spoken_stream(chunks, media_type, voice=VOICE)]


async def test_sentences_come_one_by_one_with_their_pauses() -> None:
    utterances = await _spoken(_events("Hello", " there.", " How", " are", " you?", "[DONE]", "never"))
    assert [_text(utterance) for utterance in utterances] == ["Hello there.", "How are you?"]
    assert not isinstance(utterances[0].elements[0], Break)
    assert utterances[1].elements[0] == Break(SENTENCE_PAUSE_MS)


async def test_running_text() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"One. Tw", b"o."):
            yield chunk

    assert [_text(utterance) for utterance in await _spoken(chunks(), "text/plain")] == ["One.", "Two."]


async def test_the_first_sentence_does_not_wait_for_the_end_of_the_answer() -> None:
    going_on = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: Yes, indeed.\n\n"
        await going_on.wait()
        yield b"data:  Goodbye.\n\n"

    async with asyncio.timeout(5), aclosing(spoken_stream(chunks(), "text/event-stream", voice=VOICE)) as stream:
        assert _text(await anext(stream)) == "Yes, indeed."
        going_on.set()
        assert _text(await anext(stream)) == "Goodbye."


async def test_closing_stops_reading() -> None:
    closed = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"data: Again and again. Once\n\n"
                await asyncio.sleep(0)
        finally:
            closed.set()

    async with asyncio.timeout(5):
        async with aclosing(spoken_stream(chunks(), "text/event-stream", voice=VOICE)) as stream:
            await anext(stream)
        await closed.wait()


async def test_a_stream_that_runs_ahead_is_held_back() -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for sent in range(1000):
            yield f"data: This is sentence number {sent}. \n\n".encode()

    async with aclosing(spoken_stream(chunks(), "text/event-stream", voice=VOICE)) as stream:
        await anext(stream)
        for _ in range(50):
            await asyncio.sleep(0)
        assert sent < 100
        for _ in range(100):
            await anext(stream)
        assert sent < 200


async def test_what_was_said_before_a_failure_is_spoken_and_then_it_is_told() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: This much.\n\n"
        raise ConnectionError("gone")

    stream = spoken_stream(chunks(), "text/event-stream", voice=VOICE)
    assert _text(await anext(stream)) == "This much."
    with pytest.raises(ConnectionError):
        await anext(stream)


async def test_an_endless_event_is_an_error() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 600_000

    with pytest.raises(EventStreamError):
        await _spoken(chunks())


async def test_what_the_listener_still_has_is_asked_for() -> None:
    asked = 0

    def playing_until() -> float:
        nonlocal asked
        asked += 1
        return asyncio.get_running_loop().time() + 0.05

    stream = spoken_stream(
        _events("One. ", "Two. ", "Three."),
        "text/event-stream",
        voice=VOICE,
        planner=Planner("en"),
        playing_until=playing_until,
    )
    assert len([utterance async for utterance in stream]) == 3
    assert asked >= 1


async def test_nothing_to_say_is_nothing() -> None:
    assert await _spoken(_events("[DONE]")) == []


def _rates(utterance: Utterance) -> list[float]:
    sentences = [element for element in utterance.elements if isinstance(element, Sentence)]
    return [part.prosody.rate for sentence in sentences for part in sentence.parts if isinstance(part, Span)]


def test_a_piece_is_read_as_markup_where_it_is_valid() -> None:
    assert _rates(read_piece(Speakable("Hello.", "sentence"), VOICE, Prosody(rate=1.5))) == [1.5]
    marked = Speakable("a <prosody rate='200%'>b</prosody>", "sentence", marked_up=True)
    assert _rates(read_piece(marked, VOICE)) == [1.0, 2.0]
    wrong = Speakable("a <prosody rate='wrong'>b</prosody> &", "sentence", marked_up=True)
    assert "prosody" not in _text(read_piece(wrong, VoiceSelection()))
