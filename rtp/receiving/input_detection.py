"""What callers say: from audio packets to keys, onsets, silences and audio for control, all lines at once.

Only lines whose input control wants (`rtp.messages.Listen`), or whose keys come as tones, cost anything. Their packets
are decoded into a jitter buffer as they arrive; each frame that is whole goes at once through tone detection, speech
detection and into the history that audio for control is taken from. What does not arrive is silence, by the clock.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rtp.audio.half_band import Halver
from rtp.messages import AnyEvent, AudioReceived, Listen, SpeechEnded, SpeechStarted, StreamSpec
from rtp.receiving.decoding import LineShape, PayloadDecoders
from rtp.receiving.detector import FRAME_MS, NativeFactory, SpeechChange, SpeechDetector, SpeechEvent, pocketsphinx_vad
from rtp.receiving.detector import RATE_HZ as NARROW_HZ
from rtp.receiving.dtmf_tones import DtmfToneDetector
from rtp.receiving.history import History
from rtp.receiving.jitter import Frames, JitterBuffer
from rtp.receiving.receiver import AudioPackets
from rtp.wire.sequence import ntp_from_unix
from rtp.wire.telephone_event import KeyDown, KeyEvent

FRAME_S = FRAME_MS / 1000


@dataclass(slots=True)
class _Line:
    """An open stream, whether its input is wanted or not."""

    number: int
    spec: StreamSpec
    shape: LineShape | None = None
    """Of the bank that takes its audio; None while nobody wants it."""
    command: Listen | None = None
    listen_number: int = 0
    """Of the last command; events carry it."""
    is_learnt: bool = False
    """Its noise is known from an earlier command."""


class _Bank:
    """Arrays for lines of one shape."""

    def __init__(self, rows: int, shape: LineShape) -> None:
        self.jitter = JitterBuffer(rows, sample_rate_hz=shape.rate_hz, clock_rate=shape.clock_rate)
        self.history = History(rows, self.jitter.frame_samples)
        self.halver = Halver(rows) if shape.rate_hz > NARROW_HZ else None
        self.rate_hz = shape.rate_hz
        self.ticks_per_narrow = shape.clock_rate // NARROW_HZ
        """RTP ticks in a sample of 8 kHz."""
        self.lines = 0
        self.is_fed = False
        """Something arrived since the last pull."""

    def open(self, row: int) -> None:
        self.jitter.open(row)
        self.history.open(row, is_wanted=False)
        if self.halver is not None:
            self.halver.open(row)
        self.lines += 1

    def close(self, row: int) -> None:
        self.jitter.close(row)
        self.lines -= 1


class InputDetector:
    """Speech, keys and audio of all streams whose input is wanted."""

    def __init__(
        self,
        rows: int,
        events: list[AnyEvent],
        *,
        wall_offset_s: NDArray[np.float64],
        on_speech: Callable[[int], None],
        tell_keys: Callable[[int, Sequence[KeyEvent]], None],
        native: NativeFactory = pocketsphinx_vad,
    ) -> None:
        """`wall_offset_s` [rows] is Unix time minus CLOCK_MONOTONIC; `on_speech(stream)` comes before the SpeechStarted
        event, `tell_keys(row, events)` with keys in tones."""
        self._rows = rows
        self._events = events
        self._wall_offset_s = wall_offset_s
        self._on_speech = on_speech
        self._tell_keys = tell_keys
        self._lines: dict[int, _Line] = {}
        self._decoders = PayloadDecoders(rows)
        self._banks: dict[LineShape, _Bank] = {}
        self._detector = SpeechDetector(rows, native)
        self._tones = DtmfToneDetector(rows)
        self._has_tones = np.zeros(rows, np.bool_)
        self._has_speech = np.zeros(rows, np.bool_)
        self._wanted_rows = 0

    @property
    def wants_packets(self) -> bool:
        """Some stream's audio is to be pushed."""
        return self._wanted_rows > 0

    # Terms and commands.

    def open(self, row: int, number: int, spec: StreamSpec) -> None:
        """A stream begins."""
        self._lines[row] = _Line(number, spec)
        self._settle(row)

    def update(self, row: int, spec: StreamSpec) -> None:
        """New terms; what was wanted stays wanted."""
        line = self._lines[row]
        if spec != line.spec:
            line.spec = spec
            if line.shape is not None:
                self._decoders.open(row, spec)
            self._settle(row)

    def close(self, row: int) -> None:
        """The stream is over. A tone that still sounds is not reported to end."""
        self.stop_listening(row)
        self._has_tones[row] = False
        self._drop(row, self._lines.pop(row))

    def listen(self, row: int, command: Listen) -> None:
        """Report what is said from now on, instead of what an earlier command wanted."""
        line = self._lines[row]
        line.command, line.listen_number = command, command.listen_number
        self._settle(row)
        self._has_speech[row] = command.wants_speech
        self._detector.close(row)
        if command.wants_speech:
            self._prepare_detector(row, line, command)
        if line.shape is not None:
            self._banks[line.shape].history.open(row, is_wanted=command.wants_all_audio)

    def stop_listening(self, row: int) -> None:
        """Report no more of what is said."""
        line = self._lines[row]
        line.command = None
        self._has_speech[row] = False
        self._detector.close(row)
        if line.shape is not None:
            self._banks[line.shape].history.open(row, is_wanted=False)
        self._settle(row)

    # What arrives.

    def push(self, audio: AudioPackets) -> None:
        """Take packets; those that nobody wants are passed over."""
        for packets in self._decoders.decode(audio):
            bank = self._banks[packets.shape]
            # A datagram of 1,536 bytes never holds more than a jitter buffer takes; half a sample of L16 holds none.
            if packets.samples.shape[1]:
                index = packets.index
                bank.jitter.push(
                    audio.rows[index], audio.sequence_number[index], audio.timestamp[index], packets.samples,
                    audio.at[index],
                )  # fmt: skip
                bank.is_fed = True

    def pass_by(self, rows: NDArray[np.int64], sequence_number: NDArray[np.int64]) -> None:
        """Packets of these rows that hold no audio, [n]: comfort noise and keys."""
        for bank in self._banks.values():
            bank.jitter.pass_by(rows, sequence_number)

    def restart(self, row: int) -> None:
        """The peer's packets come from another source now (a new SSRC): their numbers mean nothing any more."""
        line = self._lines.get(row)
        if line is not None and line.shape is not None:
            self._banks[line.shape].jitter.open(row)
            self._decoders.restart(row)

    def detect(self, now: float, *, is_timer_slot: bool) -> Iterator[None]:
        """Look at the frames that are whole, and in a timer slot, every 20 ms, at those that will not come; a frame of
        each row of a bank at every step."""
        for bank in list(self._banks.values()):
            if not (bank.is_fed or (is_timer_slot and bank.lines)):
                continue
            bank.is_fed = False
            frames = bank.jitter.pull(now)
            while len(frames.rows):
                self._detect(bank, frames, now)
                yield
                frames = bank.jitter.pull(now, frames.rows)

    # Inside.

    def _settle(self, row: int) -> None:
        """Take the audio of this row, as its terms say, if it is wanted; else do not."""
        line = self._lines[row]
        wants = line.command
        is_tonal = line.spec.detects_tones
        if is_tonal and not self._has_tones[row]:
            self._tones.open(row)
        self._has_tones[row] = is_tonal
        if not is_tonal and (wants is None or not (wants.wants_speech or wants.wants_all_audio)):
            self._drop(row, line)
        elif (shape := LineShape.of(line.spec)) != line.shape:
            self._move(row, line, shape)

    def _move(self, row: int, line: _Line, shape: LineShape) -> None:
        old = line.shape
        is_wanted = old is not None and self._banks[old].history.is_wanted(row)
        self._drop(row, line)
        self._decoders.open(row, line.spec)
        if shape not in self._banks:
            self._banks[shape] = _Bank(self._rows, shape)
        self._banks[shape].open(row)
        self._banks[shape].history.open(row, is_wanted=is_wanted)
        line.shape = shape
        self._wanted_rows += 1

    def _drop(self, row: int, line: _Line) -> None:
        if line.shape is not None:
            self._banks[line.shape].close(row)
            self._decoders.close(row)
            line.shape = None
            self._wanted_rows -= 1

    def _prepare_detector(self, row: int, line: _Line, command: Listen) -> None:
        if command.forgets_line or not line.is_learnt:
            self._detector.open(row, command.sensitivity)
            line.is_learnt = True
        else:
            self._detector.set_sensitivity(row, command.sensitivity)
            self._detector.restart(row)

    def _detect(self, bank: _Bank, frames: Frames, now: float) -> None:
        """One frame of some rows of a bank."""
        rows = frames.rows
        narrow = frames.samples if bank.halver is None else bank.halver.push(rows, frames.samples)
        bank.history.push(rows, frames.samples)
        tonal = np.flatnonzero(self._has_tones[rows])
        if len(tonal):
            self._find_keys(bank, _chosen(frames, tonal, narrow), now)
        spoken = np.flatnonzero(self._has_speech[rows])
        if len(spoken):
            self._find_speech(bank, _chosen(frames, spoken, narrow), now)
        for index in bank.history.due(rows).tolist():
            self._report_audio(bank, int(rows[index]), float(frames.ends_at[index]))

    def _find_keys(self, bank: _Bank, frames: Frames, now: float) -> None:
        # The detector counts samples of 8 kHz; on a line with a faster clock its times are so many ticks.
        scale = bank.ticks_per_narrow
        found = self._tones.push(frames.rows, frames.samples, frames.timestamp // scale, now, frames.is_gap)
        for row, event in found:
            self._tell_keys(row, [_scaled(event, scale)])

    def _find_speech(self, bank: _Bank, frames: Frames, now: float) -> None:
        changes = self._detector.push(frames.rows, frames.samples, frames.is_gap)
        bank.history.note_speech(frames.rows[self._detector.are_speaking(frames.rows)])
        for change in changes:
            index = int(np.searchsorted(frames.rows, change.row))
            self._report_change(bank, change, float(frames.ends_at[index]), now)

    def _report_change(self, bank: _Bank, change: SpeechEvent, ends_at: float, now: float) -> None:
        line = self._lines[change.row]
        since = ends_at - change.frames_ago * FRAME_S
        if change.change is SpeechChange.STARTED:
            self._on_speech(line.number)
            ntp = ntp_from_unix(now + float(self._wall_offset_s[change.row]))
            self._events.append(
                SpeechStarted(line.number, line.listen_number, now, since, ntp, is_early=change.is_early)
            )
            bank.history.want_from(change.row, change.frames_ago)
        else:
            # Control asks for the result when it learns of the end: all that was said must be there by then.
            self._report_audio(bank, change.row, ends_at)
            self._events.append(SpeechEnded(line.number, line.listen_number, now, since))

    def _report_audio(self, bank: _Bank, row: int, at: float) -> None:
        line, audio = self._lines[row], bank.history.take(row)
        self._events.append(
            AudioReceived(line.number, line.listen_number, audio.pcm, bank.rate_hz, at, audio.is_silent)
        )


def _chosen(frames: Frames, index: NDArray[np.int64], samples: NDArray[np.int16]) -> Frames:
    """Some of the frames, with other samples."""
    if len(index) == len(frames.rows):
        return replace(frames, samples=samples)
    return Frames(
        frames.rows[index], samples[index], frames.timestamp[index], frames.is_gap[index], frames.ends_at[index]
    )


def _scaled(event: KeyEvent, scale: int) -> KeyEvent:
    if scale == 1:
        return event
    timestamp = event.timestamp * scale & 0xFFFF_FFFF
    if isinstance(event, KeyDown):
        return replace(event, timestamp=timestamp)
    return replace(event, timestamp=timestamp, duration=event.duration * scale)
