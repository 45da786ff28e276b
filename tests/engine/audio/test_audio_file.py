"""Recordings of every kind in, streams of every kind out; broken ones refused with the documented error."""

import io
import struct
import time
from collections.abc import Iterator
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.container import InputContainer
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.audio.audio_file import CODECS, AudioFileError, AudioReader, Encoder, decode
from engine.errors import EngineError

Samples = NDArray[np.int16]


def _tone(rate_hz: int, seconds: float = 1.0) -> Samples:
    phase = 2 * np.pi * 440 * np.arange(int(rate_hz * seconds)) / rate_hz
    tone: Samples = np.rint(8000 * np.sin(phase)).astype(np.int16)
    return tone


def _coded(codec: str, rate_hz: int, pcm: Samples, chunk: int = 160) -> list[bytes]:
    encoder = Encoder(codec, rate_hz)
    parts = [encoder.push(pcm[start : start + chunk]) for start in range(0, len(pcm), chunk)]
    return [*parts, encoder.flush()]


def _wav(body: bytes, *, tag: int = 1, channels: int = 1, rate_hz: int = 8000, bits: int = 16) -> bytes:
    block = channels * bits // 8
    described = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * block, block, bits)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + described + b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def _is_tone(samples: Samples, rate_hz: int, hertz: float = 440) -> bool:
    spectrum = np.abs(np.fft.rfft(samples[len(samples) // 4 : -len(samples) // 4]))
    found = float(np.argmax(spectrum)) * rate_hz / (2 * (len(spectrum) - 1))
    loudness = np.sqrt((samples[len(samples) // 4 : -len(samples) // 4].astype(float) ** 2).mean())
    return abs(found - hertz) < 6 and 4500 < loudness < 6500


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("rate_hz", [8000, 16000, 24000])
def test_what_is_encoded_is_heard_after_decoding(codec: str, rate_hz: int) -> None:
    parts = _coded(codec, rate_hz, _tone(rate_hz))
    media_type = f"audio/pcm;rate={rate_hz}" if codec == "pcm" else ""
    samples, decoded_hz = decode(b"".join(parts), media_type=media_type, rate_hz=8000)
    assert decoded_hz == 8000
    # Lossy coders pad to whole blocks and begin with their delay.
    assert 0.99 < len(samples) / 8000 < 1.2
    assert _is_tone(samples, 8000)


@pytest.mark.parametrize(("codec", "latest_ms"), [("wav", 20), ("pcm", 20), ("opus", 60), ("mp3", 300), ("aac", 300)])
def test_a_stream_begins_before_it_ends(codec: str, latest_ms: int) -> None:
    parts = _coded(codec, 16000, _tone(16000), chunk=320)
    assert next(index for index, part in enumerate(parts) if part) * 20 < latest_ms
    assert sum(map(bool, parts)) > 10


def test_bitrate_is_a_wish_to_the_coder() -> None:
    def size(bitrate: int) -> int:
        encoder = Encoder("mp3", 16000, bitrate=bitrate)
        return len(encoder.push(_tone(16000)) + encoder.flush())

    assert size(16000) < size(32000) < size(64000)


def test_an_empty_wav_is_its_header() -> None:
    encoder = Encoder("wav", 8000)
    assert encoder.flush()[:4] == b"RIFF"
    assert Encoder("opus", 8000).push(np.zeros(0, np.int16)) == b""


@pytest.mark.parametrize(
    ("codec", "rate_hz"), [("opus", 22050), ("mp3", 7000), ("aac", 100), ("flac", -5), ("gsm", 8000)]
)
def test_what_cannot_be_made_is_refused(codec: str, rate_hz: int) -> None:
    with pytest.raises(AudioFileError, match=codec if codec != "opus" else "Opus"):
        Encoder(codec, rate_hz)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("audio/basic", ""),
        ("audio/PCMU;rate=8000", ""),
        ("", "welcome.ulaw"),
        ("application/octet-stream", "/prompts/WELCOME.UL"),
    ],
)
def test_raw_mulaw_by_type_or_name(media_type: str, name: str) -> None:
    samples, rate_hz = decode(bytes((0xFF, 0x7F, 0x80, 0x00)) * 2000, media_type=media_type, name=name)
    assert rate_hz == 8000
    assert samples[:4].tolist() == [0, 0, 32124, -32124]


def test_raw_alaw_and_linear_by_type() -> None:
    samples, _ = decode(bytes((0xD5, 0x55)) * 1000, media_type="audio/x-alaw-basic")
    assert samples[:2].tolist() == [8, -8]
    samples, rate_hz = decode(b"\x01\x00" * 1000, media_type="audio/L16; rate=16000")
    assert (rate_hz, int(samples[0])) == (16000, 256)
    stereo = np.repeat(_tone(8000), 2).astype(">i2").tobytes()
    samples, _ = decode(stereo, media_type='audio/L16;rate="8000";channels=2')
    assert len(samples) == 8000
    assert _is_tone(samples, 8000)
    assert decode(bytes(2000), media_type="audio/L16;rate=fast")[1] == 8000


@pytest.mark.parametrize(("tag", "code"), [(7, 0xFF), (6, 0xD5)])
def test_wav_with_g711_inside(tag: int, code: int) -> None:
    samples, rate_hz = decode(_wav(bytes((code,)) * 4000, tag=tag, bits=8))
    assert (rate_hz, len(samples)) == (8000, 4000)
    assert np.abs(samples).max() <= 8


def test_stereo_becomes_mono_and_rate_is_changed() -> None:
    stereo = np.stack((_tone(44100), _tone(44100)), axis=1).astype("<i2").tobytes()
    samples, rate_hz = decode(_wav(stereo, channels=2, rate_hz=44100), rate_hz=16000)
    assert (rate_hz, len(samples)) == (16000, 16000)
    assert _is_tone(samples, 16000)


@pytest.mark.parametrize("encoder", ["pcm_mulaw", "pcm_alaw"])
def test_telephone_recordings_in_a_wav(encoder: str) -> None:
    """SSML 1.1 appendix A; the two formats without a header are in `test_raw_mulaw_by_type_or_name` and the next."""
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as container:
        stream = cast("AudioStream", container.add_stream(encoder, rate=8000, layout="mono"))
        frame = av.AudioFrame.from_ndarray(_tone(8000)[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    samples, rate_hz = decode(out.getvalue(), media_type="audio/x-wav")
    assert (rate_hz, len(samples)) == (8000, 8000)
    assert _is_tone(samples, 8000)


@pytest.mark.parametrize(
    ("muxer", "encoder"),
    [
        ("webm", "libopus"),
        ("ogg", "flac"),
        ("ipod", "aac"),
        ("au", "pcm_mulaw"),
        ("aiff", "pcm_s16be"),
        ("wav", "adpcm_ms"),
    ],
)
def test_other_containers(muxer: str, encoder: str) -> None:
    out = io.BytesIO()
    with av.open(out, "w", format=muxer) as container:
        stream = cast("AudioStream", container.add_stream(encoder, rate=16000, layout="mono"))
        stream.codec_context.open()
        pcm = _tone(16000)
        size = stream.codec_context.frame_size or 1024
        for start in range(0, len(pcm) - size, size):
            part = av.AudioFrame.from_ndarray(pcm[np.newaxis, start : start + size], format="s16", layout="mono")
            part.sample_rate, part.pts = 16000, start
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    samples, _ = decode(out.getvalue(), rate_hz=8000)
    assert _is_tone(samples, 8000)


def test_a_reader_gives_audio_before_the_end_of_a_pipe() -> None:
    class Pipe(io.RawIOBase):
        """Cannot seek, and remembers how much was taken."""

        def __init__(self, data: bytes) -> None:
            self.rest = data

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            part, self.rest = self.rest[:size], self.rest[size:]
            return part

    pipe = Pipe(_wav(_tone(8000, 120).tobytes()))
    with AudioReader(pipe, rate_hz=16000) as reader:  # type: ignore[arg-type]  # a raw stream has all that is used
        assert reader.source_rate_hz == 8000
        chunks = iter(reader)
        decoded = np.concatenate([next(chunks) for _ in range(8)])
        assert len(decoded) > 0
        assert len(pipe.rest) > 1_000_000
    reader.close()


def test_too_long_a_recording_is_refused_early_and_without_memory() -> None:
    silence = b"".join(_coded("flac", 48000, np.zeros(48000 * 90, np.int16), chunk=48000))
    assert len(silence) < 200_000
    started = time.perf_counter()
    with pytest.raises(AudioFileError, match="longer than 5 s"):
        decode(silence, max_s=5)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\xff",
        b"hello world, this is no audio",
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"RIFF",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        _wav(b""),
        _wav(bytes(100), rate_hz=7),
        _wav(bytes(900), channels=9),
        _wav(bytes(100), tag=0x1234),
        b"OggS" + bytes(200),
        b"fLaC" + b"\x12" * 500,
        b"ID3" + bytes(500),
        b"\xff\xf1" + bytes(500),
        b"\xff\xfb" + bytes(500),
        b"\x1a\x45\xdf\xa3" + bytes(200),
        b"\x00\x00\x00\x20ftypisom" + bytes(200),
    ],
)
def test_broken_recordings_raise_the_documented_error(junk: bytes) -> None:
    with pytest.raises(AudioFileError) as caught:
        decode(junk)
    assert isinstance(caught.value, EngineError)
    assert not caught.value.retryable


def test_a_video_without_sound_is_refused() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(AudioFileError, match="no audio"):
        decode(out.getvalue())


def test_a_recording_that_breaks_off_gives_its_beginning() -> None:
    for codec in ("mp3", "opus", "flac"):
        whole = b"".join(_coded(codec, 16000, _tone(16000, 2)))
        samples, rate_hz = decode(whole[: len(whole) * 3 // 4])
        assert len(samples) > 0.5 * rate_hz


_WHOLE = {codec: b"".join(_coded(codec, 16000, _tone(16000, 0.4))) for codec in ("wav", "mp3", "opus", "flac", "aac")}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(_WHOLE)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12))
def test_damaged_recordings_give_samples_or_the_documented_error(codec: str, damage: list[tuple[float, int]]) -> None:
    data = bytearray(_WHOLE[codec])
    for place, value in damage:
        data[int(place * (len(data) - 1))] = value
    try:
        samples, rate_hz = decode(bytes(data), max_s=20)
    except AudioFileError:
        return
    assert samples.dtype == np.int16
    assert len(samples) <= 20 * rate_hz


def test_packets_that_fail_are_left_out_until_there_are_too_many() -> None:
    reader = AudioReader(io.BytesIO(_WHOLE["wav"]))
    reader._file.close()
    container = _Breaking(packets=1000)
    reader._file = cast("InputContainer", container)
    reader._stream = cast("AudioStream", _Failing())
    with reader, pytest.raises(AudioFileError, match="nothing"):
        list(reader)
    assert 10 < container.read < 100


def test_a_container_that_breaks_off_is_at_its_end() -> None:
    reader = AudioReader(io.BytesIO(_WHOLE["wav"]))
    reader._file.close()
    reader._file = cast("InputContainer", _Breaking())
    with reader, pytest.raises(AudioFileError, match="nothing"):
        list(reader)


class _Failing:
    """A stream that cannot be decoded."""

    def decode(self, packet: object) -> list[object]:
        raise av.error.InvalidDataError(1, "broken")


class _Breaking:
    """A container that cannot be read beyond its first packets."""

    def __init__(self, packets: int = 0) -> None:
        self.packets = packets
        self.read = 0

    def demux(self, *_: object) -> Iterator[object]:
        for _packet in range(self.packets):
            self.read += 1
            yield object()
        raise av.error.InvalidDataError(1, "broken")

    def close(self) -> None:
        """Nothing is held."""
