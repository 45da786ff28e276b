"""A stream without a plane: keeps what it is told, and says what a test wants the plane to say."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from rtp.errors import NoPortError
from rtp.messages import (
    AnyEvent,
    Finished,
    Interrupted,
    LowWater,
    MarkReached,
    Started,
    Stopped,
    StoppedUtterance,
    StreamClosed,
    StreamSpec,
    StreamStatistics,
)
from rtp.process.handle import HasPort, Stream
from rtp.process.plane_process import MediaPlane
from rtp.wire.addresses import canonical

ROOM_BYTES = 16000
NTP = 0xE0000000_00000000


class FakeChange:
    """New terms of a stream. Abandoned ones leave no trace."""

    def __init__(self, stream: "FakeStream", spec: StreamSpec) -> None:
        self._stream = stream
        self._spec = spec
        self.local_port = stream.local_port

    def apply(self) -> None:
        self._stream.spec = self._spec
        self._stream.calls.append(("update",))

    def abandon(self) -> None:
        """There is nothing to give back."""


class FakeStream:
    """Plays nothing. `calls` is what happened, in order."""

    def __init__(
        self, spec: StreamSpec, on_event: Callable[[AnyEvent], None], number: int = 1, wall_offset_s: float = 0.0
    ) -> None:
        self.spec = spec
        self.wall_offset_s = wall_offset_s
        self.on_event = on_event
        self.number = number
        self.row = number
        self.local_port = 5000 + 2 * number
        self.calls: list[tuple[Any, ...]] = []
        self.audio: dict[int, bytes] = {}
        self.marks: dict[int, list[tuple[int, str]]] = {}
        self.final: set[int] = set()
        self.room_bytes = ROOM_BYTES
        self.is_closed = False
        self.is_without_ports = False

    def change(self, spec: StreamSpec, *, apart_from: Sequence[HasPort] = ()) -> "FakeChange":
        assert self.as_stream() not in apart_from
        if spec.remote is not None:
            canonical(spec.remote)  # a name is no address
        if self.is_without_ports:
            raise NoPortError("no port")
        return FakeChange(self, spec)

    def begin(self, utterance: int, *, paused: bool = False, source: str = "", depth_ms: int = 0) -> int:
        self.calls.append(("begin", utterance, paused))
        self.audio[utterance] = b""
        self.marks[utterance] = []
        return self.room_bytes

    def write(
        self, utterance: int, payload: bytes, marks: Sequence[tuple[int, str]] = (), *, final: bool = False
    ) -> int:
        offset = len(self.audio[utterance])
        self.audio[utterance] += payload
        self.marks[utterance] += [(offset + at, name) for at, name in marks]
        if final:
            self.final.add(utterance)
        self.room_bytes -= len(payload)
        return self.room_bytes

    def stop(self, utterances: Sequence[int] | None = None) -> None:
        self.calls.append(("stop", tuple(utterances or ())))

    def pause(self) -> None:
        self.calls.append(("pause",))

    def resume(self) -> None:
        self.calls.append(("resume",))

    def listen(
        self,
        listen_number: int,
        *,
        sensitivity: float = 0.5,
        wants_speech: bool = True,
        wants_all_audio: bool = False,
        forgets_line: bool = False,
    ) -> None:
        self.calls.append(("listen", listen_number, sensitivity, wants_speech, wants_all_audio, forgets_line))

    def stop_listening(self) -> None:
        self.calls.append(("stop_listening",))

    def set_reflex(self, prompt: Stream, *, speech: bool, keys: bool) -> None:
        self.calls.append(("reflex", prompt.number, speech, keys))

    def close(self) -> None:
        self.is_closed = True
        self.calls.append(("close",))

    # What the plane would say.

    def started(self, utterance: int, at: float = 1.0) -> None:
        self.on_event(Started(self.number, utterance, at, 160, NTP))

    def mark(self, utterance: int, name: str, at: float = 1.5) -> None:
        self.on_event(MarkReached(self.number, utterance, name, at, 320, NTP))

    def finished(self, utterance: int, at: float = 2.0) -> None:
        self.on_event(Finished(self.number, utterance, at, 480, NTP, len(self.audio[utterance]) // 160, 0))

    def stopped(self, *utterances: int, played_ms: int = 0, at: float = 2.0) -> None:
        items = tuple(StoppedUtterance(utterance, played_ms // 20, played_ms) for utterance in utterances)
        self.on_event(Stopped(self.number, items, at, 480, NTP))

    def wants_more(self, utterance: int) -> None:
        self.room_bytes = ROOM_BYTES
        self.on_event(LowWater(self.number, utterance, ROOM_BYTES, len(self.audio[utterance])))

    def interrupted(self, *utterances: int, answers_lost: bool = True) -> None:
        self.on_event(Interrupted(self.number, utterances, answers_lost))

    def closed(self) -> None:
        self.on_event(StreamClosed(self.number, StreamStatistics(self.number)))

    def as_stream(self) -> Stream:
        return cast("Stream", self)


class _Rows:
    def __init__(self) -> None:
        self.last_received_at = np.zeros(64)


class FakePlane:
    """Opens fake streams until `limit`."""

    def __init__(self, limit: int = 32) -> None:
        self.limit = limit
        self.opened: list[FakeStream] = []
        self.ip_versions = frozenset({4, 6})
        self.rows = _Rows()
        self.ports = frozenset({5002, 5003})
        self.is_running = True

    @property
    def streams(self) -> int:
        return sum(not stream.is_closed for stream in self.opened)

    def open_stream(
        self,
        spec: StreamSpec,
        on_event: Callable[[AnyEvent], None],
        *,
        apart_from: Sequence[HasPort] = (),
        wall_offset_s: float,
    ) -> Stream:
        assert not any(isinstance(one, FakeStream) and one.is_closed for one in apart_from)
        if spec.remote is not None:
            canonical(spec.remote)
        if self.streams >= self.limit:
            raise NoPortError("no port")
        stream = FakeStream(spec, on_event, len(self.opened) + 1, wall_offset_s)
        self.opened.append(stream)
        return stream.as_stream()

    def as_plane(self) -> MediaPlane:
        return cast("MediaPlane", self)
