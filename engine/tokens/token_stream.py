"""A streamed answer → utterances, while it comes: what speaks a language model's answer before it has ended.

::

    response --decoder--> tokens --planner--> pieces --spoken_stream--> utterances --> Speaker.speak

The stream is read in a task of its own, so that tokens are planned while an utterance is being spoken; it is not read
further than a few pieces ahead.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import msgspec

from engine.documents.errors import DocumentError
from engine.documents.ssml import parse_ssml
from engine.documents.text import parse_text
from engine.interface import PLAIN, SENTENCE_PAUSE_MS, Break, Prosody, Utterance, VoiceSelection
from engine.tokens.event_stream import decoder_for
from engine.tokens.planner import Planner, Speakable
from engine.tokens.spoken_text import without_tags
from engine.wording.reading.readiness import when_ready

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence

    from engine.documents.lexicon import Lexicon

_MAX_WAITING = 20
"""Pieces that wait to be taken; a stream that runs ahead of the voice is held back by not being read."""
_NEVER = float("-inf")
_ANY_VOICE = VoiceSelection()
_START = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang='


def _unknown() -> float:
    return _NEVER


async def spoken_stream(
    chunks: AsyncIterable[bytes],
    media_type: str,
    *,
    voice: VoiceSelection = _ANY_VOICE,
    prosody: Prosody = PLAIN,
    charset: str = "utf-8",
    lexicons: Sequence[Lexicon] = (),
    planner: Planner | None = None,
    playing_until: Callable[[], float] = _unknown,
) -> AsyncGenerator[Utterance]:
    """Utterances of a streamed answer, each as soon as it should be spoken.

    Close the generator (`contextlib.aclosing`) to stop reading: an interruption ends the download too.

    Args:
        chunks: the body as it comes; iterating may raise, and what it raises comes out of here behind what was said.
        media_type: `text/event-stream`, or anything else for running text.
        voice: who speaks; its language is the planner's.
        prosody: of the request, as for plain text.
        charset: of running text.
        lexicons: how words are said.
        planner: one with other times than usual.
        playing_until: until when the listener has audio (loop time), where that is known.

    Raises:
        EventStreamError: an event without end.
    """
    reading = _Reading(planner or Planner(voice.language or "en"), playing_until)
    task = asyncio.create_task(reading.run(chunks, media_type, charset))
    pause_ms = 0
    try:
        while (piece := await reading.next()) is not None:
            utterance = await when_ready(partial(read_piece, piece, voice, prosody, lexicons))
            if pause_ms:
                utterance = msgspec.structs.replace(utterance, elements=(Break(pause_ms), *utterance.elements))
            yield utterance
            pause_ms = SENTENCE_PAUSE_MS if piece.closes else 0
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def read_piece(
    piece: Speakable, voice: VoiceSelection, prosody: Prosody = PLAIN, lexicons: Sequence[Lexicon] = ()
) -> Utterance:
    """The utterance of a planned piece; SSML elements in it count where they are valid, and are dropped where not."""
    if not piece.marked_up:
        return parse_text(piece.text, voice=voice, prosody=prosody, lexicons=lexicons)
    try:
        document = f"{_START}{quoteattr(voice.language or 'en')}>{piece.text}</speak>"
        return parse_ssml(document, voice=voice, session_lexicons=lexicons)
    except DocumentError:
        return parse_text(without_tags(piece.text), voice=voice, prosody=prosody, lexicons=lexicons)


class _Reading:
    """Reads and plans in a task; `next` waits for pieces, and lets the planner's time pass."""

    def __init__(self, planner: Planner, playing_until: Callable[[], float]) -> None:
        self._planner = planner
        self._playing_until = playing_until
        self._now = asyncio.get_running_loop().time
        self._waiting: deque[Speakable] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = False

    async def run(self, chunks: AsyncIterable[bytes], media_type: str, charset: str) -> None:
        """Until the stream ends, says so, or fails."""
        decoder = decoder_for(media_type, charset)
        try:
            async for chunk in chunks:
                for token in decoder.push(chunk):
                    self._add(self._planner.push(token, self._now()))
                if decoder.ended:
                    break
                await self._until_room()
            for token in decoder.finish():
                self._add(self._planner.push(token, self._now()))
        finally:
            self._add(self._planner.flush(self._now()))
            self._ended = True
            self._changed.set()

    async def next(self) -> Speakable | None:
        """The next piece, None after the last."""
        until = self._playing_until()
        if until > _NEVER and not self._ended:
            self._add(self._planner.playing(until, self._now()))
        while not self._waiting and not self._ended:
            self._changed.clear()
            due = self._planner.next_timer()
            try:
                async with asyncio.timeout(None if due is None else max(0.0, due - self._now())):
                    await self._changed.wait()
            except TimeoutError:
                self._add(self._planner.handle_timer(self._now()))
        self._room.set()
        return self._waiting.popleft() if self._waiting else None

    def _add(self, pieces: tuple[Speakable, ...]) -> None:
        if pieces:
            self._waiting.extend(pieces)
            self._changed.set()

    async def _until_room(self) -> None:
        # A token alone may have moved the planner's clock forwards: whoever waits looks at it again.
        self._changed.set()
        while len(self._waiting) >= _MAX_WAITING:
            self._room.clear()
            await self._room.wait()
