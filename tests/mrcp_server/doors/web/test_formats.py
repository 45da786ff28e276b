import io
import wave

import numpy as np
import pytest

from engine.audio.audio_file import decode
from engine.interface import AudioFormat
from mrcp_server.doors.web.formats import Codec, OutputFormat, wav_header, whole_file
from mrcp_server.doors.web.refusal import Reason, RefusedError

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("fmt", "engine_format", "content_type"),
    [
        (OutputFormat("pcm", 16000), AudioFormat("PCM", 16000), "audio/pcm"),
        (OutputFormat("pcm", 16000, "wav"), AudioFormat("PCM", 16000), "audio/wav"),
        (OutputFormat("mulaw", 8000), AudioFormat("PCMU", 8000), "audio/basic"),
        (OutputFormat("alaw", 8000), AudioFormat("PCMA", 8000), "audio/x-alaw-basic"),
        (OutputFormat("mp3", 24000, "coded"), AudioFormat("PCM", 24000), "audio/mpeg"),
    ],
)
def test_what_the_engine_makes_and_the_client_is_told(
    fmt: OutputFormat, engine_format: AudioFormat, content_type: str
) -> None:
    fmt.check("format")
    assert (fmt.engine_format, fmt.content_type) == (engine_format, content_type)


@pytest.mark.parametrize("fmt", [OutputFormat("pcm", 7999), OutputFormat("pcm", 96000), OutputFormat("opus", 44100)])
def test_rates_that_cannot_be_made(fmt: OutputFormat) -> None:
    with pytest.raises(RefusedError) as caught:
        fmt.check("sample_rate")
    assert (caught.value.reason, caught.value.field) == (Reason.FORMAT, "sample_rate")


async def test_raw_samples_pass_through() -> None:
    packager = OutputFormat("pcm", 8000).packager()
    assert await packager.push(b"ab") + await packager.finish() == b"ab"


async def test_wav_has_one_header_also_around_nothing() -> None:
    fmt = OutputFormat("pcm", 8000, "wav")
    packager = fmt.packager()
    body = await packager.push(b"ab") + await packager.push(b"cd") + await packager.finish()
    assert body == wav_header(fmt) + b"abcd"
    assert await fmt.packager().finish() == wav_header(fmt)


def test_a_whole_file_tells_its_length() -> None:
    fmt = OutputFormat("pcm", 8000, "wav")
    with wave.open(io.BytesIO(whole_file(fmt, wav_header(fmt) + b"abcd"))) as file:
        assert (file.getnframes(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
    assert whole_file(OutputFormat("pcm", 8000), b"abcd") == b"abcd"
    assert whole_file(fmt, b"") == b""


@pytest.mark.parametrize(("codec", "tag"), [("mulaw", 7), ("alaw", 6)])
def test_g711_in_wav(codec: str, tag: int) -> None:
    header = wav_header(OutputFormat(codec, 8000, "wav"), 8)  # type: ignore[arg-type]  # parametrised text
    assert int.from_bytes(header[20:22], "little") == tag
    assert int.from_bytes(header[34:36], "little") == 8


@pytest.mark.parametrize(
    ("codec", "magic"), [("mp3", b"\xff"), ("opus", b"OggS"), ("flac", b"fLaC"), ("aac", b"\xff\xf1")]
)
async def test_coded_streams_come_out_while_samples_go_in(codec: Codec, magic: bytes) -> None:
    tone = (8000 * np.sin(np.arange(24000) * 2 * np.pi * 440 / 24000)).astype("<i2").tobytes()
    packager = OutputFormat(codec, 24000, "coded").packager()
    early = b"".join([await packager.push(tone[start : start + 4800]) for start in range(0, len(tone), 4800)])
    body = early + await packager.finish()
    assert body.startswith(magic)
    assert len(early) > len(body) / 2
    samples, rate_hz = decode(body)
    assert abs(len(samples) / rate_hz - 1.0) < 0.15
    assert 7000 < np.abs(samples[len(samples) // 4 : len(samples) // 2]).max() < 9500
