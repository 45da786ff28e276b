"""One audio line of a session: its stream on the media plane, and who is told what happens there."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from engine.interface import AudioFormat
from mrcp_server.call.media import LineCodec
from rtp.messages import (
    AddressProved,
    AddressUnproved,
    AnyEvent,
    AudioReceived,
    Finished,
    Flooded,
    Interrupted,
    KeyPressed,
    LowWater,
    MarkReached,
    PromptKilled,
    SpeechEnded,
    SpeechStarted,
    Started,
    Stopped,
    StreamClosed,
    StreamStatistics,
)
from rtp.process.handle import Stream


class PlaybackObserver(Protocol):
    """What is being played: it is told of its own utterance only."""

    def on_started(self, event: Started) -> None: ...
    def on_mark(self, event: MarkReached) -> None: ...
    def on_room(self) -> None: ...
    def on_finished(self, event: Finished) -> None: ...
    def on_interrupted(self) -> None: ...


class InputObserver(Protocol):
    """What takes the caller's input; `on_key` is told of every key, the rest only while its `listen` is in force."""

    def on_key(self, event: KeyPressed) -> None: ...
    def on_speech_started(self, event: SpeechStarted) -> None: ...
    def on_speech_ended(self, event: SpeechEnded) -> None: ...
    def on_audio(self, event: AudioReceived) -> None: ...


OnStopped = Callable[[Stopped | None], None]
"""Called with the plane's report, or None when the plane died over it; after `close` too."""


class Leg:
    """Numbers utterances, passes events on, and matches each Stop with its answer."""

    def __init__(self, mid: str | None, codec: LineCodec) -> None:
        self.mid = mid
        self.on_killed: Callable[[PromptKilled], None] | None = None
        """Told when the plane's reflex silenced this leg."""
        self.on_complaint: Callable[[str], None] | None = None
        """Told in words what the plane has against the peer."""
        self._is_held_back = False
        """The plane waits for proof of the peer's address."""
        self.listen_number = 0
        """Number of the current or last `listen`; events of another are stale."""
        self._paused_at: float | None = None
        self._paused_s = 0.0
        self.statistics: StreamStatistics | None = None
        self.last_packet_at = 0.0
        self._stream: Stream | None = None
        self._number = 0
        self._playing: dict[int, PlaybackObserver] = {}
        self._stops: list[OnStopped] = []
        self._observers: list[InputObserver] = []
        self._input_observer: InputObserver | None = None
        self._codec = codec
        self._encoder = codec.encoder() if codec.encoder else None

    def attach(self, stream: Stream) -> None:
        """Gives the leg its stream; once, before anything else."""
        self._stream = stream

    @property
    def stream(self) -> Stream:
        """The stream on the plane."""
        assert self._stream is not None, "attach comes first"  # noqa: S101  # a leg is never seen without its stream
        return self._stream

    @property
    def format(self) -> AudioFormat:
        """What `write` takes: engines are asked for it."""
        return self._codec.format

    def change_codec(self, codec: LineCodec) -> None:
        """The line speaks `codec` from now on. One that it speaks already goes on with the state of its encoder."""
        if codec != self._codec:
            self._codec = codec
            self._encoder = codec.encoder() if codec.encoder else None

    @property
    def is_silent(self) -> bool:
        """Nothing has been begun that has not ended."""
        return not self._playing

    @property
    def is_sounding(self) -> bool:
        """Something has been begun that has not ended, and the peer's address has been proved."""
        return bool(self._playing) and not self._is_held_back

    def begin(self, playing: PlaybackObserver, *, paused: bool, source: str, depth_ms: int = 0) -> tuple[int, int]:
        """Announces an utterance behind those that are there, to start with `depth_ms` of its audio at hand.

        Returns its number and the bytes there is room for.
        """
        self._number += 1
        self._playing[self._number] = playing
        return self._number, self.stream.begin(self._number, paused=paused, source=source, depth_ms=depth_ms)

    def write(self, number: int, payload: bytes, marks: Sequence[tuple[int, str]] = (), *, final: bool = False) -> int:
        """Adds audio in `format`; marks are offsets in samples. Returns the room left; at 0 wait for `on_room`."""
        if self._encoder is not None:
            payload = self._encoder.push(payload, final)
        ticks = [(samples // self._codec.samples_per_tick, name) for samples, name in marks]
        return self.stream.write(number, payload, ticks, final=final)

    def stop(self, numbers: Sequence[int], then: OnStopped) -> None:
        """Silences utterances at the next frame; `then` is called exactly once."""
        for number in numbers:
            self._playing.pop(number, None)
        if self.stream.is_closed:
            then(None)
            return
        self._stops.append(then)
        self.stream.stop(numbers)

    def drop(self, numbers: Sequence[int]) -> None:
        """Silences utterances; nobody needs to know when."""
        self.stop(numbers, _ignore)

    def add_observer(self, observer: InputObserver) -> None:
        """Tells it of keys from now on."""
        self._observers.append(observer)

    def remove_observer(self, observer: InputObserver) -> None:
        """Tells it nothing any more; one that was not added is no error."""
        self.stop_listening(observer)
        if observer in self._observers:
            self._observers.remove(observer)

    def listen(
        self,
        observer: InputObserver,
        *,
        sensitivity: float,
        wants_speech: bool,
        wants_all_audio: bool,
        forgets_line: bool,
    ) -> None:
        """It is told of the caller's input from now on, of nothing from before; nobody else is."""
        self._input_observer = observer
        self.listen_number += 1
        self.stream.listen(
            self.listen_number,
            sensitivity=sensitivity,
            wants_speech=wants_speech,
            wants_all_audio=wants_all_audio,
            forgets_line=forgets_line,
        )

    def stop_listening(self, observer: InputObserver) -> None:
        """It is told of nothing more but keys; one whose `listen` is not in force is no error."""
        if self._input_observer is not observer:
            return
        self._input_observer = None
        self.listen_number += 1
        if not self.stream.is_closed:
            self.stream.stop_listening()

    @property
    def is_paused(self) -> bool:
        """Its output is held."""
        return self._paused_at is not None

    def pause(self) -> None:
        """Holds the output; what follows stays held too, until `resume`."""
        if self._paused_at is None:
            self._paused_at = asyncio.get_running_loop().time()
        self.stream.pause()

    def resume(self) -> None:
        """Goes on with the output."""
        if self._paused_at is not None:
            self._paused_s += asyncio.get_running_loop().time() - self._paused_at
            self._paused_at = None
        self.stream.resume()

    def playing_time(self, at: float) -> float:
        """The instant `at` (seconds, loop time, not before the last pause) on a clock that stands still in pauses."""
        return (at if self._paused_at is None else min(at, self._paused_at)) - self._paused_s

    def close(self) -> None:
        """Ends the stream. Stops that were sent before are still answered, by the plane or with its last word."""
        self._playing.clear()
        self.stream.close()

    def on_event(self, event: AnyEvent) -> None:
        """Takes what the plane says of the stream."""
        handler = self._HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def _on_started(self, event: Started) -> None:
        if playing := self._playing.get(event.utterance):
            playing.on_started(event)

    def _on_mark(self, event: MarkReached) -> None:
        if playing := self._playing.get(event.utterance):
            playing.on_mark(event)

    def _on_low_water(self, event: LowWater) -> None:
        if playing := self._playing.get(event.utterance):
            playing.on_room()

    def _on_finished(self, event: Finished) -> None:
        self.last_packet_at = event.at
        if playing := self._playing.pop(event.utterance, None):
            playing.on_finished(event)

    def _on_stopped(self, event: Stopped) -> None:
        if self._stops:
            self._stops.pop(0)(event)

    def _on_interrupted(self, event: Interrupted) -> None:
        if event.answers_lost:
            self._give_up_stops()
        lost = [self._playing.pop(number, None) for number in event.utterances]
        for playing in lost:
            if playing is not None:
                playing.on_interrupted()

    def _on_key(self, event: KeyPressed) -> None:
        for observer in self._observers.copy():
            observer.on_key(event)

    def _on_speech_started(self, event: SpeechStarted) -> None:
        if self._input_observer is not None and event.listen_number == self.listen_number:
            self._input_observer.on_speech_started(event)

    def _on_speech_ended(self, event: SpeechEnded) -> None:
        if self._input_observer is not None and event.listen_number == self.listen_number:
            self._input_observer.on_speech_ended(event)

    def _on_audio(self, event: AudioReceived) -> None:
        if self._input_observer is not None and event.listen_number == self.listen_number:
            self._input_observer.on_audio(event)

    def _on_prompt_killed(self, event: PromptKilled) -> None:
        for stopped in event.utterances:
            self._playing.pop(stopped.utterance, None)
        if self.on_killed is not None:
            self.on_killed(event)

    def _on_flood(self, _event: Flooded) -> None:
        if self.on_complaint is not None:
            self.on_complaint("media flood")

    def _on_unproved(self, _event: AddressUnproved) -> None:
        self._is_held_back = True
        if self.on_complaint is not None:
            self.on_complaint("media held back")

    def _on_proved(self, _event: AddressProved) -> None:
        self._is_held_back = False

    def _on_statistics(self, event: StreamStatistics) -> None:
        self.statistics = event

    def _on_closed(self, event: StreamClosed) -> None:
        self.statistics = event.statistics
        self._give_up_stops()

    def _give_up_stops(self) -> None:
        stops, self._stops = self._stops, []
        for then in stops:
            then(None)

    _HANDLERS: ClassVar[dict[type, Callable[..., None]]] = {
        Started: _on_started,
        MarkReached: _on_mark,
        LowWater: _on_low_water,
        Finished: _on_finished,
        Stopped: _on_stopped,
        Interrupted: _on_interrupted,
        KeyPressed: _on_key,
        SpeechStarted: _on_speech_started,
        SpeechEnded: _on_speech_ended,
        AudioReceived: _on_audio,
        PromptKilled: _on_prompt_killed,
        Flooded: _on_flood,
        AddressUnproved: _on_unproved,
        AddressProved: _on_proved,
        StreamStatistics: _on_statistics,
        StreamClosed: _on_closed,
    }


def _ignore(_event: Stopped | None) -> None:
    """A Stop whose answer nobody waits for; it must still be counted off in its order."""
