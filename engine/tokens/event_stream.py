"""Bytes of a streamed answer → the text in it, as it comes: text/event-stream, or plain chunked text.

An event stream (WHATWG HTML §9.2) carries whatever its maker likes. Known here: a bare token, and the JSON of the usual
language model servers, in which the text is the delta of a choice, of a content block or of a response.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, Protocol

from engine.charsets import is_charset

MAX_EVENT_CHARACTERS = 1_000_000
"""An event larger than this is not a token."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_DONE = "[DONE]"
# Where a JSON event keeps its text, tried in order. A number is a place in a list.
_PLACES: tuple[tuple[str | int, ...], ...] = (
    ("choices", 0, "delta", "content"),  # OpenAI chat completions and all that imitate it
    ("choices", 0, "text"),  # completions
    ("delta", "text"),  # Anthropic messages
    ("delta",),  # OpenAI responses: response.output_text.delta
    ("message", "content"),  # Ollama chat
    ("candidates", 0, "content", "parts", 0, "text"),  # Gemini
    ("token", "text"),  # text-generation-inference
    ("response",),  # Ollama generate
    ("text",),
    ("token",),
    ("content",),
)
# Events of these types say again what their deltas said, or are no answer to be spoken.
_SILENT = re.compile(r"\.(?:done|completed|created|in_progress|failed)$|reasoning|tool|function|thinking|error")


class EventStreamError(ValueError):
    """The stream is not what its media type says, or holds an event without end."""


_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}


class Decoder(Protocol):
    """Bytes in, texts out, in order."""

    ended: bool
    """The stream said that nothing follows."""

    def push(self, data: bytes) -> list[str]:
        """The texts that these bytes complete. Raises EventStreamError."""

    def finish(self) -> list[str]:
        """The texts that only the end of the stream completes."""


def decoder_for(media_type: str, charset: str = "utf-8") -> Decoder:
    """The decoder of a response: events for `text/event-stream`, running text for anything else."""
    if media_type.partition(";")[0].strip().lower() == "text/event-stream":
        return EventStream()
    return RunningText(charset)


class RunningText:
    """Text as it is, whichever way its characters are split between chunks."""

    def __init__(self, charset: str = "utf-8") -> None:
        known = charset if is_charset(charset) else "utf-8"
        self._charset = codecs.lookup(known).name
        self._decode = codecs.getincrementaldecoder(known)("replace").decode
        self._beginning = b""
        """Until it is known whether UTF-16 or UTF-32 begins with a byte order mark."""
        self.ended = False

    def push(self, data: bytes) -> list[str]:
        marks = _MARKS.get(self._charset)
        if marks:
            data = self._beginning = self._beginning + data
            if len(data) < len(marks[0]):
                return []
            if not data.startswith(marks):
                # The decoder would raise. As Python has it for whole texts here: the little end first.
                self._decode = codecs.getincrementaldecoder(self._charset + "-le")("replace").decode
            self._charset = ""
        text = self._decode(data)
        return [text] if text else []

    def finish(self) -> list[str]:
        if _MARKS.get(self._charset):
            return []
        text = self._decode(b"", True)
        return [text] if text else []


class EventStream:
    """Server-sent events. `id` and `retry` mean nothing here: a SPEAK does not come back for more."""

    def __init__(self) -> None:
        # "Streams must be decoded using the UTF-8 decode algorithm", which also drops a byte order mark.
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._pending: list[str] = []
        """The line that has no end yet, as it came: joined once, when its end has come."""
        self._pending_size = 0
        self._after_return = False
        """It ends with a carriage return, whose line feed may come yet."""
        self._data: list[str] = []
        self._size = 0
        self._event = ""
        self.ended = False

    def push(self, data: bytes) -> list[str]:
        """The texts of the events that these bytes complete. Raises EventStreamError for one that is too large."""
        text = self._decode(data)
        texts: list[str] = []
        if text:
            self._pending.append(text)
            self._pending_size += len(text)
            if self._after_return or _LINE_END.search(text):
                self._take_lines(texts)
        if self._pending_size + self._size > MAX_EVENT_CHARACTERS:
            raise EventStreamError("an event of the stream has no end")
        return texts

    def _take_lines(self, texts: list[str]) -> None:
        pending = "".join(self._pending)
        start = 0
        self._after_return = False
        for match in _LINE_END.finditer(pending):
            if match[0] == "\r" and match.end() == len(pending):
                self._after_return = True
                break
            self._line(pending[start : match.start()], texts)
            start = match.end()
        self._pending = [pending[start:]]
        self._pending_size = len(pending) - start

    def finish(self) -> list[str]:
        """An event that the stream's end cuts off is dropped (§9.2.6), unless its line was whole."""
        texts: list[str] = []
        if pending := "".join(self._pending):
            self._line(pending.rstrip("\r"), texts)
            self._pending.clear()
        self._line("", texts)
        return texts

    def _line(self, line: str, texts: list[str]) -> None:
        if self.ended:
            return
        if not line:
            self._dispatch(texts)
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(value) + 1
        elif name == "event":
            self._event = value

    def _dispatch(self, texts: list[str]) -> None:
        data, event = "\n".join(self._data), self._event
        has_data = bool(self._data)
        self._data.clear()
        self._size, self._event = 0, ""
        if not has_data or _SILENT.search(event):
            return
        if data.strip() == _DONE:
            self.ended = True
            return
        text = _text_of(data)
        if text:
            texts.append(text)


def _text_of(data: str) -> str:
    """The text of one event: of its JSON where it is an object, a string where it is one, else itself."""
    if data.lstrip()[:1] not in ("{", '"'):
        return data
    try:
        content: Any = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if isinstance(content, str):
        return content
    if _SILENT.search(str(content.get("type", ""))):
        return ""
    for place in _PLACES:
        found = _at(content, place)
        if isinstance(found, str):
            return found
    return ""


def _at(content: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content
