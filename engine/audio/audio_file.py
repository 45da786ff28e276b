"""Recordings from bytes to samples, and samples to coded streams (PyAV: FFmpeg's libraries in a wheel).

Decoding: WAV with whatever is inside, raw G.711 and linear PCM by their media types, AU, FLAC, MP3, Ogg, WebM, AAC,
M4A. The container is chosen here from the first bytes, never by FFmpeg's own guessing, which knows playlists that open
other files. Duration and memory are bounded; a recording that is broken in the middle gives what can be decoded.

Encoding: WAV, raw PCM, MP3, Opus in Ogg, FLAC, AAC, as a stream: bytes come out while samples go in.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

import av
import numpy as np
import soxr
from av.audio.resampler import AudioResampler

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]

MAX_SECONDS = 600.0
"""Longest recording that is decoded: ten minutes are 58 MB at 48 kHz. A prompt or an utterance is far shorter."""

MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 192_000
"""Sampling rates that a recording may have; others are broken headers."""

_MAX_CHANNELS = 8
_MAX_BROKEN_PACKETS = 50
"""Packets that may fail before the rest is given up."""


class AudioFileError(EngineError):
    """The bytes are no recording that can be decoded, or too long; or a coder cannot be had at that rate."""


@dataclass(frozen=True, slots=True)
class _Container:
    """How FFmpeg is to open the bytes; without a rate the header says it."""

    name: str
    raw_rate_hz: int = 0
    channels: int = 1


# First bytes -> FFmpeg's demuxer. Ogg holds Opus, Vorbis or FLAC; Matroska is WebM.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"RIFF", "wav"),
    (0, b"RF64", "wav"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (0, b".snd", "au"),
    (0, b"FORM", "aiff"),
    (0, b"ID3", "mp3"),
    (4, b"ftyp", "mov"),
)

_RAW_TYPES: dict[str, str] = {
    "audio/basic": "mulaw",
    "audio/pcmu": "mulaw",
    "audio/mulaw": "mulaw",
    "audio/x-mulaw": "mulaw",
    "audio/pcma": "alaw",
    "audio/alaw": "alaw",
    "audio/x-alaw-basic": "alaw",
    # RFC 2586: network byte order; the others are what the HTTP interfaces call little-endian samples.
    "audio/l16": "s16be",
    "audio/pcm": "s16le",
    "audio/x-raw": "s16le",
    "audio/linear16": "s16le",
}
_RAW_SUFFIXES = {".ulaw": "mulaw", ".ul": "mulaw", ".mulaw": "mulaw", ".alaw": "alaw", ".al": "alaw", ".pcm": "s16le"}


def decode(
    recording: bytes,
    *,
    media_type: str = "",
    name: str = "",
    rate_hz: int | None = None,
    max_s: float = MAX_SECONDS,
) -> tuple[Samples, int]:
    """A whole recording as mono samples, and their rate.

    Args:
        recording: the file's bytes.
        media_type: Content-Type, needed for what has no header: `audio/basic`, `audio/L16;rate=8000`.
        name: file name or URI path, whose suffix stands in for a media type (`.ulaw`, `.alaw`).
        rate_hz: wanted sampling rate; the recording's own if None.
        max_s: longest duration that is accepted.

    Raises:
        AudioFileError: no decodable audio, or longer than `max_s`.
    """
    reader = AudioReader(io.BytesIO(recording), media_type=media_type, name=name, rate_hz=rate_hz, max_s=max_s)
    with reader:
        chunks = list(reader)
    return np.concatenate([np.zeros(0, np.int16), *chunks]), reader.rate_hz


class AudioReader:
    """Decodes while it reads: iterate for chunks of mono int16. Use as a context manager, in a thread or a worker.

    `rate_hz` is the rate of the chunks, known from the beginning.
    """

    def __init__(
        self,
        source: BinaryIO,
        *,
        media_type: str = "",
        name: str = "",
        rate_hz: int | None = None,
        max_s: float = MAX_SECONDS,
    ) -> None:
        """As `decode`; `source` is read as needed, and may block when it is a pipe.

        Raises:
            AudioFileError: the beginning is no audio.
        """
        self._max_s = max_s
        head = source.read(16)
        container = _container_of(head, media_type, name)
        self._file = _open(_Rewound(head, source), container)
        try:
            stream = self._file.streams.audio[0]
            self.source_rate_hz: int = stream.codec_context.sample_rate
            channels = stream.codec_context.channels
        except (IndexError, AttributeError) as error:
            self.close()
            raise AudioFileError("the recording has no audio track") from error
        if not MIN_RATE_HZ <= self.source_rate_hz <= MAX_RATE_HZ or not 0 < channels <= _MAX_CHANNELS:
            self.close()
            raise AudioFileError(f"{channels} channels at {self.source_rate_hz} Hz")
        self._stream = stream
        self.rate_hz = rate_hz or self.source_rate_hz

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the decoder back; harmless twice."""
        self._file.close()

    def __iter__(self) -> Iterator[Samples]:
        """Chunks as the file holds them. Raises AudioFileError at the end when nothing could be decoded."""
        mono = AudioResampler(format="s16", layout="mono", rate=self.source_rate_hz)
        converter = None
        if self.rate_hz != self.source_rate_hz:
            converter = soxr.ResampleStream(self.source_rate_hz, self.rate_hz, 1, dtype=np.float32, quality="HQ")
        left = int(self._max_s * self.source_rate_hz)
        is_empty = True
        for frame in self._frames():
            for mixed in _mixed(mono, frame):
                samples: Samples = mixed.to_ndarray()[0]
                left -= len(samples)
                if left < 0:
                    raise AudioFileError(f"the recording is longer than {self._max_s:g} s")
                is_empty = is_empty and not len(samples)
                yield samples if converter is None else _convert(converter, samples)
        if is_empty:
            raise AudioFileError("nothing in the recording can be decoded")
        if converter is not None:
            yield _convert(converter, np.zeros(0, np.int16), last=True)

    def _frames(self) -> Iterator[AudioFrame]:
        """Decoded frames; a packet that fails is left out, a container that breaks off is at its end."""
        broken = 0
        packets = self._file.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, ValueError):
                return
            if packet is None:
                return
            try:
                yield from self._stream.decode(packet)
            except (av.FFmpegError, ValueError):
                broken += 1
                if broken > _MAX_BROKEN_PACKETS:
                    return


class _Rewound:
    """The source with its first bytes, which were looked at, put back. FFmpeg needs no more than `read`."""

    def __init__(self, head: bytes, source: BinaryIO) -> None:
        self._head = head
        self._source = source
        if source.seekable():
            # MP4 keeps its index at the end: give FFmpeg the means to go there.
            source.seek(-len(head), io.SEEK_CUR)
            self._head = b""
            self.seek = source.seek
            self.tell = source.tell

    def read(self, size: int) -> bytes:
        if self._head:
            part, self._head = self._head[:size], self._head[size:]
            return part
        return self._source.read(size)


def _container_of(head: bytes, media_type: str, name: str) -> _Container:
    for offset, magic, demuxer in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return _Container(demuxer)
    kind, _, parameters = media_type.lower().partition(";")
    raw = _RAW_TYPES.get(kind.strip()) or next(
        (demuxer for suffix, demuxer in _RAW_SUFFIXES.items() if name.lower().endswith(suffix)), None
    )
    if raw is not None:
        return _Container(raw, _number(parameters, "rate", 8000), _number(parameters, "channels", 1))
    if len(head) >= 2 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return _Container("aac")  # ADTS: sync word, layer 0
    if len(head) >= 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _Container("mp3")
    raise AudioFileError("not a recording of a known kind")


def _number(parameters: str, wanted: str, default: int) -> int:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip() == wanted and (digits := value.strip().strip('"')).isdecimal() and len(digits) < 7:
            return int(digits)
    return default


def _open(source: Any, container: _Container) -> InputContainer:
    options = {}
    if container.raw_rate_hz:
        channels = min(container.channels, _MAX_CHANNELS)
        options = {"sample_rate": str(container.raw_rate_hz), "ch_layout": f"{channels}C" if channels > 1 else "mono"}
    try:
        opened: InputContainer = av.open(source, mode="r", format=container.name, options=options)
    except (av.FFmpegError, ValueError) as error:
        raise AudioFileError(f"not a {container.name} recording: {error}") from error
    return opened


def _mixed(mono: AudioResampler, frame: AudioFrame) -> Sequence[AudioFrame]:
    """A frame as mono; damage can make one that has another rate or layout than the recording: that is left out."""
    try:
        return mono.resample(frame)
    except (av.FFmpegError, ValueError):
        return ()


def _convert(converter: soxr.ResampleStream, samples: Samples, *, last: bool = False) -> Samples:
    out = np.rint(converter.resample_chunk(samples.astype(np.float32), last=last))
    held: Samples = np.clip(out, -32768, 32767).astype(np.int16)
    return held


# Codec name -> (FFmpeg's encoder, its container, container options). Streams: nothing may need to be written twice.
_CODERS: dict[str, tuple[str, str, dict[str, str]]] = {
    "mp3": ("libmp3lame", "mp3", {"write_xing": "0", "id3v2_version": "0"}),
    "opus": ("libopus", "ogg", {"page_duration": "20000"}),  # a page every packet, else a second is held back
    "flac": ("flac", "flac", {}),
    "aac": ("aac", "adts", {}),
}

CODECS = ("wav", "pcm", *_CODERS)

_OPUS_RATES_HZ = (8000, 12000, 16000, 24000, 48000)
_UNKNOWN_SIZE = 0xFFFF_FFFF
"""In the header of a WAV whose length is not known when it leaves; players read such a file to its end."""


class Encoder:
    """One coded stream of mono samples. After `flush` it is used up."""

    def __init__(self, codec: str, rate_hz: int, *, bitrate: int = 0) -> None:
        """Make a coder.

        Args:
            codec: one of `CODECS`.
            rate_hz: of the samples pushed.
            bitrate: bits a second, a wish to the lossy coders; 0 is theirs.

        Raises:
            AudioFileError: no such codec, or not at that rate.
        """
        self._coder: _Raw | _Coder
        if codec in ("pcm", "wav"):
            self._coder = _Raw(_wav_header(rate_hz) if codec == "wav" else b"")
        elif codec in _CODERS:
            self._coder = _Coder(codec, rate_hz, bitrate)
        else:
            raise AudioFileError(f"no coder for {codec!r}")

    def push(self, pcm: Samples) -> bytes:
        """What is ready after these samples; perhaps nothing yet."""
        return self._coder.push(pcm)

    def flush(self) -> bytes:
        """The rest of the stream."""
        return self._coder.flush()


class _Raw:
    def __init__(self, header: bytes) -> None:
        self._header = header

    def push(self, pcm: Samples) -> bytes:
        header, self._header = self._header, b""
        return header + pcm.astype("<i2").tobytes()

    def flush(self) -> bytes:
        return self.push(np.zeros(0, np.int16))


class _Sink:
    """What FFmpeg writes into; without `seek`, so that it never goes back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


class _Coder:
    def __init__(self, codec: str, rate_hz: int, bitrate: int) -> None:
        encoder, muxer, options = _CODERS[codec]
        if codec == "opus" and rate_hz not in _OPUS_RATES_HZ:
            raise AudioFileError(f"Opus is not made at {rate_hz} Hz")
        self._rate_hz = rate_hz
        self._position = 0
        self._sink = _Sink()
        self._file = av.open(self._sink, mode="w", format=muxer, options=options)
        # Each packet leaves the muxer's buffer at once, not when 32 KB are full.
        self._file.flags |= cast("int", av.container.Flags.flush_packets.value)
        try:
            self._stream = cast("AudioStream", self._file.add_stream(encoder, rate=rate_hz, layout="mono"))
            if bitrate:
                self._stream.codec_context.bit_rate = bitrate
            self._stream.codec_context.open()
        except (av.FFmpegError, ValueError) as error:
            raise AudioFileError(f"{codec} is not made at {rate_hz} Hz: {error}") from error

    def push(self, pcm: Samples) -> bytes:
        if len(pcm):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm)[np.newaxis], format="s16", layout="mono")
            frame.sample_rate = self._rate_hz
            frame.pts = self._position
            self._position += len(pcm)
            self._file.mux(self._stream.encode(frame))
        return self._sink.take()

    def flush(self) -> bytes:
        self._file.mux(self._stream.encode(None))
        self._file.close()
        return self._sink.take()


def _wav_header(rate_hz: int) -> bytes:
    described = (1, 1, rate_hz, 2 * rate_hz, 2, 16)
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", _UNKNOWN_SIZE, b"WAVE", b"fmt ", 16, *described, b"data", _UNKNOWN_SIZE
    )
