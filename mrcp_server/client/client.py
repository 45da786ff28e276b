"""One call to a speech server, as somebody who wants to hear or to be heard would use it.

async with MrcpClient("sip:127.0.0.1:8060") as client:
    result = await client.speak("Hello.")
    write_wav(Path("hello.wav"), result.samples, 8000)
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mrcp_server.client.arrivals import PacketOrder, measure_order, sort_by_arrival
from mrcp_server.client.audio import AudioPort
from mrcp_server.client.call import Call, Caller
from mrcp_server.client.control import ControlChannel, Exchange, completion_of
from mrcp_server.client.errors import ClientError, RequestStoppedError
from mrcp_server.client.offer import Offer, new_crypto
from mrcp_server.client.recognize import Grammar, RecognizeResult, stream_and_recognize
from mrcp_server.client.security import ClientTls
from mrcp_server.mrcp.wire.codes import Method
from mrcp_server.mrcp.wire.message import Response
from rtp.messages import SrtpKeys
from rtp.wire.payload_types import PCMA, PCMU, PayloadFormat

SYNTHESIZER = "speechsynth"
RECOGNIZER = "speechrecog"
SETTLE_S = 0.06
"""SPEAK-COMPLETE and the last packet travel different ways: three packets' time for the latter."""
CODECS = {"PCMU": PCMU, "PCMA": PCMA}

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SpeakResult:
    """How one SPEAK went. Times in ms since the SPEAK was sent."""

    cause: str
    """Completion-Cause, e.g. `000 normal`; `stopped` when STOP or a barge-in ended it."""
    setup_ms: float
    """INVITE to its answer, of this call."""
    answer_ms: float
    """To the response."""
    first_audio_ms: float | None
    """To the first RTP packet by the kernel's clock; None when none came."""
    end_ms: float
    """To SPEAK-COMPLETE, or to the last packet when it was stopped."""
    samples: NDArray[np.int16] = field(repr=False)
    """What was heard."""
    order: PacketOrder
    """Loss and order over the call so far."""

    @property
    def is_normal(self) -> bool:
        """Whether it was spoken to its end."""
        return self.cause.startswith("000")


class MrcpClient:
    """One call. Use it as an asynchronous context manager, or `open` and `close` it."""

    def __init__(
        self,
        server: str,
        *,
        resources: Sequence[str] = (SYNTHESIZER,),
        codec: str = "PCMU",
        transport: str | None = None,
        timeout_s: float = 10.0,
        offers_keys: bool = True,
        tls: ClientTls | None = None,
        srtp: str | None = None,
    ) -> None:
        """`timeout_s` bounds each single answer, not what is spoken. Without `offers_keys` the server looks for keys in
        the audio. `srtp` names the crypto suite of encrypted audio.

        Raises:
            ClientError: the address, the codec or the suite is none.
        """
        if codec not in CODECS:
            raise ClientError(f"the client knows the codecs {' and '.join(CODECS)}, not {codec}")
        self._codec: PayloadFormat = CODECS[codec]
        self._resources = tuple(resources)
        self._timeout_s = timeout_s
        self._offers_keys = offers_keys
        self._crypto = None if srtp is None else new_crypto(srtp)
        self._caller = Caller(server, transport=transport, tls=tls)
        self._audio: AudioPort | None = None
        self._call: Call | None = None

    async def open(self) -> None:
        """Place the call and connect its channels.

        Raises:
            ClientError: any of its kinds; nothing stays open then.
        """
        try:
            await self._caller.open()
            self._audio = AudioPort(self._caller.local_host)
            self._audio.open()
            offer = Offer(
                self._caller.local_host,
                self._audio.port,
                self._resources,
                self._direction(),
                (self._codec,),
                offers_keys=self._offers_keys,
                is_secure=self._caller.offers_secure_control,
                fingerprints=self._caller.tls.fingerprints(),
                crypto=self._crypto,
            )
            self._call = await self._caller.call(offer, self._timeout_s)
            ours, theirs = self._crypto, self._call.answer.crypto
            if ours is not None and theirs is not None:
                self._audio.secure(SrtpKeys(ours.suite, send=ours.key, receive=theirs.key))
            await self._call.open_channels(self._timeout_s)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Hang up. Harmless when called again, or before `open` was done."""
        call, self._call = self._call, None
        try:
            if call is not None:
                await call.hang_up(self._timeout_s)
        finally:
            if self._audio is not None:
                self._audio.close()
            await self._caller.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What went wrong inside is what the user has to read, not that the BYE failed after it.
        with contextlib.suppress(ClientError) if error is not None else contextlib.nullcontext():
            await self.close()

    @property
    def call(self) -> Call:
        """The call under it."""
        if self._call is None:
            raise ClientError("the call is not open")
        return self._call

    @property
    def audio(self) -> AudioPort:
        """Its audio."""
        if self._audio is None:
            raise ClientError("the call is not open")
        return self._audio

    @property
    def setup_ms(self) -> float:
        """INVITE to its answer."""
        return (self.call.answered_ns - self.call.invited_ns) / 1e6

    # The synthesizer

    async def speak(
        self, text: str, *, headers: Sequence[Header] = (), content_type: str | None = None, limit_s: float = 600.0
    ) -> SpeakResult:
        """Speak to the end and hear it. SSML is recognised by its first character, `<`.

        Raises:
            RequestRefusedError, ReplyTimeoutError, CallLostError
        """
        return await self.finish_speak(
            await self.begin_speak(text, headers=headers, content_type=content_type), limit_s
        )

    async def begin_speak(
        self, text: str, *, headers: Sequence[Header] = (), content_type: str | None = None
    ) -> Exchange:
        """Send SPEAK and wait for its response only: give the exchange to `finish_speak`, or stop it."""
        chosen = content_type or content_type_of(text)
        return await self._synthesizer.request(
            Method.SPEAK, [("Content-Type", chosen), *headers], text.encode(), timeout_s=self._timeout_s
        )

    async def finish_speak(self, speak: Exchange, limit_s: float = 600.0) -> SpeakResult:
        """Wait until a SPEAK is over, by itself or stopped."""
        try:
            event = await completion_of(speak, limit_s)
            cause = event.headers.get("Completion-Cause") or ""
        except RequestStoppedError:
            cause = "stopped"
        await asyncio.sleep(SETTLE_S)
        first_ns = self.audio.first_after_ns(speak.sent_ns)
        end_ns = speak.completed_ns or self.audio.last_ns() or speak.responded_ns
        return SpeakResult(
            cause=cause,
            setup_ms=self.setup_ms,
            answer_ms=(speak.responded_ns - speak.sent_ns) / 1e6,
            first_audio_ms=None if first_ns is None else (first_ns - speak.sent_ns) / 1e6,
            end_ms=(end_ns - speak.sent_ns) / 1e6,
            samples=self.audio.samples(self.call.answer.codec, speak.sent_ns),
            order=measure_order(sort_by_arrival(self.audio.arrivals())),
        )

    async def stop(self, request_ids: Sequence[int] = ()) -> list[int]:
        """STOP all, or the requests named. Returns the ids that were ended."""
        named = [("Active-Request-Id-List", ",".join(map(str, request_ids)))] if request_ids else []
        return await self._end(Method.STOP, named)

    async def barge_in(self, headers: Sequence[Header] = ()) -> list[int]:
        """BARGE-IN-OCCURRED. Returns the ids that were ended."""
        return await self._end(Method.BARGE_IN_OCCURRED, headers)

    async def pause(self) -> Response:
        """PAUSE."""
        return await self._simple(Method.PAUSE)

    async def resume(self) -> Response:
        """RESUME."""
        return await self._simple(Method.RESUME)

    async def set_params(self, values: Mapping[str, str], resource: str | None = None) -> Response:
        """SET-PARAMS on the first resource of the call, or the one named."""
        channel = self._channel(resource or self._resources[0])
        exchange = await channel.request(Method.SET_PARAMS, list(values.items()), timeout_s=self._timeout_s)
        return exchange.response.result()

    async def get_params(self, names: Sequence[str] = (), resource: str | None = None) -> dict[str, str]:
        """GET-PARAMS of these headers, or of all."""
        channel = self._channel(resource or self._resources[0])
        empty = [(name, "") for name in names]
        exchange = await channel.request(Method.GET_PARAMS, empty, timeout_s=self._timeout_s)
        return {name: value for name, value in exchange.response.result().headers if name != "Channel-Identifier"}

    # The recognizer

    async def recognize(
        self,
        samples: NDArray[np.int16],
        grammar: Grammar,
        *,
        headers: Sequence[Header] = (),
        limit_s: float = 600.0,
    ) -> RecognizeResult:
        """RECOGNIZE while samples at 8 kHz (`wav.read_wav`) are streamed in real time, silence behind them.

        Raises:
            RequestRefusedError, ReplyTimeoutError, CallLostError
        """
        channel = self._channel(RECOGNIZER)
        return await stream_and_recognize(
            channel, self.audio, self.call.answer, samples, grammar, headers, self._timeout_s, limit_s
        )

    async def _end(self, method: Method, headers: Sequence[Header]) -> list[int]:
        exchange = await self._synthesizer.request(method, headers, timeout_s=self._timeout_s)
        value = exchange.response.result().headers.get("Active-Request-Id-List") or ""
        ended = [int(item) for item in value.split(",") if item.strip().isdigit()]
        self._synthesizer.abandon(ended)
        return ended

    async def _simple(self, method: Method) -> Response:
        exchange = await self._synthesizer.request(method, timeout_s=self._timeout_s)
        return exchange.response.result()

    @property
    def _synthesizer(self) -> ControlChannel:
        return self._channel(SYNTHESIZER)

    def _channel(self, resource: str) -> ControlChannel:
        channel = self.call.channels.get(resource)
        if channel is None:
            raise ClientError(f"the call has no {resource}")
        return channel

    def _direction(self) -> str:
        listens = any(resource in {"speechsynth", "basicsynth"} for resource in self._resources)
        talks = any(resource in {"speechrecog", "dtmfrecog"} for resource in self._resources)
        return "sendrecv" if listens and talks else "sendonly" if talks else "recvonly"


def content_type_of(text: str) -> str:
    """SSML when it looks like a document, else plain text."""
    return "application/ssml+xml" if text.lstrip().startswith("<") else "text/plain"
