"""Control's handle of one stream: utterances in, events out, and the credit that keeps the ring from overflowing.

`Stream` may be fed as fast as audio is at hand: what the ring has no room for waits here, by reference. It does no
I/O; `Owner` (rtp.process.plane_process.MediaPlane) carries its commands.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rtp.frames import FrameShape
from rtp.messages import (
    AnyCommand,
    AnyEvent,
    Begin,
    CloseStream,
    Finished,
    Interrupted,
    KeyPressed,
    Listen,
    LowWater,
    OpenStream,
    Pause,
    PromptKilled,
    Resume,
    SetReflex,
    SpeechStarted,
    Stop,
    StopListening,
    Stopped,
    StreamClosed,
    StreamSpec,
    UpdateStream,
    Write,
)

CHUNK_MS = 2000
"""Most audio that one Write carries, a ring full: an hour of speech must not hold the pipe, and few messages are cheap.
"""


class HasPort(Protocol):
    """A line that others of its session are to be apart from: as it is, or as it is about to be."""

    @property
    def local_port(self) -> int: ...


class Owner(Protocol):
    """What a stream needs of the process handle that made it."""

    def send_command(self, command: AnyCommand) -> None: ...

    def send_audio(self, write: Write) -> None: ...

    def now(self) -> float:
        """CLOCK_MONOTONIC."""
        ...

    def move(self, stream: "Stream", spec: StreamSpec, apart_from: Sequence["HasPort"]) -> int:
        """Key of the local port pair for new terms, the old one where it will do. Raises NoPortError."""
        ...

    def move_back(self, stream: "Stream", key: int, spec: StreamSpec) -> None:
        """The last `move`, to the pair `key` for these terms, is not to be."""
        ...

    def forget(self, stream: "Stream") -> None:
        """The stream was closed: its port may serve others."""
        ...


@dataclass(slots=True)
class _Piece:
    payload: memoryview
    marks: Sequence[tuple[int, str]]
    final: bool


@dataclass(slots=True)
class _Feed:
    """Audio of one utterance on its way to the plane."""

    pieces: deque[_Piece] = field(default_factory=deque)
    pending_bytes: int = 0
    sent_bytes: int = 0
    is_complete: bool = False
    """The caller has written its final piece."""
    is_sent: bool = False
    """The final piece has gone to the plane."""


@dataclass(frozen=True, slots=True)
class StreamChange:
    """New terms of a stream, for which all is claimed that they need. Made by `Stream.change`."""

    stream: "Stream"
    spec: StreamSpec
    shape: FrameShape
    port_key: int

    @property
    def local_port(self) -> int:
        """What it is going to be."""
        return self.port_key & 0xFFFF

    def apply(self) -> None:
        """The new terms hold."""
        self.stream.take(self)

    def abandon(self) -> None:
        """The old terms stay. Changes of several streams are abandoned in the reverse of their order."""
        self.stream.drop(self)


class Stream:
    """One RTP stream. Made by `MediaPlane.open_stream`; every method returns at once, events come to `on_event`."""

    def __init__(self, owner: Owner, opening: OpenStream, on_event: Callable[[AnyEvent], None]) -> None:
        self._owner = owner
        self._since = opening.since
        self._opening = opening
        self._on_event = on_event
        self.number = opening.stream
        self.row = opening.row
        self.ssrc = opening.ssrc
        self.spec = opening.spec
        self.port_key = opening.port
        """Key of the local port pair."""
        self.is_closed = False
        self._shape = FrameShape.of(opening.spec)
        self._feeds: dict[int, _Feed] = {}
        self._last_utterance = 0
        self._credit_bytes = 0
        self._is_paused = False
        self._awaited_stops = 0
        self._listen: Listen | None = None
        self._reflex: SetReflex | None = None

    @property
    def local_port(self) -> int:
        """Where we receive, and send from: the port of the SDP answer."""
        return self.port_key & 0xFFFF

    @property
    def rtcp_port(self) -> int:
        """For `a=rtcp`; the RTP port itself when both share it."""
        return self.local_port if self.spec.rtcp_mux else self.local_port + 1

    @property
    def utterances(self) -> tuple[int, ...]:
        """Utterances that were begun and have neither finished nor been stopped, in their order."""
        return tuple(self._feeds)

    def update(self, spec: StreamSpec, *, apart_from: Sequence[HasPort] = ()) -> None:
        """New terms, at once; see `change`."""
        self.change(spec, apart_from=apart_from).apply()

    def change(self, spec: StreamSpec, *, apart_from: Sequence[HasPort] = ()) -> "StreamChange":
        """New terms after a re-INVITE (hold, other address or codec), to be applied or abandoned before anything else
        is done: a session with several lines changes all of them or none. `local_port` may change when the peer
        moved, but to none that `apart_from` have.

        Utterances that are queued were encoded for the old terms: when the encoding or its frame changes they are
        dropped as if stopped, and `Interrupted` names them.

        Raises:
            NoPortError: no local port is left for the new address; the old terms stay.
            ValueError: as `MediaPlane.open_stream`; the old terms stay.
        """
        shape = FrameShape.of(spec)
        return StreamChange(self, spec, shape, self._owner.move(self, spec, apart_from))

    def take(self, change: "StreamChange") -> None:
        """The new terms hold from now on."""
        spec = change.spec
        if (change.port_key, spec.remote) != (self.port_key, self.spec.remote):
            self._since = self._owner.now()
        self.port_key = change.port_key
        is_other_codec = (change.shape, spec.encoding) != (self._shape, self.spec.encoding)
        self.spec, self._shape = spec, change.shape
        if is_other_codec:
            self.interrupt()
        self._owner.send_command(UpdateStream(self.number, self.port_key, spec, self._since))

    def drop(self, change: "StreamChange") -> None:
        """The old terms stay."""
        self._owner.move_back(self, change.port_key, change.spec)

    def begin(self, utterance: int, *, paused: bool = False, source: str = "", depth_ms: int = 0) -> int:
        """Announce an utterance: it plays as soon as it has audio, or without a gap behind the one before it.

        Args:
            utterance: a number larger than every one before it on this stream.
            paused: it stands still at its first frame until `resume`.
            source: who delivers the audio; streams share what was learnt of its unevenness.
            depth_ms: audio that must be at hand before it starts, whatever was learnt.

        Returns: bytes wanted at once, as `write` does.

        Raises:
            ValueError: the number was used before.
        """
        if utterance <= self._last_utterance:
            raise ValueError(f"utterance {utterance} on stream {self.number}, which has had {self._last_utterance}")
        self._last_utterance = utterance
        if not self._feeds:
            # Whatever came before has ended or is being stopped by a command that goes ahead of this one.
            self._credit_bytes = self._shape.ring_bytes
        self._feeds[utterance] = _Feed()
        self._owner.send_command(Begin(self.number, utterance, paused, source, depth_ms))
        return self._credit_bytes

    def write(
        self, utterance: int, payload: bytes, marks: Sequence[tuple[int, str]] = (), *, final: bool = False
    ) -> int:
        """Add encoded audio, any length, best about one second at a time; chunks may be cut anywhere.

        Args:
            utterance: one that was begun; audio for one that has ended is dropped without a word.
            payload: encoded as `spec` says. Kept by reference until the plane has room.
            marks: (offset in this payload in ticks of the RTP clock, name), in rising order.
            final: nothing more will be written; may come with an empty payload.

        Returns: bytes the plane still has room for; zero or less means: go on at the next `LowWater`.

        Raises:
            ValueError: the utterance was already final.
        """
        feed = self._feeds.get(utterance)
        if feed is None:
            return 0
        if feed.is_complete:
            raise ValueError(f"utterance {utterance} on stream {self.number} was final")
        feed.pieces.append(_Piece(memoryview(payload), marks, final))
        feed.pending_bytes += len(payload)
        feed.is_complete = final
        self._pump()
        return self._credit_bytes - feed.pending_bytes

    def stop(self, utterances: Sequence[int] | None = None) -> None:
        """Drop utterances (None: all) at the next frame border; `Stopped` answers, also when none was left."""
        named = tuple(self._feeds) if utterances is None else tuple(utterances)
        for utterance in named:
            self._feeds.pop(utterance, None)
        self._awaited_stops += 1
        self._owner.send_command(Stop(self.number, None if utterances is None else named))
        self._pump()

    def pause(self) -> None:
        """Send nothing from the next frame on; what is queued stays."""
        self._is_paused = True
        self._owner.send_command(Pause(self.number))

    def resume(self) -> None:
        """Go on after `pause`, or start an utterance that was begun paused."""
        self._is_paused = False
        self._owner.send_command(Resume(self.number))

    def listen(
        self,
        listen_number: int,
        *,
        sensitivity: float = 0.5,
        wants_speech: bool = True,
        wants_all_audio: bool = False,
        forgets_line: bool = False,
    ) -> None:
        """Report what the peer says from now on; see `Listen`."""
        self._listen = Listen(self.number, listen_number, sensitivity, wants_speech, wants_all_audio, forgets_line)
        self._owner.send_command(self._listen)

    def stop_listening(self) -> None:
        """Report no more of it; keys go on."""
        self._listen = None
        self._owner.send_command(StopListening(self.number))

    def set_reflex(self, prompt: "Stream", *, speech: bool, keys: bool) -> None:
        """Arm or disarm the barge-in reflex against what plays on `prompt`; see `SetReflex`."""
        self._reflex = SetReflex(self.number, prompt.number, speech, keys)
        self._owner.send_command(self._reflex)

    def close(self) -> None:
        """Send the RTCP BYE and end the stream; the last event is `StreamClosed`. Calling it again does nothing."""
        if self.is_closed:
            return
        self.is_closed = True
        self._feeds.clear()
        self._owner.send_command(CloseStream(self.number))
        self._owner.forget(self)

    # From here on: called by the owner.

    def receive(self, event: AnyEvent) -> None:
        """Take an event of the plane; pass it on unless it only moves credit."""
        if isinstance(event, LowWater):
            self._grant(event)
            return
        if isinstance(event, Finished):
            self._feeds.pop(event.utterance, None)
        elif isinstance(event, (Stopped, PromptKilled)):
            self._awaited_stops -= isinstance(event, Stopped)
            for stopped in event.utterances:
                self._feeds.pop(stopped.utterance, None)
        elif isinstance(event, (SpeechStarted, KeyPressed)):
            self._note_reflex(is_key=isinstance(event, KeyPressed))
        elif isinstance(event, StreamClosed):
            # The last there is. Who is told refers to us: nobody is left for the garbage collector to find.
            self._on_event(event)
            self._on_event = _tell_nobody
            return
        self._on_event(event)

    def interrupt(self, *, answers_lost: bool = False) -> None:
        """What the plane held of this stream is lost, its answers too if it died: say so, if there was anything."""
        lost = tuple(self._feeds)
        self._feeds.clear()
        answers_lost = answers_lost and self._awaited_stops > 0
        if answers_lost:
            self._awaited_stops = 0
        if lost or answers_lost:
            self._on_event(Interrupted(self.number, lost, answers_lost))

    def reopening(self) -> list[AnyCommand]:
        """Commands that bring the stream back in a new plane."""
        opening = self._opening
        commands: list[AnyCommand] = [
            OpenStream(
                self.number, self.row, self.port_key, self.spec, self.ssrc, opening.sequence_number,
                opening.timestamp, resumed=True, since=self._since, wall_offset_s=opening.wall_offset_s,
            )
        ]  # fmt: skip
        if self._is_paused:
            commands.append(Pause(self.number))
        if self._listen is not None:
            commands.append(self._listen)
        if self._reflex is not None:
            commands.append(self._reflex)
        return commands

    def _note_reflex(self, *, is_key: bool) -> None:
        """The plane has done what the reflex is for: another plane must not do it again."""
        reflex = self._reflex
        if reflex is not None and (reflex.keys if is_key else reflex.speech):
            self._reflex = None

    def _grant(self, event: LowWater) -> None:
        feed = self._feeds.get(event.utterance)
        if feed is None:
            return
        # Bytes between control and plane fill part of the room the plane saw.
        self._credit_bytes = event.wanted_bytes - (feed.sent_bytes - event.received_bytes)
        self._pump()
        if not feed.is_complete and not feed.pieces and self._credit_bytes > 0:
            self._on_event(LowWater(self.number, event.utterance, self._credit_bytes, feed.sent_bytes))

    def _pump(self) -> None:
        """Send what the credit allows, utterance after utterance: a ring takes no audio behind an open end."""
        for utterance, feed in self._feeds.items():
            while feed.pieces and self._send_piece(utterance, feed):
                pass
            if not feed.is_sent:
                return

    def _send_piece(self, utterance: int, feed: _Feed) -> bool:
        """Send the first piece or a part of it; False when the credit does not reach."""
        piece = feed.pieces[0]
        room = min(self._credit_bytes, self._shape.frame_bytes * (CHUNK_MS // self._shape.ptime_ms))
        size = len(piece.payload)
        if size > room:
            size = room - room % self._shape.frame_bytes
            if size <= 0:
                return False
        write = self._cut(utterance, piece, size)
        if size == len(piece.payload):
            feed.pieces.popleft()
        else:
            ticks = size // self._shape.bytes_per_tick
            rest = tuple((offset - ticks, name) for offset, name in piece.marks if offset >= ticks)
            feed.pieces[0] = _Piece(piece.payload[size:], rest, piece.final)
        feed.pending_bytes -= size
        feed.sent_bytes += size
        self._credit_bytes -= size
        if write.final:
            feed.is_sent = True
            # The plane fills the last frame, so the next utterance has that much less room.
            self._credit_bytes -= -feed.sent_bytes % self._shape.frame_bytes
        self._owner.send_audio(write)
        return True

    def _cut(self, utterance: int, piece: _Piece, size: int) -> Write:
        if size == len(piece.payload):
            return Write(self.number, utterance, bytes(piece.payload), tuple(piece.marks), piece.final)
        ticks = size // self._shape.bytes_per_tick
        marks = tuple((offset, name) for offset, name in piece.marks if offset < ticks)
        return Write(self.number, utterance, bytes(piece.payload[:size]), marks)


def _tell_nobody(_event: AnyEvent) -> None:
    """The stream is closed."""
