"""An IVR with a caller: what mod_unimrcp and app_unimrcp send, over the shipped client's real SIP, MRCP and RTP.

Two dialogs, as both modules have: one with a synthesizer for the prompt, one with a recognizer, whose audio flows all
the time, as from a telephone: silence where the caller says nothing.
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from mrcp_server.client.audio import frames_of
from mrcp_server.client.client import RECOGNIZER, SYNTHESIZER, MrcpClient
from mrcp_server.client.control import ControlChannel, Exchange, answer_of, completion_of
from mrcp_server.mrcp.wire.codes import EventName, Method
from mrcp_server.mrcp.wire.message import Event, Response
from tests.fakes.telephone_audio import Pcm, noise
from tests.interop.lossy_wire import LossyWire
from tests.interop.running import RunningServer

ANSWER_S = 10.0
"""Generous: the machine may be busy with other tests."""
LINE_NOISE_RMS = 6.0


class Ivr:
    """One caller on an IVR. An asynchronous context manager."""

    def __init__(self, server: RunningServer, *, loss: bool) -> None:
        self.prompt = MrcpClient(server.sip_uri, resources=(SYNTHESIZER,))
        self.recog = MrcpClient(server.sip_uri, resources=(RECOGNIZER,))
        self._loss = loss
        self._said: deque[bytes] = deque()
        self._has_said = asyncio.Event()
        self._talking: asyncio.Task[int] | None = None
        self._quiet: list[bytes] = []
        self.wire: LossyWire | None = None

    async def __aenter__(self) -> Self:
        await self.prompt.open()
        await self.recog.open()
        if self._loss:
            self.wire = LossyWire(self.recog.audio)
        self._quiet = frames_of(noise(1.0, LINE_NOISE_RMS), self.recog.call.answer.codec)
        self._talk()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._hush()
        await self.recog.close()
        await self.prompt.close()

    # --- the caller ----------------------------------------------------------------------------------------------

    async def say(self, samples: Pcm) -> None:
        """Speak, and return when it has been said."""
        self._said.extend(frames_of(samples, self.recog.call.answer.codec))
        self._has_said.clear()
        await self._has_said.wait()

    async def press(self, keys: str) -> None:
        """Press keys; telephones send no audio meanwhile."""
        answer = self.recog.call.answer
        assert answer.telephone_event_type is not None
        await self._hush()
        await self.recog.audio.send_keys(keys, answer.audio, answer.telephone_event_type)
        self._talk()

    # --- the IVR -------------------------------------------------------------------------------------------------

    async def define(self, name: str, body: bytes, content_type: str = "application/srgs+xml") -> None:
        """DEFINE-GRAMMAR with a Content-ID without angle brackets, as mod_unimrcp writes it."""
        fields = [("Content-Type", content_type), ("Content-ID", name)]
        exchange = await self._channel.request(Method.DEFINE_GRAMMAR, fields, body, timeout_s=ANSWER_S)
        assert exchange.response.result().headers.get("Completion-Cause") == "000 success"

    async def recognize(self, *uris: str, **headers: str) -> Exchange:
        """RECOGNIZE by URI list, Cancel-If-Queue false; keywords are headers, `_` for `-`."""
        fields = [("Cancel-If-Queue", "false"), *((name.replace("_", "-"), value) for name, value in headers.items())]
        fields.append(("Content-Type", "text/uri-list"))
        body = "".join(f"{uri}\r\n" for uri in uris).encode()
        return await self._channel.request(Method.RECOGNIZE, fields, body, timeout_s=ANSWER_S)

    async def start_input_timers(self) -> Response:
        """START-INPUT-TIMERS, a message of its own."""
        return await answer_of(self._channel.send(Method.START_INPUT_TIMERS), ANSWER_S)

    async def until_start_of_input(self, recognize: Exchange) -> Event:
        """Wait for START-OF-INPUT."""
        async with asyncio.timeout(ANSWER_S):
            while not (found := started(recognize)):  # noqa: ASYNC110  # an exchange only collects its events
                await asyncio.sleep(0.01)
        return found[0]

    @property
    def _channel(self) -> ControlChannel:
        return self.recog.call.channels[RECOGNIZER]

    # --- inside --------------------------------------------------------------------------------------------------

    def _talk(self) -> None:
        answer = self.recog.call.answer
        frames = self._frames()
        self._talking = asyncio.create_task(self.recog.audio.send_frames(frames, answer.audio, answer.payload_type))

    async def _hush(self) -> None:
        talking, self._talking = self._talking, None
        if talking is not None:
            talking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await talking

    def _frames(self) -> Iterator[bytes]:
        for quiet in itertools.cycle(self._quiet):
            if self._said:
                yield self._said.popleft()
            else:
                self._has_said.set()
                yield quiet


def started(recognize: Exchange) -> Sequence[Event]:
    """The START-OF-INPUT events so far."""
    return [event for _, event in recognize.events if event.name == EventName.START_OF_INPUT]


async def outcome(recognize: Exchange, within_s: float = 15.0) -> tuple[str, str]:
    """Completion-Cause and body of RECOGNITION-COMPLETE."""
    event = await completion_of(recognize, within_s)
    return event.headers.get("Completion-Cause") or "", event.body.decode()
