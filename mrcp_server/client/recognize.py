"""RECOGNIZE from a file: the audio streamed in real time while the result is awaited."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mrcp_server.client.audio import AudioPort, frames_of
from mrcp_server.client.control import ControlChannel, completion_of
from mrcp_server.client.errors import AudioFileError, RequestRefusedError
from mrcp_server.client.offer import Answer
from mrcp_server.mrcp.wire.codes import EventName, Method
from rtp.wire.payload_types import PayloadFormat

Header = tuple[str, str]
URI_LIST = "text/uri-list"
GRAMMAR_NAME = "grammar@mrcp-server-client"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may be said."""

    content_type: str
    body: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """A grammar file: SRGS XML when it begins with `<`, else SRGS ABNF.

        Raises:
            AudioFileError: it cannot be read.
        """
        try:
            body = path.read_bytes()
        except OSError as error:
            raise AudioFileError(f"cannot read {path}: {error.strerror}") from None
        kind = "application/srgs+xml" if body.lstrip().startswith(b"<") else "application/srgs"
        return cls(kind, body)

    @classmethod
    def builtin(cls, name: str) -> Self:
        """A grammar the server has, such as `digits`, `dtmf/digits?length=4` or `builtin:speech/transcribe`."""
        if not name.startswith("builtin:"):
            name = f"builtin:{name}" if "/" in name else f"builtin:grammar/{name}"
        return cls("text/uri-list", name.encode())


@dataclass(frozen=True, slots=True)
class RecognizeResult:
    """How one RECOGNIZE went."""

    cause: str
    """Completion-Cause, e.g. `000 success`."""
    result: str
    """The body: NLSML as a rule."""
    start_of_input_ms: float | None
    """First audio packet sent to START-OF-INPUT; None when there was none."""
    end_ms: float
    """Last packet of the file sent to RECOGNITION-COMPLETE; negative when the result was there before."""

    @property
    def is_success(self) -> bool:
        """Whether something was recognised."""
        return self.cause.startswith("000")


async def stream_and_recognize(
    channel: ControlChannel,
    audio: AudioPort,
    answer: Answer,
    samples: NDArray[np.int16],
    grammar: Grammar,
    headers: Sequence[Header],
    timeout_s: float,
    limit_s: float,
) -> RecognizeResult:
    """Send RECOGNIZE, then the samples in real time and silence behind them, until the result or `limit_s`.

    Raises:
        RequestRefusedError, ReplyTimeoutError, CallLostError
    """
    uri_list = await _define(channel, grammar, timeout_s)
    # Cancel-If-Queue "must be on every RECOGNIZE" (RFC 6787 §9.4.27).
    fields = [("Cancel-If-Queue", "false"), *headers, ("Content-Type", URI_LIST)]
    recognize = await channel.request(Method.RECOGNIZE, fields, uri_list, timeout_s=timeout_s)
    frames = frames_of(samples, answer.codec)
    began_ns = time.time_ns()
    sender = asyncio.create_task(
        audio.send_frames(_with_silence(frames, answer.codec), answer.audio, answer.payload_type)
    )
    try:
        event = await completion_of(recognize, limit_s)
    finally:
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)
    spoken_ns = began_ns + len(frames) * 20_000_000
    started = [at for at, item in recognize.events if item.name == EventName.START_OF_INPUT]
    return RecognizeResult(
        cause=event.headers.get("Completion-Cause") or "",
        result=event.body.decode(errors="replace"),
        start_of_input_ms=(started[0] - began_ns) / 1e6 if started else None,
        end_ms=(recognize.completed_ns - spoken_ns) / 1e6,
    )


async def _define(channel: ControlChannel, grammar: Grammar, timeout_s: float) -> bytes:
    """Give the server a grammar of our own, as Asterisk and FreeSWITCH do before RECOGNIZE. Returns its URI."""
    if grammar.content_type == URI_LIST:
        return grammar.body
    fields = [("Content-Type", grammar.content_type), ("Content-ID", f"<{GRAMMAR_NAME}>")]
    exchange = await channel.request(Method.DEFINE_GRAMMAR, fields, grammar.body, timeout_s=timeout_s)
    response = exchange.response.result()
    cause = response.headers.get("Completion-Cause") or "000"
    if not cause.startswith("000"):
        raise RequestRefusedError(Method.DEFINE_GRAMMAR, response.status, cause)
    return f"session:{GRAMMAR_NAME}".encode()


def _with_silence(frames: Sequence[bytes], codec: PayloadFormat) -> Iterator[bytes]:
    silence = frames_of(np.zeros(160, np.int16), codec)[0]
    return itertools.chain(frames, itertools.repeat(silence))
